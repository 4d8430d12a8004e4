package io.crosscloud.spi;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of a {@link TokenStore}. All times are the store's own.
 *
 * @param key the store key
 * @param generation how often the session was committed; 0 while a first claim is unresolved
 * @param session what was committed last; null at generation 0 and after a logout
 * @param lease who may send at present; null if nobody, or if it is over
 * @param attemptedAt when this very generation's refresh token was claimed for sending and has not been resolved since;
 *     null if it was not
 * @param ending why the session has ended; null while it goes on
 * @param notBefore before when nobody should ask the server again; null if any time
 */
public record SessionRecord(
        String key,
        long generation,
        @Nullable SealedSession session,
        @Nullable Lease lease,
        @Nullable Instant attemptedAt,
        @Nullable Ending ending,
        @Nullable Instant notBefore) {
    public SessionRecord {
        Objects.requireNonNull(key, "key");
    }

    /**
     * The right to send, until a time by the store's clock.
     *
     * @param holder who holds it: a name that is unique to one process start
     * @param until when it is over
     */
    public record Lease(String holder, Instant until) {
        public Lease {
            Objects.requireNonNull(holder, "holder");
            Objects.requireNonNull(until, "until");
        }
    }
}
