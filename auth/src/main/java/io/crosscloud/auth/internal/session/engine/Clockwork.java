package io.crosscloud.auth.internal.session.engine;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The threads and the timer of one session manager. Once it is closed nothing begins, and nobody waits any longer. */
public final class Clockwork {
    private static final int BACKGROUND_THREADS = 4;

    private final Map<Thread, CompletableFuture<?>> pauses = new ConcurrentHashMap<>();
    private final ScheduledExecutorService scheduler;
    private final boolean ownScheduler;
    private final ExecutorService threads = Executors.newCachedThreadPool(named("crosscloud-"));
    private final ExecutorService hostThreads = Executors.newCachedThreadPool(named("crosscloud-host-"));
    /** For what the store has still to take: it must not wait for those who wait for a token or a cloud. */
    private final ExecutorService storing;
    /** For what a cloud has still to be told. */
    private final ExecutorService revoking;

    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param given the host's own timer; null for one of the library's
     * @param background where both kinds of late work are done; null for threads of the library's
     */
    public Clockwork(@Nullable ScheduledExecutorService given, @Nullable ExecutorService background) {
        this.ownScheduler = given == null;
        this.scheduler = given != null ? given : Executors.newSingleThreadScheduledExecutor(named("crosscloud-timer-"));
        this.storing = background != null ? background : fewThreads("crosscloud-background-");
        this.revoking = background != null ? background : fewThreads("crosscloud-revocation-");
    }

    private static ExecutorService fewThreads(String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                BACKGROUND_THREADS, BACKGROUND_THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** The threads that all connections share; each connection has a {@link Lane} of them. */
    public Executor threads() {
        return threads;
    }

    /** Threads for code of the host's, which may never come back. */
    public ExecutorService hostThreads() {
        return hostThreads;
    }

    /** For what the store has still to take. */
    public Executor storing() {
        return storing;
    }

    /** For what a cloud has still to be told. */
    public Executor revoking() {
        return revoking;
    }

    /** Waits, on a thread of the manager's, as long as the scheduler says, but not beyond the manager's end. */
    public void pause(Duration duration) {
        CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        pauses.put(Thread.currentThread(), over);
        try {
            Future<?> unused = scheduler.schedule(() -> over.complete(null), duration.toNanos(), TimeUnit.NANOSECONDS);
            if (closed.get()) {
                over.complete(null);
            }
            over.join();
        } catch (RejectedExecutionException rejected) {
            return;
        } finally {
            pauses.remove(Thread.currentThread());
        }
    }

    /** Runs a short task on the scheduler's own thread, after a while. */
    public void schedule(Duration delay, Runnable task) {
        Future<?> unused = scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Tries again and again until it is done or the manager is closed.
     *
     * @param executor where each try runs
     * @param pause how long to wait after so many tries
     * @param attempt is told which try it is, and says whether that is the last
     */
    public void retry(Executor executor, IntFunction<Duration> pause, IntPredicate attempt) {
        retry(executor, 1, pause, attempt);
    }

    private void retry(Executor executor, int tries, IntFunction<Duration> pause, IntPredicate attempt) {
        try {
            schedule(
                    pause.apply(tries),
                    () -> executor.execute(() -> {
                        if (!attempt.test(tries + 1)) {
                            retry(executor, tries + 1, pause, attempt);
                        }
                    }));
        } catch (RejectedExecutionException rejected) {
            return; // there is no further try
        }
    }

    /** From now on nothing begins. False if that has been said before. */
    public boolean beginClose() {
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        pauses.values().forEach(pause -> pause.complete(null));
        threads.shutdown();
        storing.shutdown();
        revoking.shutdown();
        return true;
    }

    public boolean isClosed() {
        return closed.get();
    }

    /** Ends the timer. Code of the host's that has not come back is left alone: it may bring a refresh token yet. */
    public void end() {
        hostThreads.shutdown();
        if (ownScheduler) {
            scheduler.shutdownNow();
        }
    }
}
