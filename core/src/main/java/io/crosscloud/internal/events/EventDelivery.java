package io.crosscloud.internal.events;

import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.AuthListener;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events to one listener, in order, on a daemon thread of its own, which starts with the first event and ends after
 * five idle seconds. Telling it never blocks and never throws, whatever the listener does. Thread-safe.
 */
public final class EventDelivery implements AuthListener {
    /** As many as the sessions that a manager keeps in memory by default, all of which may be refreshed at once. */
    private static final int BOUND = 10_000;

    private static final Duration IDLE = Duration.ofSeconds(5);
    /** What a listener that does not hang needs, also when whoever closes has no time left. */
    private static final Duration MOMENT = Duration.ofMillis(250);

    private final AuthListener listener;
    private final BiConsumer<String, @Nullable Throwable> log;
    private final ExecutorService executor;
    private final EventQueue queue = new EventQueue(BOUND);
    private volatile @Nullable Thread delivering;

    private EventDelivery(
            ExecutorService executor, AuthListener listener, BiConsumer<String, @Nullable Throwable> log) {
        this.executor = executor;
        this.listener = listener;
        this.log = log;
    }

    /**
     * The delivery to this listener, which may be one already.
     *
     * @param log takes a line and its cause, if there is one
     */
    public static EventDelivery to(AuthListener listener, BiConsumer<String, @Nullable Throwable> log) {
        return listener instanceof EventDelivery delivery ? delivery : over(thread(IDLE), listener, log);
    }

    /**
     * A delivery on another thread than its own.
     *
     * @param executor runs one task at a time; of those that wait it need run only one
     */
    public static EventDelivery over(
            ExecutorService executor, AuthListener listener, BiConsumer<String, @Nullable Throwable> log) {
        return new EventDelivery(executor, listener, log);
    }

    /** One thread, which ends when it has been idle so long. One task may wait for it, and delivers for all others. */
    static ExecutorService thread(Duration idle) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1,
                1,
                idle.toNanos(),
                TimeUnit.NANOSECONDS,
                new ArrayBlockingQueue<>(1),
                task -> {
                    Thread thread = new Thread(task, "crosscloud-events");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Tells the listener, soon. After {@link #close} it does nothing. */
    @Override
    public void on(AuthEvent event) {
        if (listener == AuthListener.NONE || executor.isShutdown()) {
            return;
        }
        if (queue.add(event)) {
            log.accept("a listener is too slow: events are dropped, and only the log has them", null);
        }
        try {
            executor.execute(this::deliver);
        } catch (RuntimeException | Error e) {
            log.accept("no thread for a listener: events wait until the next one is told", e);
        }
    }

    private void deliver() {
        Thread outer = delivering;
        delivering = Thread.currentThread();
        try {
            for (AuthEvent event = queue.next(); event != null; event = queue.next()) {
                deliver(event);
            }
        } finally {
            delivering = outer;
        }
    }

    private void deliver(AuthEvent event) {
        if (event instanceof AuthEvent.EventsDropped gap) {
            log.accept("a listener was too slow: " + gap.count() + " events were dropped", null);
        }
        Listeners.call(() -> listener.on(event), event.getClass().getSimpleName(), log);
    }

    /**
     * Waits until what was told before is delivered, in spite of an interrupt. When the time is up, the listener is interrupted,
     * is not waited for, and is told nothing more. From within the listener it does not wait: the rest is delivered after that.
     */
    public void close(Duration atMost) {
        executor.shutdown();
        if (delivering == Thread.currentThread() || terminated(Math.max(atMost.toNanos(), MOMENT.toNanos()))) {
            return;
        }
        long lost = queue.clear();
        executor.shutdownNow();
        log.accept("a listener does not return: closed without it, and " + lost + " events were not delivered", null);
    }

    private boolean terminated(long nanos) {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return executor.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
