package io.crosscloud.verification.storm;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Stops the store now and then, and starts it again. */
final class Outages {
    private static final Duration APART = Duration.ofSeconds(12);
    private static final int MOST_MILLIS = 1_500;
    /** Every so often an outage outlasts a lease. */
    private static final int LONG_ONE_OF = 4;

    private static final long LONG_MILLIS = Timing.LEASE.toMillis() + MOST_MILLIS;

    private final StoreServer server;
    private final SplittableRandom random;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Queue<Outage> all = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "outages");

    /** From when to when the store was down. */
    record Outage(Instant from, Instant until) {
        boolean overlaps(Instant begin, Instant end) {
            return from.isBefore(end) && until.isAfter(begin);
        }
    }

    Outages(StoreServer server, long seed) {
        this.server = server;
        this.random = new SplittableRandom(seed);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!ended.await(APART.toMillis() / 2 + random.nextLong(APART.toMillis()), TimeUnit.MILLISECONDS)) {
                Instant from = Instant.now();
                server.stop();
                long millis = random.nextInt(LONG_ONE_OF) == 0 ? LONG_MILLIS : random.nextInt(MOST_MILLIS);
                boolean unused = ended.await(millis, TimeUnit.MILLISECONDS);
                server.startAgain();
                all.add(new Outage(from, Instant.now()));
            }
        } catch (IOException e) {
            throw new IllegalStateException("the store did not start again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends them; the store is up then. */
    void end() throws InterruptedException {
        ended.countDown();
        thread.join(); // at once if they never began
    }

    List<Outage> all() {
        return List.copyOf(all);
    }
}
