package io.crosscloud.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A task that waits for its instant on a {@link TestClock}. */
final class TestTask<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {
    private static final Comparator<TestTask<?>> ORDER =
            Comparator.<TestTask<?>, Instant>comparing(task -> task.due).thenComparingLong(task -> task.number);

    private final TestScheduler scheduler;
    private final Timing timing;
    private final long number;
    private volatile Instant due;

    /** When it runs again: never, a period after it was due, or a delay after it ended. */
    record Timing(Duration pause, Repetition repetition) {
        static final Timing ONCE = new Timing(Duration.ZERO, Repetition.NONE);

        static Timing every(Duration pause, Repetition repetition) {
            if (pause.isZero() || pause.isNegative()) {
                throw new IllegalArgumentException("period or delay: " + pause + " (expected: more than zero)");
            }
            return new Timing(pause, repetition);
        }
    }

    enum Repetition {
        NONE,
        FIXED_RATE,
        FIXED_DELAY
    }

    TestTask(TestScheduler scheduler, Callable<V> work, Instant due, Timing timing, long number) {
        super(work);
        this.scheduler = scheduler;
        this.due = due;
        this.timing = timing;
        this.number = number;
    }

    Instant due() {
        return due;
    }

    TestScheduler scheduler() {
        return scheduler;
    }

    @Override
    public boolean isPeriodic() {
        return timing.repetition != Repetition.NONE;
    }

    /** Runs once; whoever took it from the clock has called {@link TestScheduler#begin()}. */
    @Override
    public void run() {
        try {
            if (!isPeriodic()) {
                super.run();
            } else if (runAndReset()) {
                Instant from = timing.repetition == Repetition.FIXED_RATE ? due : scheduler.now();
                due = from.plus(timing.pause);
                scheduler.again(this);
            }
        } finally {
            scheduler.end();
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        scheduler.cancelled(this);
        return cancelled;
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return unit.convert(Duration.between(scheduler.now(), due));
    }

    @Override
    public int compareTo(Delayed other) {
        return other instanceof TestTask<?> task
                ? ORDER.compare(this, task)
                : Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
