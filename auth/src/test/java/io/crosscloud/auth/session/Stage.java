package io.crosscloud.auth.session;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads that run one at a time, each from one step to the next, when they are told to. A step is whatever the world outside
 * a host can see: a verb of the store, a request and what comes before it, its answer, a wait.
 */
final class Stage {
    /** What becomes of a step. */
    enum Order {
        GO,
        /** The store fails before it has done anything. */
        FAIL_BEFORE,
        /** The store does it, and its answer is lost. */
        FAIL_AFTER
    }

    /** A killed host. Nothing that it had planned happens any more. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1;

        Crash() {
            super("killed", null, false, false);
        }
    }

    private final BlockingQueue<Actor> arrivals = new LinkedBlockingQueue<>();

    /** A thread that stands at a step. */
    private static final class Stand {
        private final String at;
        private final boolean ofTheStore;
        private final Semaphore go = new Semaphore(0);
        private volatile @Nullable Order order;

        Stand(String at, boolean ofTheStore) {
            this.at = at;
            this.ofTheStore = ofTheStore;
        }

        void end(@Nullable Order what) {
            order = what;
            go.release();
        }

        Order await() {
            go.acquireUninterruptibly();
            if (order == null) {
                throw new Crash();
            }
            return order;
        }
    }

    /** One thing that a host does, on a thread of its own. */
    final class Actor {
        private final String name;
        private volatile @Nullable Stand stand;
        private volatile @Nullable Runnable wake;
        private volatile boolean heldUp;
        private volatile boolean done = true;
        private volatile boolean crashed;
        private volatile boolean free;
        private volatile @Nullable Throwable failure;

        Actor(String name) {
            this.name = name;
        }

        /** Begins, and stands at its first step when this returns. */
        void begin(Supplier<CompletionStage<?>> action) {
            done = false;
            action.get().whenComplete((result, thrown) -> {
                failure = thrown;
                done = true;
                if (!free) {
                    arrivals.add(this);
                }
            });
            awaitArrival();
        }

        /**
         * Takes the next step, whatever that is, and stands at the one after it when this returns.
         *
         * @param what null for the end of its host
         */
        void proceed(@Nullable Order what) {
            Stand left = stand;
            stand = null;
            heldUp = false;
            left.end(what);
            awaitArrival();
        }

        /** It is kept from its next step until it is told to proceed. */
        void holdUp() {
            heldUp = true;
        }

        /** Its host is killed: it takes no step any more. */
        void crash() {
            crashed = true;
            if (isSleeping()) {
                wakeUp();
            } else if (!done) {
                proceed(null);
            }
        }

        /** Ends a wait. */
        void wakeUp() {
            Runnable task = wake;
            wake = null;
            task.run();
            awaitArrival();
        }

        /** Called by the host: stands here until told to go on. */
        Order step(String what, boolean ofTheStore) {
            if (crashed) {
                throw new Crash();
            }
            if (free) {
                return Order.GO;
            }
            Stand here = new Stand(what, ofTheStore);
            stand = here;
            arrivals.add(this);
            return here.await();
        }

        /** Called by the host: waits until woken. */
        void rest(Runnable task) {
            wake = task;
            arrivals.add(this);
        }

        /** From now on it takes its steps unasked. */
        void setFree() {
            free = true;
        }

        boolean isFree() {
            return free;
        }

        boolean isSleeping() {
            return wake != null;
        }

        boolean isHeldUp() {
            return heldUp;
        }

        boolean isDone() {
            return done;
        }

        boolean canGoOn() {
            return !done && !isSleeping() && !heldUp;
        }

        boolean isAt(String step) {
            return stand != null && stand.at.equals(step);
        }

        boolean isAtStore() {
            return stand != null && stand.ofTheStore;
        }

        @Nullable
        Throwable failure() {
            return failure;
        }

        @Override
        public String toString() {
            String where = isSleeping() ? "wait" : stand == null ? "nowhere" : stand.at;
            return name + (done ? " is done" : " at " + where + (heldUp ? ", held up" : ""));
        }
    }

    private void awaitArrival() {
        try {
            if (arrivals.poll(Duration.ofMinutes(1).toSeconds(), TimeUnit.SECONDS) == null) {
                throw new IllegalStateException("nobody arrives anywhere");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
