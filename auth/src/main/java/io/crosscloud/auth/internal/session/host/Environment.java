package io.crosscloud.auth.internal.session.host;

import io.crosscloud.auth.internal.door.Defaults;
import io.crosscloud.auth.internal.session.engine.Clockwork;
import io.crosscloud.auth.internal.session.engine.Lane;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.spi.Deadline;
import io.crosscloud.spi.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What all sessions of one manager work with: store, cipher, clock, listener, times and threads. */
public final class Environment {
    private static final double SPREAD = 0.2;
    private static final Duration LONGEST_HOST_CALL = Duration.ofSeconds(10);

    private final TokenStore store;
    private final TokenCipher cipher;
    private final Events events;
    private final Defaults defaults;
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
    private final String holder = UUID.randomUUID().toString();

    /** @param mayBlock whether the store may; one that does not is asked on the calling thread */
    public Environment(Settings settings, TokenStore store, boolean mayBlock) {
        this.events = new Events(settings.listener);
        this.defaults = new Defaults(settings.clock, events.listener(), settings.httpClient);
        this.store = defaults.handedTo(store);
        this.cipher = settings.cipher;
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
        Executor threads = mayBlock ? clockwork.hostThreads() : Runnable::run;
        this.storeThreads = settings.storeThreads != null ? settings.storeThreads : threads;
    }

    /** Whether the store outlives this process. */
    public boolean isPersistent() {
        return store.persistent();
    }

    /** The store for one connection. Calls of it that hang do not count against another's. */
    public TokenStore storeOf(String connection) {
        return new GuardedStore(store, new HostCalls(connection, storeTimeout, clockwork, storeThreads, events));
    }

    /** Calls code of the host's on behalf of one connection. */
    public HostCalls newHostCalls(String connection) {
        return new HostCalls(connection, hostCallTimeout(), clockwork, clockwork.hostThreads(), events);
    }

    /** How long code of the host's may take before anything is sent. */
    private Duration hostCallTimeout() {
        return acquireTimeout.compareTo(LONGEST_HOST_CALL) < 0 ? acquireTimeout : LONGEST_HOST_CALL;
    }

    /** The threads of one connection. */
    public Lane newLane() {
        return new Lane(clockwork.threads(), concurrency);
    }

    public TokenCipher cipher() {
        return cipher;
    }

    public Events events() {
        return events;
    }

    /** What this manager hands down to the providers of this library. */
    public Defaults defaults() {
        return defaults;
    }

    public Clockwork clockwork() {
        return clockwork;
    }

    public InstantSource clock() {
        return clock;
    }

    public Instant now() {
        return clock.instant();
    }

    /** How long tokens live whose server does not say so; empty if the host has not said it either. */
    public Optional<Duration> assumedLifetime() {
        return Optional.ofNullable(assumedLifetime);
    }

    /** How long a caller waits, and how long one host waits for another. */
    public Duration acquireTimeout() {
        return acquireTimeout;
    }

    /** How long a claim lasts. */
    public Duration lease() {
        return lease;
    }

    /** By when a request must have left whose claim is asked for now: three quarters of the lease are for its answer. */
    public Deadline sendBy() {
        return Deadline.after(lease.dividedBy(4), elapsed());
    }

    /** The end of a lease that is asked for now, as this host sees it. */
    public Deadline leaseEnd() {
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

    /** The name under which this process holds its claims. */
    public String holder() {
        return holder;
    }

    public void pause(Duration duration) {
        clockwork.pause(duration);
    }

    /** The names of the connections that keep-alive looks after. */
    public Set<String> keptAlive() {
        return keptAlive;
    }

    /**
     * When keep-alive is to use a refresh token again: up to a fifth earlier than it must, by chance, so that it spreads. Null
     * if the connection is not kept alive.
     *
     * @param lastUse when it was last used or issued; null if there is none
     */
    public @Nullable Instant renewBefore(String connection, @Nullable Instant lastUse) {
        if (lastUse == null || !keptAlive.contains(connection)) {
            return null;
        }
        double early = 1 - SPREAD * ThreadLocalRandom.current().nextDouble();
        return lastUse.plusMillis((long) (keepAliveWithin.toMillis() * early));
    }

    public boolean isClosed() {
        return clockwork.isClosed();
    }

    /**
     * Fails once the manager is closed.
     *
     * @throws IllegalStateException then
     */
    public void requireOpen() {
        if (isClosed()) {
            throw new IllegalStateException("the session manager is closed");
        }
    }
}
