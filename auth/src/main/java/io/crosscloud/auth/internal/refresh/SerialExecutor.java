package io.crosscloud.auth.internal.refresh;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Runs its tasks one after another on another executor, in the order they came; no thread waits for a turn. */
public final class SerialExecutor implements Executor {
    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    public SerialExecutor(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        lock.lock();
        try {
            if (running) {
                waiting.add(task);
                return;
            }
            running = true;
        } finally {
            lock.unlock();
        }
        submit(task);
    }

    private void submit(Runnable task) {
        boolean submitted = false;
        try {
            executor.execute(() -> run(task));
            submitted = true;
        } finally {
            if (!submitted) {
                stop();
            }
        }
    }

    /** The executor takes nothing any more; what waits goes on with the next task that it takes, if it ever does. */
    private void stop() {
        lock.lock();
        try {
            running = false;
        } finally {
            lock.unlock();
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } finally {
            Runnable next = next();
            if (next != null) {
                submit(next);
            }
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable next = waiting.poll();
            running = next != null;
            return next;
        } finally {
            lock.unlock();
        }
    }
}
