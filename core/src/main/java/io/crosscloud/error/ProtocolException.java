package io.crosscloud.error;

import io.crosscloud.token.RefreshToken;
import java.util.Optional;

/** The other side broke the protocol: no JSON, a missing member, a redirect, a host that is not the cloud's. */
public final class ProtocolException extends AuthException {
    private static final long serialVersionUID = 1;

    ProtocolException(AuthFailure failure) {
        super(failure);
    }

    /** The refresh token that the otherwise unusable answer carried. It must be kept: the one that was sent is spent. */
    public Optional<RefreshToken> rotated() {
        return Optional.ofNullable(failure().rotated());
    }
}
