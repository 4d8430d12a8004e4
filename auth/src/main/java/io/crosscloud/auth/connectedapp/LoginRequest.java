package io.crosscloud.auth.connectedapp;

import io.crosscloud.error.AuthException;
import java.net.URI;

/** A login that has begun: where to send the person, and what to keep until they come back. Immutable. */
public final class LoginRequest {
    private final URI authorizationUri;
    private final String sealed;
    private final PendingLogin login;

    LoginRequest(URI authorizationUri, String sealed, PendingLogin login) {
        this.authorizationUri = authorizationUri;
        this.sealed = sealed;
        this.login = login;
    }

    /** Whether a callback is of this login, whatever else is wrong with it. */
    boolean isAnsweredBy(URI callbackUri) {
        try {
            return Callback.of(callbackUri).get("state").filter(login::hasState).isPresent();
        } catch (AuthException e) {
            return false;
        }
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
