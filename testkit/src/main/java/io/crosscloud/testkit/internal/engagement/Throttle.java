package io.crosscloud.testkit.internal.engagement;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Counts requests by a key and says when one key has had too many within a time. Off until limited. Thread-safe. */
public final class Throttle {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Queue<Instant>> seen = new HashMap<>();
    private final InstantSource clock;
    private volatile @Nullable Limit limit;

    private record Limit(int requests, Duration window) {}

    Throttle(InstantSource clock) {
        this.clock = clock;
    }

    /** From now on no key gets more than so many requests through in this time. */
    public void limit(int requests, Duration window) {
        if (requests < 1 || window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException(
                    "limit: " + requests + " in " + window + " (expected: at least 1 in a positive time)");
        }
        limit = new Limit(requests, window);
    }

    /** How long this key has to wait; zero if it may go on, in which case the request counts. */
    Duration delay(String key) {
        Limit current = limit;
        if (current == null) {
            return Duration.ZERO;
        }
        lock.lock();
        try {
            Instant now = clock.instant();
            Queue<Instant> recent = seen.computeIfAbsent(key, unused -> new ArrayDeque<>());
            recent.removeIf(at -> !at.plus(current.window).isAfter(now));
            Instant oldest = recent.peek();
            if (oldest != null && recent.size() >= current.requests) {
                return Duration.between(now, oldest.plus(current.window));
            }
            recent.add(now);
            return Duration.ZERO;
        } finally {
            lock.unlock();
        }
    }
}
