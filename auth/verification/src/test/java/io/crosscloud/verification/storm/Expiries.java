package io.crosscloud.verification.storm;

import io.crosscloud.testkit.FakeSalesforce;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ends access tokens. A session's ends some moments after it was first used by anybody, so that each end is followed by
 * exactly one need for another. Thread-safe.
 */
final class Expiries {
    private static final int LEAST_LIFE_MILLIS = 60;
    private static final int MOST_LIFE_MILLIS = 260;

    private final FakeSalesforce fake;
    private final int wanted;
    private final SplittableRandom random;
    private final ScheduledExecutorService scheduler;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Standing> standings = new TreeMap<>();

    private static final class Standing {
        private int count;
        private Instant endedAt = Instant.EPOCH;
        private boolean due;
        private final Set<String> usedBy = new TreeSet<>();
    }

    Expiries(FakeSalesforce fake, Settings settings, ScheduledExecutorService scheduler) {
        this.fake = fake;
        this.wanted = settings.expiries();
        this.random = new SplittableRandom(settings.seed());
        this.scheduler = scheduler;
        for (int i = 0; i < settings.sessions(); i++) {
            standings.put(HostSettings.user(i), new Standing());
        }
    }

    /** How often this user's token has ended. */
    int countOf(String user) {
        lock.lock();
        try {
            return standing(user).count;
        } finally {
            lock.unlock();
        }
    }

    /** How often all have. */
    int total() {
        lock.lock();
        try {
            return standings.values().stream().mapToInt(each -> each.count).sum();
        } finally {
            lock.unlock();
        }
    }

    /** A life of a host has used the session of this user with success, by a request that was received then. */
    void used(String user, String life, Instant at) {
        lock.lock();
        try {
            Standing standing = standing(user);
            if (!at.isAfter(standing.endedAt)) {
                return;
            }
            standing.usedBy.add(life.substring(0, life.lastIndexOf('.')));
            changed.signalAll();
            if (!standing.due && standing.count < wanted) {
                standing.due = true;
                int millis = random.nextInt(LEAST_LIFE_MILLIS, MOST_LIFE_MILLIS);
                var unused = scheduler.schedule(() -> end(user), millis, TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    private void end(String user) {
        lock.lock();
        try {
            Standing standing = standing(user);
            fake.expireTokens(Logins.username(user));
            standing.endedAt = Instant.now();
            standing.count++;
            standing.due = false;
            standing.usedBy.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all tokens once more. */
    void endAll() {
        List.copyOf(standings.keySet()).forEach(this::end);
    }

    /** Waits until each token has ended as often as wanted and has been replaced and used; false if that takes too long. */
    boolean awaitAll(Duration patience) throws InterruptedException {
        return await(patience, each -> each.count >= wanted && !each.usedBy.isEmpty());
    }

    /** Waits until every session has been used by every host since it ended last; false if that takes too long. */
    boolean awaitUseBy(Set<String> hosts, Duration patience) throws InterruptedException {
        return await(patience, each -> each.usedBy.containsAll(hosts));
    }

    /** Who has not used which session since it ended last. */
    Map<String, Set<String>> missing(Set<String> hosts) {
        lock.lock();
        try {
            Map<String, Set<String>> missing = new TreeMap<>();
            standings.forEach((user, standing) -> {
                Set<String> others = new TreeSet<>(hosts);
                others.removeAll(standing.usedBy);
                if (!others.isEmpty()) {
                    missing.put(user, others);
                }
            });
            return missing;
        } finally {
            lock.unlock();
        }
    }

    /** Whose session nobody has used since its token ended last. */
    List<String> unused() {
        lock.lock();
        try {
            return standings.entrySet().stream()
                    .filter(each -> each.getValue().usedBy.isEmpty())
                    .map(Map.Entry::getKey)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private interface Wish {
        boolean isMetBy(Standing standing);
    }

    private boolean await(Duration patience, Wish wish) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!standings.values().stream().allMatch(wish::isMetBy)) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private Standing standing(String user) {
        Standing standing = standings.get(user);
        if (standing == null) {
            throw new IllegalArgumentException("user: " + user + " (expected: one of " + standings.keySet() + ")");
        }
        return standing;
    }
}
