package io.crosscloud.auth.session;

import io.crosscloud.error.NextStep;
import io.crosscloud.error.Problem;
import io.crosscloud.session.Identity;
import io.crosscloud.session.SessionKey;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a session stands, for a page or a health check. Immutable; holds no secret.
 *
 * @param key which session
 * @param state whether it can be used
 * @param knownIdentity who the cloud said it was; null if it has not
 * @param knownToken the current access token's times; null if there is none
 * @param lastProblem what the last try to get a token failed with; null if it did not
 * @param lastUsage what the session's API host said last of its allowance, to whichever session; null if it has not
 */
public record SessionStatus(
        SessionKey key,
        State state,
        @Nullable Identity knownIdentity,
        @Nullable Token knownToken,
        @Nullable Problem lastProblem,
        @Nullable ApiUsage lastUsage) {
    /** Whether a session can be used. */
    public enum State {
        /** There is a valid token. */
        VALID,
        /** There is no valid token; the next caller waits for one. */
        IDLE,
        /** Getting a token failed, and will be tried again. */
        FAILING,
        /** A person must log in. */
        LOGIN_REQUIRED;

        /** Of a session without a valid token, whose last try failed with this if it did. */
        static State without(@Nullable Problem problem) {
            if (problem == null) {
                return IDLE;
            }
            return problem.nextStep() == NextStep.LOG_IN ? LOGIN_REQUIRED : FAILING;
        }
    }

    /**
     * The times of an access token.
     *
     * @param fingerprint tells it from others
     * @param issuedAt when it was issued
     * @param refreshAt from when on it will be replaced
     * @param expiresAt when it ends, as stated or assumed
     */
    public record Token(String fingerprint, Instant issuedAt, Instant refreshAt, Instant expiresAt) {}

    /** Who the cloud said it was. */
    public Optional<Identity> identity() {
        return Optional.ofNullable(knownIdentity);
    }

    /** The current access token's times. */
    public Optional<Token> token() {
        return Optional.ofNullable(knownToken);
    }

    /** What the last try to get a token failed with; its remedy says what to do. */
    public Optional<Problem> problem() {
        return Optional.ofNullable(lastProblem);
    }

    /** What the session's API host said last of its allowance, to whichever session of the connection. */
    public Optional<ApiUsage> usage() {
        return Optional.ofNullable(lastUsage);
    }
}
