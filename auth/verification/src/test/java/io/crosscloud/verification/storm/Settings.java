package io.crosscloud.verification.storm;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a storm is like.
 *
 * @param store which one
 * @param control what is broken on purpose
 * @param seed from which everything that is left to chance follows
 * @param hosts how many processes
 * @param threads of each host
 * @param sessions how many people are logged in
 * @param expiries how often the access token of each ends
 * @param grace whether the server forgives a spent refresh token for ten seconds; then the store and half of
 *     the hosts stay up, as somebody must be there to ask within the grace
 * @param leaseAlone whether the store does not see who lives; then no host is stopped for long, as that it cannot survive
 * @param stalls how often of a thousand times code of a host's is held up for longer than a lease
 * @param limit how long it may take, the calm at its end not included
 */
record Settings(
        StoreServer.Kind store,
        Control control,
        long seed,
        int hosts,
        int threads,
        int sessions,
        int expiries,
        boolean grace,
        boolean leaseAlone,
        int stalls,
        Duration limit) {
    private static final int STALLS = 12;

    /** What {@code -Dstorm.seed} says, or any. */
    static long chosenSeed() {
        return Long.getLong("storm.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    }

    /** The storm that the project promises to survive: 1,000 expiries. */
    static Settings whole(StoreServer.Kind store, long seed) {
        return new Settings(store, Control.NONE, seed, 4, 20, 50, 20, false, false, STALLS, Duration.ofMinutes(8));
    }

    /** The same in short, for every build. */
    static Settings brief(StoreServer.Kind store, long seed) {
        return new Settings(store, Control.NONE, seed, 2, 8, 8, 3, false, false, 2 * STALLS, Duration.ofSeconds(30));
    }

    Settings withGrace() {
        return new Settings(store, control, seed, hosts, threads, sessions, expiries, true, leaseAlone, stalls, limit);
    }

    /** How long the store takes a silent host for alive. */
    Duration maxPause() {
        return leaseAlone ? Duration.ZERO : grace ? Timing.MAX_PAUSE_IN_GRACE : Timing.MAX_PAUSE;
    }

    /**
     * From arguments such as {@code --sessions=50}; what is not there is as in {@link #whole}.
     *
     * @throws IllegalArgumentException if one is not known
     */
    static Settings of(String[] arguments, StoreServer.Kind store, long seed) {
        Map<String, String> given = new TreeMap<>();
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            if (!KNOWN.contains(pair[0])) {
                throw new IllegalArgumentException("argument: " + argument + " (expected: some of " + KNOWN + ")");
            }
            given.put(pair[0], pair.length == 1 ? "true" : pair[1]);
        }
        Settings whole = whole(store, seed);
        String control = given.getOrDefault("--control", "none").replace('-', '_');
        return new Settings(
                store,
                Control.valueOf(control.toUpperCase(Locale.ROOT)),
                seed,
                number(given, "--hosts", whole.hosts),
                number(given, "--threads", whole.threads),
                number(given, "--sessions", whole.sessions),
                number(given, "--expiries", whole.expiries),
                given.containsKey("--grace"),
                given.containsKey("--lease-alone"),
                number(given, "--stalls", whole.stalls),
                Duration.ofSeconds(number(given, "--limit", (int) whole.limit.toSeconds())));
    }

    static final List<String> KNOWN = List.of(
            "--store",
            "--control",
            "--seed",
            "--hosts",
            "--threads",
            "--sessions",
            "--expiries",
            "--grace",
            "--lease-alone",
            "--stalls",
            "--limit",
            "--peers");

    private static int number(Map<String, String> given, String name, int unlessGiven) {
        String text = given.get(name);
        return text == null ? unlessGiven : Integer.parseInt(text);
    }
}
