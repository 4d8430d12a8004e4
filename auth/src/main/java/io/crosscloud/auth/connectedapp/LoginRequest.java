package io.crosscloud.auth.connectedapp;

import java.net.URI;

/** A login that has begun: where to send the person, and what to keep until they come back. Immutable. */
public final class LoginRequest {
    private final URI authorizationUri;
    private final String sealed;

    LoginRequest(URI authorizationUri, String sealed) {
        this.authorizationUri = authorizationUri;
        this.sealed = sealed;
    }

    /** Where to send the person's browser. */
    public URI authorizationUri() {
        return authorizationUri;
    }

    /**
     * What the host keeps for {@link ConnectedAppLogin#complete}, bound to this browser: in an {@code HttpOnly},
     * {@code Secure}, {@code SameSite=Lax} cookie. Visible ASCII, well under 4 KiB, encrypted, good for ten minutes.
     */
    public String sealed() {
        return sealed;
    }

    @Override
    public String toString() {
        return "LoginRequest[" + authorizationUri.getScheme() + "://" + authorizationUri.getAuthority()
                + authorizationUri.getPath() + "]";
    }
}
