package io.crosscloud.auth.session;

import io.crosscloud.testkit.TestClock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Whoever waits moves the clock: a task that is due later runs at once, and the clock is then as late. */
final class EagerScheduler extends ScheduledThreadPoolExecutor {
    private final TestClock clock;

    EagerScheduler(TestClock clock) {
        super(1, task -> {
            Thread thread = new Thread(task, "eager-scheduler");
            thread.setDaemon(true);
            return thread;
        });
        this.clock = clock;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        clock.advance(Duration.of(delay, unit.toChronoUnit()));
        return super.schedule(command, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        clock.advance(Duration.of(delay, unit.toChronoUnit()));
        return super.schedule(callable, 0, TimeUnit.NANOSECONDS);
    }
}
