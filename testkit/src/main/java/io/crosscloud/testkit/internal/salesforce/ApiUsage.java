package io.crosscloud.testkit.internal.salesforce;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** How many API requests the org has used of those that it may make in 24 hours. Thread-safe. */
final class ApiUsage {
    private static final Duration DAY = Duration.ofDays(1);

    private final InstantSource clock;
    private final int perDay;
    private final AtomicReference<Count> count;

    private record Count(Instant since, int requests) {}

    ApiUsage(InstantSource clock, int perDay) {
        this.clock = clock;
        this.perDay = perDay;
        this.count = new AtomicReference<>(new Count(clock.instant(), 0));
    }

    /** Counts one request; false if the allowance is used up. */
    boolean use() {
        Instant now = clock.instant();
        Count counted = count.updateAndGet(old -> now.isBefore(old.since.plus(DAY))
                ? new Count(old.since, Math.min(old.requests, perDay) + 1)
                : new Count(now, 1));
        return counted.requests <= perDay;
    }

    int perDay() {
        return perDay;
    }

    int remaining() {
        return Math.max(0, perDay - count.get().requests);
    }

    /** The value of {@code Sforce-Limit-Info}. */
    String header() {
        return "api-usage=" + (perDay - remaining()) + "/" + perDay;
    }
}
