package io.crosscloud.auth.session;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an API said last of its allowance. Immutable. */
public sealed interface ApiUsage {
    /** When it said so. */
    Instant at();

    /**
     * Salesforce's figures, in {@code Sforce-Limit-Info} or {@code /limits}: calls of the whole org within the last 24 hours.
     *
     * @param used how many were made
     * @param allowed how many may be made
     */
    record Counted(long used, long allowed, Instant at) implements ApiUsage {
        /** How many may still be made. */
        public long left() {
            return Math.max(0, allowed - used);
        }

        /** How much is used, in whole percent, rounded down; more than 100 if the org is let go on. */
        public int percent() {
            return allowed <= 0 ? 100 : (int) Math.min(Integer.MAX_VALUE, used * 100.0 / allowed);
        }
    }

    /**
     * A call was refused for a limit: Salesforce's {@code REQUEST_LIMIT_EXCEEDED}, or a 429 of either cloud. No new token
     * helps.
     *
     * @param knownRetryAt when another may be made; null if the answer did not say
     */
    record LimitReached(Instant at, @Nullable Instant knownRetryAt) implements ApiUsage {
        /** When another call may be made, if the answer said so. */
        public Optional<Instant> retryAt() {
            return Optional.ofNullable(knownRetryAt);
        }
    }
}
