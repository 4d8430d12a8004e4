package io.crosscloud.auth.internal.session.engine;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before something that failed is tried again. */
public final class Pauses {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 10;
    private static final double JITTER = 0.2;

    private Pauses() {}

    /**
     * One second, then twice as long each time up to a minute; each a fifth more or less by chance.
     *
     * @param failures how many there were in a row, at least one
     */
    public static Duration exponential(int failures) {
        long millis = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS));
        double factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Duration.ofMillis((long) (millis * factor));
    }
}
