package io.crosscloud.auth.internal.session.host;

import io.crosscloud.auth.internal.session.engine.Clockwork;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.spi.AuthEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls code of the host's on behalf of one connection: secret suppliers, signers, token providers, stores. Each call has a
 * thread of its own and a deadline, at which it is interrupted. A call that ignores the interrupt is counted and told; with
 * {@value #MOST_HANGING} of them, further calls fail at once.
 */
public final class HostCalls {
    private static final Logger LOG = LoggerFactory.getLogger(Events.LOGGER);
    private static final int MOST_HANGING = 8;
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final String connection;
    private final Duration atMost;
    private final Clockwork clockwork;
    private final Executor threads;
    private final Events events;
    private final AtomicInteger hanging = new AtomicInteger();

    /**
     * @param atMost how long a call may take that has no effect at the server
     * @param threads where the calls run
     */
    HostCalls(String connection, Duration atMost, Clockwork clockwork, Executor threads, Events events) {
        this.connection = connection;
        this.atMost = atMost;
        this.clockwork = clockwork;
        this.threads = threads;
        this.events = events;
    }

    /**
     * Calls code that sends nothing, and gives it up when it is late.
     *
     * @param what what is called, for a message
     * @throws io.crosscloud.error.TryLaterException with {@link SessionProblem#HOST_CODE_HANGS} if it is late
     */
    public <T> T call(String what, Supplier<T> code) {
        Call<T> call = new Call<>(what, code);
        return call.start(SessionProblem.HOST_CODE_HANGS)
                ? call.await(atMost, SessionProblem.HOST_CODE_HANGS)
                : code.get();
    }

    /**
     * Calls a store, and gives it up when it is late; the verb may take effect later. An interrupt of the calling thread ends
     * nothing.
     *
     * @throws io.crosscloud.error.StoreException with {@link StoreProblem#STORE_UNAVAILABLE} if it is late
     */
    <T> T verb(String what, Supplier<T> code) {
        Call<T> call = new Call<>(what, code);
        return call.start(StoreProblem.STORE_UNAVAILABLE) ? call.awaitUninterruptibly(atMost) : code.get();
    }

    /**
     * Calls code that sends something that may be sent again, and gives it up when it is late.
     *
     * @throws io.crosscloud.error.TryLaterException with {@link ServerProblem#OUTCOME_UNKNOWN} if it is late
     */
    public <T> T request(String what, Duration atMost, Supplier<T> code) {
        Call<T> call = new Call<>(what, code);
        return call.start(SessionProblem.HOST_CODE_HANGS)
                ? call.await(atMost, ServerProblem.OUTCOME_UNKNOWN)
                : code.get();
    }

    /**
     * Calls code that sends what can be sent only once. It is interrupted when it is late and never given up: what it brings
     * may be the only refresh token that lives.
     */
    public <T> T exchange(String what, Duration atMost, Supplier<T> code) {
        Call<T> call = new Call<>(what, code);
        return call.start(SessionProblem.HOST_CODE_HANGS) ? call.awaitEnd(atMost) : code.get();
    }

    private RuntimeException failure(Problem problem, String detail) {
        return AuthFailure.of(problem)
                .detail("connection " + connection + ", " + detail)
                .toException();
    }

    private enum State {
        NEW,
        RUNNING,
        /** Past its deadline, and interrupted. */
        LATE,
        /** It has come back, or will never run. */
        OVER
    }

    private final class Call<T> implements Runnable {
        private final String what;
        private final Supplier<T> code;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
        private @Nullable Future<?> running;

        Call(String what, Supplier<T> code) {
            this.what = what;
            this.code = code;
        }

        /** False if the manager is closed: then it is for the thread of whoever calls a closed manager. */
        boolean start(Problem ifTooManyHang) {
            if (hanging.get() >= MOST_HANGING) {
                throw failure(ifTooManyHang, what + ": " + MOST_HANGING + " earlier calls have not come back");
            }
            try {
                FutureTask<?> task = new FutureTask<>(this, null);
                threads.execute(task);
                running = task;
                return true;
            } catch (RejectedExecutionException closed) {
                return false;
            }
        }

        @Override
        public void run() {
            if (!state.compareAndSet(State.NEW, State.RUNNING)) {
                return;
            }
            try {
                T value = code.get();
                comeBack();
                result.complete(value);
            } catch (Throwable e) {
                comeBack();
                result.completeExceptionally(e);
            }
        }

        private void comeBack() {
            if (state.getAndSet(State.OVER) == State.LATE) {
                hanging.decrementAndGet();
            }
        }

        T await(Duration atMost, Problem ifLate) {
            try {
                return result.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw rethrown(e.getCause());
            } catch (TimeoutException e) {
                return orGivenUp(ifLate, "no answer within " + atMost);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return orGivenUp(ifLate, "the waiting thread was interrupted");
            }
        }

        private T orGivenUp(Problem ifLate, String why) {
            if (state.compareAndSet(State.NEW, State.OVER) || interrupt()) {
                throw failure(ifLate, what + ": " + why);
            }
            return value();
        }

        T awaitUninterruptibly(Duration atMost) {
            return isOverWithin(atMost)
                    ? value()
                    : orGivenUp(StoreProblem.STORE_UNAVAILABLE, "no answer within " + atMost);
        }

        private boolean isOverWithin(Duration atMost) {
            return result.handle((value, failure) -> true)
                    .completeOnTimeout(false, atMost.toNanos(), TimeUnit.NANOSECONDS)
                    .join();
        }

        T awaitEnd(Duration atMost) {
            boolean inTime = isOverWithin(atMost);
            if (!inTime && state.compareAndSet(State.NEW, State.OVER)) {
                throw failure(ServerProblem.NOT_SENT_IN_TIME, what + ": no thread within " + atMost);
            }
            boolean unused = !inTime && interrupt();
            return value();
        }

        /** Interrupts it if it still runs; whether it did. */
        private boolean interrupt() {
            if (!state.compareAndSet(State.RUNNING, State.LATE)) {
                return false;
            }
            hanging.incrementAndGet();
            if (running != null) {
                running.cancel(true);
            }
            try {
                clockwork.schedule(GRACE, this::tellIfStillAway);
            } catch (RejectedExecutionException closed) {
                LOG.debug("connection {}, {}: late, and the manager is closed", connection, what);
            }
            return true;
        }

        private void tellIfStillAway() {
            if (state.get() == State.LATE) {
                events.tell(new AuthEvent.HostCodeHangs(connection, what, hanging.get()));
            }
        }

        private T value() {
            try {
                return result.join();
            } catch (CompletionException e) {
                throw rethrown(e.getCause());
            }
        }
    }

    private static RuntimeException rethrown(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
    }
}
