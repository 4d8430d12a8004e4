package io.crosscloud.auth.internal.session.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Runs its tasks one after another on another executor, in the order they came; no thread waits for a turn, and none holds a
 * lock. While it is idle it holds nothing. A task that was accepted always runs: if the other executor rejects its
 * continuation, then on the thread that was told so.
 *
 * <p>Each task has a turn, and each turn links to the next, or is over: what comes after one that is over need not wait.
 */
public final class SerialExecutor implements Executor {
    private static final AtomicReferenceFieldUpdater<SerialExecutor, @Nullable Turn> LAST =
            AtomicReferenceFieldUpdater.newUpdater(SerialExecutor.class, Turn.class, "last");

    private final Executor executor;
    /** The turn of the task that came last; null if none is to be waited for. */
    @SuppressWarnings("UnusedVariable") // the updater reads it
    private volatile @Nullable Turn last;

    public SerialExecutor(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        Turn turn = new Turn(task);
        Turn before = LAST.getAndSet(this, turn);
        if (before == null || !before.leadTo(turn)) {
            try {
                executor.execute(turn);
            } catch (RuntimeException | Error e) {
                end(turn);
                throw e;
            }
        }
    }

    /** Nobody has come since, or whoever has goes on. */
    private void end(Turn turn) {
        if (LAST.compareAndSet(this, turn, null)) {
            return;
        }
        Turn next = turn.over();
        if (next != null) {
            try {
                executor.execute(next);
            } catch (RuntimeException | Error e) {
                next.run();
            }
        }
    }

    /** Refers to the next turn, or to itself when it is over; to nothing as long as neither is so. */
    private final class Turn extends AtomicReference<@Nullable Turn> implements Runnable {
        private static final long serialVersionUID = 1;

        private final transient Runnable task;

        Turn(Runnable task) {
            this.task = task;
        }

        /** False if this turn is over, so that the next one has come. */
        boolean leadTo(Turn next) {
            return compareAndSet(null, next);
        }

        /** The next turn; null if there is none yet, which then will not wait. */
        @Nullable
        Turn over() {
            return getAndSet(this);
        }

        @Override
        public void run() {
            try {
                task.run();
            } finally {
                end(this);
            }
        }
    }
}
