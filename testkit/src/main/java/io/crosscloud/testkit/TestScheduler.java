package io.crosscloud.testkit;

import io.crosscloud.testkit.TestTask.Repetition;
import io.crosscloud.testkit.TestTask.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The executor of {@link TestClock#scheduler()}. */
final class TestScheduler extends AbstractExecutorService implements ScheduledExecutorService {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final TestClock clock;
    private final AtomicInteger running = new AtomicInteger();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile boolean shutdown;

    TestScheduler(TestClock clock) {
        this.clock = clock;
    }

    @Override
    public void execute(Runnable command) {
        clock.add(task(Executors.callable(command), clock.instant(), Timing.ONCE));
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return add(Executors.callable(command), in(delay, unit), Timing.ONCE);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return add(callable, in(delay, unit), Timing.ONCE);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        Timing timing = Timing.every(Duration.of(period, unit.toChronoUnit()), Repetition.FIXED_RATE);
        return add(Executors.callable(command), in(initialDelay, unit), timing);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        Timing timing = Timing.every(Duration.of(delay, unit.toChronoUnit()), Repetition.FIXED_DELAY);
        return add(Executors.callable(command), in(initialDelay, unit), timing);
    }

    @Override
    public void shutdown() {
        shutdown = true;
        Instant now = clock.instant();
        clock.tasksOf(this).stream()
                .filter(task -> task.isPeriodic() || task.due().isAfter(now))
                .forEach(task -> task.cancel(false));
        terminateIfIdle();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        List<Runnable> never = new ArrayList<>();
        for (TestTask<?> task : clock.tasksOf(this)) {
            if (clock.remove(task)) {
                never.add(task);
            }
        }
        terminateIfIdle();
        return never;
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    /** After a shutdown, first runs what is due on the calling thread, because no other would. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        if (shutdown) {
            clock.advance(Duration.ZERO);
        }
        return terminated.await(timeout, unit);
    }

    Instant now() {
        return clock.instant();
    }

    void begin() {
        running.incrementAndGet();
    }

    void end() {
        running.decrementAndGet();
        terminateIfIdle();
    }

    void again(TestTask<?> task) {
        if (shutdown) {
            task.cancel(false);
        } else {
            clock.add(task);
        }
    }

    void cancelled(TestTask<?> task) {
        clock.remove(task);
        terminateIfIdle();
    }

    private <V> TestTask<V> add(Callable<V> work, Instant due, Timing timing) {
        TestTask<V> task = task(work, due, timing);
        clock.add(task);
        return task;
    }

    private <V> TestTask<V> task(Callable<V> work, Instant due, Timing timing) {
        if (shutdown) {
            throw new RejectedExecutionException("the scheduler was shut down");
        }
        return new TestTask<>(this, work, due, timing, NUMBERS.getAndIncrement());
    }

    private Instant in(long delay, TimeUnit unit) {
        return clock.instant().plus(Duration.of(Math.max(delay, 0), unit.toChronoUnit()));
    }

    private void terminateIfIdle() {
        if (shutdown && clock.tasksOf(this).isEmpty() && running.get() == 0) {
            terminated.countDown();
        }
    }
}
