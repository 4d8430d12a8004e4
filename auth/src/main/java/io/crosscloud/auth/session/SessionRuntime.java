package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.state.SessionState;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.spi.Deadline;
import io.crosscloud.spi.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all sessions of one manager share: store, cipher, clock, times, and what must not be lost at close. */
final class SessionRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(SessionManager.class);
    private static final double SPREAD = 0.2;
    private static final Duration CLOSING_STEP = Duration.ofMillis(20);
    /** What the listener has at least to hear what was told before. */
    private static final Duration TO_TELL = Duration.ofSeconds(1);

    private static final Duration LONGEST_HOST_CALL = Duration.ofSeconds(10);

    private final TokenStore store;
    private final TokenCipher cipher;
    private final Events events;
    private final InstantSource clock;
    private final LongSupplier ticker;
    private final @Nullable Duration assumedLifetime;
    private final Duration acquireTimeout;
    private final Duration lease;
    private final Duration keepAliveWithin;
    private final Set<String> keptAlive;
    private final int concurrency;
    private final Clockwork clockwork;
    private final Duration storeTimeout;
    private final Executor storeThreads;
    private final PendingWrites pendingWrites = new PendingWrites();
    private final Revocations revocations = new Revocations(this);
    private final String holder = UUID.randomUUID().toString();

    SessionRuntime(SessionManager.Builder settings) {
        this.store = settings.store();
        this.cipher = settings.cipher;
        this.events = new Events(settings.listener);
        this.clock = settings.clock;
        this.ticker = settings.ticker;
        this.assumedLifetime = settings.assumedLifetime;
        this.acquireTimeout = settings.acquireTimeout;
        this.lease = settings.lease;
        this.keepAliveWithin = settings.keepAliveWithin;
        this.keptAlive = Set.copyOf(settings.keptAlive);
        this.concurrency = settings.concurrency;
        this.clockwork = new Clockwork(settings.scheduler, settings.background);
        this.storeTimeout = settings.storeTimeout;
        this.storeThreads = settings.storeThreads != null ? settings.storeThreads : clockwork.hostThreads();
    }

    boolean isPersistent() {
        return store.persistent();
    }

    /** The store for one connection, whose calls that hang are no other's. */
    TokenStore storeOf(String connection) {
        return new GuardedStore(store, new HostCalls(connection, storeTimeout, clockwork, storeThreads, events));
    }

    /** For code of the host's that is asked on behalf of one connection. */
    HostCalls newHostCalls(String connection) {
        return new HostCalls(connection, hostCallTimeout(), clockwork, clockwork.hostThreads(), events);
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

    Clockwork clockwork() {
        return clockwork;
    }

    PendingWrites pendingWrites() {
        return pendingWrites;
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

    /** By when a request must have left whose claim is asked for now: three quarters of the lease are for its answer. */
    Deadline sendBy() {
        return Deadline.after(lease.dividedBy(4), elapsed());
    }

    /** The end of a lease that is asked for now, as this host sees it. */
    Deadline leaseEnd() {
        return Deadline.after(lease, elapsed());
    }

    /**
     * The time that has passed since now: by the ticker, which nobody sets, or by the clock, which goes on while the machine
     * sleeps; whichever says more.
     */
    private LongSupplier elapsed() {
        long tick = ticker.getAsLong();
        long start = clock.millis();
        AtomicLong most = new AtomicLong();
        return () -> most.accumulateAndGet(
                Math.max(ticker.getAsLong() - tick, TimeUnit.MILLISECONDS.toNanos(clock.millis() - start)), Math::max);
    }

    /** How long code of the host's may take before anything is sent. */
    private Duration hostCallTimeout() {
        return acquireTimeout.compareTo(LONGEST_HOST_CALL) < 0 ? acquireTimeout : LONGEST_HOST_CALL;
    }

    /** The name that this process start holds its leases by. */
    String holder() {
        return holder;
    }

    /** The threads of one connection. */
    Lane newLane() {
        return new Lane(clockwork.threads(), concurrency);
    }

    void pause(Duration duration) {
        clockwork.pause(duration);
    }

    /** Tries again and again to give the store what it has still to take. */
    void retryStoring(IntPredicate attempt) {
        clockwork.retry(clockwork.storing(), BackOff::beforeCommit, attempt);
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

    boolean isClosed() {
        return clockwork.isClosed();
    }

    void requireOpen() {
        if (isClosed()) {
            throw new IllegalStateException("the session manager is closed");
        }
    }

    /** From now on nothing begins. False if that has been said before. */
    boolean beginClose() {
        return clockwork.beginClose();
    }

    /**
     * Lets refreshes in flight end, and stores what is not stored yet, until the time is up. An interrupt does not end the
     * wait, and stays.
     */
    void close(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean interrupted = Thread.interrupted();
        flush(deadline);
        while (!pendingWrites.isEmpty() && System.nanoTime() - deadline < 0) {
            interrupted |= isInterruptedIn(CLOSING_STEP);
            flush(deadline);
        }
        clockwork.end();
        revocations.close();
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        events.close(left.compareTo(TO_TELL) < 0 ? TO_TELL : left);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        requireNothingPending();
    }

    /** Once through all, or until one fails after the deadline: a store that does not answer is not asked for each. */
    private void flush(long deadline) {
        for (PendingWrites.Pending record : pendingWrites.owed()) {
            try {
                record.pay();
            } catch (RuntimeException | Error e) {
                LOG.debug("{} is not stored yet", record, e);
                if (System.nanoTime() - deadline >= 0) {
                    return;
                }
            }
        }
    }

    private static boolean isInterruptedIn(Duration step) {
        try {
            boolean unused = new CountDownLatch(1).await(step.toNanos(), TimeUnit.NANOSECONDS);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void requireNothingPending() {
        List<PendingWrites.Pending> owed = pendingWrites.owed();
        List<PendingWrites.Pending> inFlight = pendingWrites.inFlight();
        if (owed.isEmpty() && inFlight.isEmpty()) {
            return;
        }
        StringBuilder detail = new StringBuilder("closed with ");
        if (!owed.isEmpty()) {
            detail.append("rotated refresh tokens or logouts that the store has not taken, of ")
                    .append(names(owed));
        }
        if (!inFlight.isEmpty()) {
            detail.append(owed.isEmpty() ? "" : "; and with ")
                    .append("refreshes in flight whose answers will be lost with the process, of ")
                    .append(names(inFlight));
        }
        throw AuthFailure.of(SessionProblem.CLOSE_UNFINISHED)
                .detail(detail.toString())
                .toException();
    }

    private static String names(List<PendingWrites.Pending> records) {
        return String.join(", ", records.stream().map(Object::toString).sorted().toList());
    }
}
