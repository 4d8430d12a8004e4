package io.crosscloud.verification.storm;

import java.time.Duration;

/**
 * How long things take in a storm: the product's defaults, made ten times as short. No host is stopped for longer than the
 * store waits for one: what it sent, a host has given up within {@link #GIVEN_UP_WITHIN} of time that it was not stopped, and
 * with one stop at a time that is within lease and longest pause together.
 */
final class Timing {
    static final Duration LEASE = Duration.ofSeconds(3);
    static final Duration MAX_PAUSE = Duration.ofSeconds(6);
    /** With a server that grants grace: for who takes over then is in time for it. */
    static final Duration MAX_PAUSE_IN_GRACE = Duration.ofMillis(4_500);

    /** Over a store that does not see who lives: a busy machine must not take longer for what a lease is for. */
    static final Duration LEASE_ALONE = Duration.ofSeconds(5);

    private static final Duration BEYOND = Duration.ofMillis(700);

    /** Time enough for another host, whom nothing else keeps, to send first. */
    private static final Duration BEYOND_ALONE = Duration.ofMillis(1_500);

    static final Duration EXCHANGE = Duration.ofMillis(1_500);
    /** A request's deadline and the late look, and a moment for a busy machine. */
    static final Duration GIVEN_UP_WITHIN = EXCHANGE.plusMillis(500).plusMillis(500);

    static final Duration SHORT_PAUSE = Duration.ofMillis(400);
    static final Duration PAUSE_BEYOND_DEADLINE = Duration.ofMillis(1_900);
    static final Duration PAUSE_BEYOND_LEASE = Duration.ofSeconds(4);
    static final Duration DELAY = Duration.ofMillis(500);
    static final Duration ACQUIRE = Duration.ofSeconds(10);
    static final Duration ASSUMED_LIFETIME = Duration.ofHours(2);

    /** How long a host that is neither paused nor without its store may have an answer and not have stored it. */
    static final Duration STORED_WITHIN = EXCHANGE.plusSeconds(2);

    /** How long a request may take from its host to the server. */
    static final Duration SENT_WITHIN = Duration.ofMillis(500);

    /** For how long a server's refusal for no known reason is heeded at least, and what it says in Retry-After. */
    static final Duration REFUSED = Duration.ofSeconds(48);

    static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private Timing() {}

    /** @param maxPause how long the store takes a silent host for alive; zero if it does not see who lives */
    static Duration lease(Duration maxPause) {
        return maxPause.isZero() ? LEASE_ALONE : LEASE;
    }

    /** How long code of a host's is held up. */
    static Duration stall(Duration maxPause) {
        return lease(maxPause).plus(maxPause.isZero() ? BEYOND_ALONE : BEYOND);
    }
}
