package io.crosscloud.examples.storm;

import java.time.Duration;

/**
 * How long things take in a storm: the product's defaults, made ten times as short. Longer than any pause of a host are only
 * lease and {@link #MAX_PAUSE} together.
 */
final class Timing {
    static final Duration LEASE = Duration.ofSeconds(2);
    static final Duration MAX_PAUSE = Duration.ofSeconds(6);
    static final Duration EXCHANGE = Duration.ofMillis(800);
    static final Duration SHORT_PAUSE = Duration.ofMillis(400);
    static final Duration PAUSE_BEYOND_DEADLINE = Duration.ofMillis(1_200);
    static final Duration PAUSE_BEYOND_LEASE = Duration.ofMillis(3_500);
    static final Duration DELAY = Duration.ofMillis(500);
    static final Duration ACQUIRE = Duration.ofSeconds(10);
    static final Duration ASSUMED_LIFETIME = Duration.ofHours(2);

    private Timing() {}
}
