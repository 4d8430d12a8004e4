package io.crosscloud.error;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Nothing is wrong that time does not cure: the network, a busy or throttling server, a refresh that is under way. */
public final class TryLaterException extends AuthException {
    private static final long serialVersionUID = 1;
    private static final Set<Problem> PASSING = Set.of(
            ServerProblem.NETWORK,
            ServerProblem.SERVER_FAILED,
            ServerProblem.SERVER_UNAVAILABLE,
            ServerProblem.ENGAGEMENT_MAINTENANCE,
            ServerProblem.SALESFORCE_RETRY);

    TryLaterException(AuthFailure failure) {
        super(failure);
    }

    /** How long to wait, if the server or the session manager said it. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(failure().retryAfter());
    }

    /**
     * Whether a request that consumes nothing, such as one by client credentials or JWT bearer, may be sent again at
     * once: the network or the server failed, and did not ask for a pause. Never true of a server that throttles or of
     * a login rate. What the request carried is not known here: one with a refresh token or a code must not be repeated.
     */
    public boolean repeatableAtOnce() {
        return PASSING.contains(problem()) && retryAfter().isEmpty();
    }
}
