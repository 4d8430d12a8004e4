package io.crosscloud.error;

import java.time.Duration;
import java.util.Optional;

/** Nothing is wrong that time does not cure: the network, a busy or throttling server, a refresh that is under way. */
public final class TryLaterException extends AuthException {
    private static final long serialVersionUID = 1;

    TryLaterException(AuthFailure failure) {
        super(failure);
    }

    /** How long to wait, if the server or the session manager said it. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(failure().retryAfter());
    }
}
