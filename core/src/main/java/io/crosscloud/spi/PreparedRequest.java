package io.crosscloud.spi;

import java.time.Duration;

/**
 * A token request whose slow work is done: secrets are read, assertions are signed, and nothing has been sent. Made by
 * {@link TokenProvider#prepare}, sent once. Not thread-safe.
 *
 * <p>Secrets change and assertions expire, so it is good for {@link #GOOD_FOR} after it was made; a caller that takes
 * longer prepares another one. One that is never sent needs no clean-up.
 */
@FunctionalInterface
public interface PreparedRequest {
    /** For how long a prepared request may be kept before it is sent. */
    Duration GOOD_FOR = Duration.ofSeconds(10);

    /**
     * Sends the request and waits for the answer. The request leaves before the deadline or not at all; the answer may
     * come later. The same deadline applies to a further secret or key that is tried because the server has refused
     * one.
     *
     * @throws io.crosscloud.error.AuthException if the server did not grant a token. With {@link
     *     io.crosscloud.error.ServerProblem#NOT_SENT_IN_TIME} the deadline came first, and no refresh token was spent
     * @throws IllegalStateException if it was sent before, as far as the provider knows
     */
    TokenGrant send(Deadline sendBy);
}
