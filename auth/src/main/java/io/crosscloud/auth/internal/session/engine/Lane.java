package io.crosscloud.auth.internal.session.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the tasks of one connection on threads that all connections share, at most so many at a time; the others wait in
 * order and hold no thread. So a connection whose server or host code hangs keeps no thread from the others.
 */
public final class Lane implements Executor {
    private final Executor threads;
    private final int limit;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();

    public Lane(Executor threads, int limit) {
        this.threads = threads;
        this.limit = limit;
    }

    /** Runs the task when its turn comes. */
    @Override
    public void execute(Runnable task) {
        waiting.add(task);
        startNext();
    }

    private void startNext() {
        while (!waiting.isEmpty() && takePlace()) {
            Runnable task = waiting.poll();
            if (task == null) {
                running.decrementAndGet();
            } else {
                start(task);
            }
        }
    }

    private boolean takePlace() {
        return running.getAndUpdate(taken -> taken < limit ? taken + 1 : taken) < limit;
    }

    /** Elsewhere; or here, if there is no thread to be had or the manager is closed. */
    private void start(Runnable task) {
        try {
            threads.execute(() -> work(task));
        } catch (RuntimeException | Error e) {
            work(task);
        }
    }

    /** Runs a task, and what waits, in the place that was taken for it. */
    private void work(Runnable first) {
        try {
            for (Runnable task = first; task != null; task = waiting.poll()) {
                task.run();
            }
        } finally {
            running.decrementAndGet();
            startNext();
        }
    }
}
