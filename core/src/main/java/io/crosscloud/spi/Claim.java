package io.crosscloud.spi;

import java.time.Duration;
import java.util.Objects;

/** The answer to {@link TokenStore#claim}. */
public sealed interface Claim {
    /**
     * The claim stands, durably: this holder, and nobody else, may send until the lease is over.
     *
     * @param record the record as it is now
     * @param probe whether an earlier attempt with this very generation was never resolved
     */
    record Granted(SessionRecord record, boolean probe) implements Claim {
        public Granted {
            Objects.requireNonNull(record, "record");
        }
    }

    /**
     * Somebody else may send, or the server asked for a pause; look again after a while.
     *
     * @param retryIn how long the obstacle lasts at most, by the store's clock
     */
    record Busy(Duration retryIn) implements Claim {
        public Busy {
            Objects.requireNonNull(retryIn, "retryIn");
        }
    }

    /** The generation is another, or the session has ended: read again. */
    record Changed() implements Claim {}
}
