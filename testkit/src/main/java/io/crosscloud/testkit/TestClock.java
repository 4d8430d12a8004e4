package io.crosscloud.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until a test moves it, and timers that follow it. Reading it neither locks nor allocates.
 * Thread-safe.
 *
 * <p>{@link #advance} steps to the instant of each task that falls due on the way and runs it there, on the thread that
 * advances, in the order in which they are due. A task may advance the clock itself; time never goes back but by
 * {@link #set}.
 */
public final class TestClock implements InstantSource {
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<TestTask<?>> tasks = new PriorityQueue<>();
    private volatile Instant now;

    private TestClock(Instant start) {
        this.now = start;
    }

    /** A clock that starts at the same instant in every test. */
    public static TestClock create() {
        return new TestClock(BEGINNING);
    }

    /** A clock that starts here. */
    public static TestClock startingAt(Instant start) {
        return new TestClock(start);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public long millis() {
        return now.toEpochMilli();
    }

    /**
     * Moves on by this much, running what falls due. Zero runs what is due already.
     *
     * @throws IllegalArgumentException if negative
     */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("advance by: " + by + " (expected: not negative; set() goes back)");
        }
        Instant target;
        lock.lock();
        try {
            target = now.plus(by);
            if (nextDue(target) == null) {
                now = target;
                return;
            }
        } finally {
            lock.unlock();
        }
        runUntil(target);
    }

    /**
     * Moves on to this instant, running what falls due.
     *
     * @throws IllegalArgumentException if the clock is past it
     */
    public void advanceTo(Instant target) {
        if (target.isBefore(now)) {
            throw new IllegalArgumentException(
                    "advance to: " + target + " (expected: not before " + now + "; set() goes back)");
        }
        runUntil(target);
    }

    /** Jumps, back too, as a clock that somebody adjusts; runs nothing until time is advanced. */
    public void set(Instant instant) {
        lock.lock();
        try {
            now = instant;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A new executor whose delays and periods are this clock's. It has no thread: what is due, also what is to run at
     * once, runs when the clock is next advanced, be it by zero. After a shutdown what is not due yet never runs.
     */
    public ScheduledExecutorService scheduler() {
        return new TestScheduler(this);
    }

    void add(TestTask<?> task) {
        lock.lock();
        try {
            tasks.add(task);
        } finally {
            lock.unlock();
        }
    }

    boolean remove(TestTask<?> task) {
        lock.lock();
        try {
            return tasks.remove(task);
        } finally {
            lock.unlock();
        }
    }

    List<TestTask<?>> tasksOf(TestScheduler scheduler) {
        lock.lock();
        try {
            return tasks.stream()
                    .filter(task -> task.scheduler() == scheduler)
                    .sorted()
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private void runUntil(Instant target) {
        for (TestTask<?> task = step(target); task != null; task = step(target)) {
            task.run();
        }
    }

    /** Moves to the next task's instant and takes it, or moves to the target and returns null. */
    private @Nullable TestTask<?> step(Instant target) {
        lock.lock();
        try {
            TestTask<?> task = nextDue(target);
            Instant reached = task == null ? target : task.due();
            if (reached.isAfter(now)) {
                now = reached;
            }
            if (task != null) {
                tasks.remove(task);
                task.scheduler().begin();
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable TestTask<?> nextDue(Instant target) {
        TestTask<?> first = tasks.peek();
        return first == null || first.due().isAfter(target) ? null : first;
    }
}
