package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.state.SessionState;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.spi.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all sessions of one manager share: store, cipher, clock, threads, and the list of what must not be lost at close. */
final class SessionRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(SessionManager.class);
    private static final double SPREAD = 0.2;
    private static final int BACKGROUND_THREADS = 4;
    private static final Duration CLOSING_STEP = Duration.ofMillis(100);

    private final TokenStore store;
    private final TokenCipher cipher;
    private final Events events;
    private final InstantSource clock;
    private final @Nullable Duration assumedLifetime;
    private final Duration acquireTimeout;
    private final Duration lease;
    private final Duration keepAliveWithin;
    private final Set<String> keptAlive;
    private final Map<Thread, CompletableFuture<?>> pauses = new ConcurrentHashMap<>();
    private final ScheduledExecutorService scheduler;
    private final boolean ownScheduler;
    private final ExecutorService executor;
    /** For what is owed to the store or a cloud: it must not wait for those who wait. */
    private final ExecutorService background;

    private final String holder = UUID.randomUUID().toString();
    private final Map<Ledger, Access> unsettled = new ConcurrentHashMap<>();
    private final Revocations revocations = new Revocations(this);
    private final AtomicBoolean closed = new AtomicBoolean();

    SessionRuntime(SessionManager.Builder settings, ScheduledExecutorService scheduler, boolean ownScheduler) {
        this.store = settings.store;
        this.cipher = settings.cipher;
        this.events = new Events(settings.listener);
        this.clock = settings.clock;
        this.assumedLifetime = settings.assumedLifetime;
        this.acquireTimeout = settings.acquireTimeout;
        this.lease = settings.lease;
        this.keepAliveWithin = settings.keepAliveWithin;
        this.keptAlive = Set.copyOf(settings.keptAlive);
        this.scheduler = scheduler;
        this.ownScheduler = ownScheduler;
        this.executor = pool("crosscloud-", settings.concurrency);
        this.background =
                settings.background != null ? settings.background : pool("crosscloud-background-", BACKGROUND_THREADS);
    }

    private static ExecutorService pool(String name, int threads) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    TokenStore store() {
        return store;
    }

    TokenCipher cipher() {
        return cipher;
    }

    Events events() {
        return events;
    }

    Revocations revocations() {
        return revocations;
    }

    InstantSource clock() {
        return clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** How long tokens live whose server does not say so; empty if the host has not said it either. */
    Optional<Duration> assumedLifetime() {
        return Optional.ofNullable(assumedLifetime);
    }

    /** How long a caller waits, and how long one host waits for another. */
    Duration patience() {
        return acquireTimeout;
    }

    Duration lease() {
        return lease;
    }

    /** The name that this process start holds its leases by. */
    String holder() {
        return holder;
    }

    Executor executor() {
        return executor;
    }

    /** Waits, on a thread of the manager's, as long as the scheduler says, but not beyond the manager's end. */
    void pause(Duration duration) {
        CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        pauses.put(Thread.currentThread(), over);
        try {
            Future<?> unused = scheduler.schedule(() -> over.complete(null), duration.toNanos(), TimeUnit.NANOSECONDS);
            if (closed.get()) {
                over.complete(null);
            }
            over.join();
        } finally {
            pauses.remove(Thread.currentThread());
        }
    }

    /** Runs a short task on the scheduler's own thread, after a while. */
    void schedule(Duration delay, Runnable task) {
        Future<?> unused = scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Tries again and again in the background, until it is done or the manager is closed.
     *
     * @param pause how long to wait after so many tries
     * @param attempt is told which try it is, and says whether that is the last
     */
    void retry(int tries, IntFunction<Duration> pause, IntPredicate attempt) {
        try {
            schedule(
                    pause.apply(tries),
                    () -> background.execute(() -> {
                        if (!attempt.test(tries + 1)) {
                            retry(tries + 1, pause, attempt);
                        }
                    }));
        } catch (RejectedExecutionException e) {
            LOG.debug("no further try: the manager is closed", e);
        }
    }

    /** Whether a claim made then still covers an exchange after this pause, which three quarters of the lease are for. */
    boolean leaseCovers(Instant claimedAt, Duration pause) {
        Duration used = Duration.between(claimedAt, now()).plus(pause);
        return used.compareTo(lease.dividedBy(4)) < 0;
    }

    /** Whether keep-alive looks after the connection. */
    boolean keepsAlive(String connection) {
        return keptAlive.contains(connection);
    }

    /**
     * When keep-alive is to use a refresh token again: up to a fifth earlier than it must, by chance, so that it spreads. Null
     * if the connection is not kept alive.
     */
    @Nullable
    Instant renewBefore(String connection, SessionState state) {
        if (state.refreshedAt() == null || !keptAlive.contains(connection)) {
            return null;
        }
        double early = 1 - SPREAD * ThreadLocalRandom.current().nextDouble();
        return state.refreshedAt().plusMillis((long) (keepAliveWithin.toMillis() * early));
    }

    void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the session manager is closed");
        }
    }

    /** From now on, until {@link #settled}, this record stays in memory, and closing waits for it. */
    void hold(Ledger ledger, Access access) {
        unsettled.put(ledger, access);
    }

    /** The record under this key that the store is owed something of. */
    Optional<Ledger> unsettled(String storeKey) {
        return unsettled.keySet().stream()
                .filter(ledger -> ledger.storeKey().equals(storeKey))
                .findFirst();
    }

    /** Forgets this record after an exchange, or keeps it if its store is owed something. */
    void exchanged(Ledger ledger, Access access) {
        unsettled.compute(ledger, (each, unused) -> each.owes() ? access : null);
    }

    /** Forgets this record, unless its store is still owed something. */
    void settled(Ledger ledger) {
        unsettled.computeIfPresent(ledger, (each, access) -> each.owes() ? access : null);
    }

    /** From now on nothing begins. False if that has been said before. */
    boolean beginClose() {
        return closed.compareAndSet(false, true);
    }

    /** Lets exchanges in flight end, and tries to store what is not stored yet, until the time is up. */
    void close(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        pauses.values().forEach(pause -> pause.complete(null));
        executor.shutdown();
        background.shutdown();
        await(executor::awaitTermination, timeout.toNanos());
        await(background::awaitTermination, deadline - System.nanoTime());
        if (ownScheduler) {
            scheduler.shutdownNow();
        }
        revocations.close();
        flush(deadline);
        while (!unsettled.isEmpty()
                && System.nanoTime() < deadline
                && !Thread.currentThread().isInterrupted()) {
            await(new CountDownLatch(1)::await, CLOSING_STEP.toNanos());
            flush(deadline);
        }
        events.close(Duration.ofNanos(deadline - System.nanoTime()));
        List<String> lost =
                unsettled.keySet().stream().map(Ledger::toString).sorted().toList();
        if (!lost.isEmpty()) {
            throw AuthFailure.of(Problem.STORE_UNAVAILABLE)
                    .detail("closed with rotated refresh tokens or logouts that the store has not taken, of "
                            + String.join(", ", lost))
                    .toException();
        }
    }

    /** Once through all, or until one fails after the deadline: a store that does not answer is not asked for each. */
    private void flush(long deadline) {
        for (Ledger ledger : unsettled.keySet()) {
            try {
                ledger.pay();
            } catch (RuntimeException e) {
                LOG.debug("{} is not stored yet", ledger, e);
                if (System.nanoTime() >= deadline) {
                    return;
                }
            }
        }
    }

    private interface Wait {
        boolean atMost(long time, TimeUnit unit) throws InterruptedException;
    }

    /** Waits; an interrupt ends it and stays. */
    private static void await(Wait wait, long nanos) {
        try {
            boolean unused = wait.atMost(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
