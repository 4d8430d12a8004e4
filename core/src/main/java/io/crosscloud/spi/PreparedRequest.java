package io.crosscloud.spi;

import java.time.Duration;

/**
 * A token request for which the slow part is done: secrets are read, assertions are signed, and nothing has been sent. Made
 * by {@link TokenProvider#prepare}, used once, by one thread at a time.
 *
 * <p>Secrets change and assertions expire: send it within {@link #GOOD_FOR}, or prepare another one. One that is never
 * sent holds nothing that must be given back.
 */
@FunctionalInterface
public interface PreparedRequest {
    /** How long after its preparation a request may be sent. */
    Duration GOOD_FOR = Duration.ofSeconds(10);

    /**
     * Sends the request and waits for the answer. The request leaves before the deadline or not at all; the answer may come
     * later. Whatever further secret or key the server's refusal calls for is under the same deadline.
     *
     * @throws io.crosscloud.error.AuthException if the server did not grant a token. With {@link
     *     io.crosscloud.error.Problem#NOT_SENT_IN_TIME} the deadline came first, and no refresh token was spent
     * @throws IllegalStateException if it was sent before, as far as the provider knows
     */
    TokenGrant send(Deadline sendBy);
}
