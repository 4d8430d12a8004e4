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
 * a host can see: a verb of the store, a request, its answer, a wait.
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

    /** One thing that a host does, on a thread of its own. */
    final class Actor {
        private final String name;
        private final Semaphore go = new Semaphore(0);
        private volatile Order order = Order.GO;
        private volatile String at = "";
        private volatile boolean store;
        private volatile @Nullable Runnable wake;
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

        /** Takes the next step, whatever that is, and stands at the one after it when this returns. */
        void proceed(Order what) {
            order = what;
            go.release();
            awaitArrival();
        }

        /** Its host is killed: it takes no step any more. */
        void crash() {
            crashed = true;
            if (isSleeping()) {
                wakeUp();
            } else if (!done) {
                proceed(Order.GO);
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
            at = what;
            store = ofTheStore;
            arrivals.add(this);
            go.acquireUninterruptibly();
            if (crashed) {
                throw new Crash();
            }
            return order;
        }

        /** Called by the host: waits until woken. */
        void rest(Runnable task) {
            at = "wait";
            store = false;
            wake = task;
            arrivals.add(this);
        }

        /** From now on it takes its steps unasked. */
        void setFree() {
            free = true;
        }

        String name() {
            return name;
        }

        boolean isFree() {
            return free;
        }

        boolean isSleeping() {
            return wake != null;
        }

        boolean isDone() {
            return done;
        }

        boolean isCrashed() {
            return crashed;
        }

        boolean isAt(String step) {
            return at.equals(step);
        }

        boolean isAtStore() {
            return store;
        }

        @Nullable
        Throwable failure() {
            return failure;
        }

        @Override
        public String toString() {
            return name + (done ? " is done" : " at " + at);
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
