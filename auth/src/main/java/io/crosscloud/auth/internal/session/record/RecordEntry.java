package io.crosscloud.auth.internal.session.record;

import io.crosscloud.spi.Ending;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The record as it was read, and opened. Immutable.
 *
 * @param record as the store gave it; null if it has none
 */
public record RecordEntry(
        long generation,
        SessionState state,
        @Nullable Ending ending,
        @Nullable SessionRecord record) {
    /** The sealed state of a record; null if it holds none. */
    static @Nullable String payloadOf(@Nullable SessionRecord record) {
        SealedSession sealed = record == null ? null : record.session();
        return sealed == null ? null : sealed.payload();
    }

    /** The sealed state; null if it holds none. */
    @Nullable
    String payload() {
        return payloadOf(record);
    }

    /** Whether an earlier attempt was never resolved. */
    public boolean inDoubt() {
        return record != null && record.attemptedAt() != null && record.lease() == null;
    }

    /** Whether it may be claimed, as far as it says so itself. */
    public boolean isFree() {
        return record == null || (record.lease() == null && record.notBefore() == null);
    }

    /** Whether nobody has claimed it, and nobody may before a time that a server has asked for. */
    public boolean isPaused() {
        return record != null && record.lease() == null && record.notBefore() != null;
    }

    /** How long it may not be claimed, as far as it says so itself and the store's clock is ours. */
    public Duration busyFor(Instant now) {
        Instant until = now;
        if (record != null && record.lease() != null) {
            until = record.lease().until();
        }
        if (record != null && record.notBefore() != null && record.notBefore().isAfter(until)) {
            until = record.notBefore();
        }
        return Duration.between(now, until);
    }

    /** Whether it holds nothing, and nobody is about to change that. */
    boolean isNothing() {
        return state.equals(SessionState.of(state.user())) && (record == null || record.attemptedAt() == null);
    }
}
