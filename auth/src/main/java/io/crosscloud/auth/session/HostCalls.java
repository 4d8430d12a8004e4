package io.crosscloud.auth.session;

import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.spi.AuthEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls code of the host's on behalf of one connection: secret suppliers, signers, user mappings, token providers. Each call
 * has a thread of its own and a deadline. A call that is late is interrupted and given up, so that it holds nothing that
 * another needs. A call that ignores the interrupt is counted and told; with {@value #MOST_HANGING} of them, further calls
 * fail at once.
 */
final class HostCalls {
    private static final Logger LOG = LoggerFactory.getLogger(SessionManager.class);
    private static final int MOST_HANGING = 8;
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final String connection;
    private final Duration atMost;
    private final Clockwork clockwork;
    private final Events events;
    private final AtomicInteger hanging = new AtomicInteger();

    /** @param atMost how long a call may take that has no effect at the server */
    HostCalls(String connection, Duration atMost, Clockwork clockwork, Events events) {
        this.connection = connection;
        this.atMost = atMost;
        this.clockwork = clockwork;
        this.events = events;
    }

    /**
     * Calls code whose value is of no use once it is late.
     *
     * @param what what is called, for a message
     * @throws io.crosscloud.error.TryLaterException with {@link Problem#HOST_CODE_HANGS} if it does not come back in time
     */
    <T> T call(String what, Supplier<T> code) {
        return call(new Call<>(what, code, value -> {}), atMost, Problem.HOST_CODE_HANGS);
    }

    /**
     * Calls code that has an effect at the server.
     *
     * @param late is given a value that comes after the time
     * @throws io.crosscloud.error.TryLaterException with {@link Problem#OUTCOME_UNKNOWN} if it does not come back in time
     */
    <T> T exchange(String what, Duration atMost, Supplier<T> code, Consumer<T> late) {
        return call(new Call<>(what, code, late), atMost, Problem.OUTCOME_UNKNOWN);
    }

    private <T> T call(Call<T> call, Duration atMost, Problem ifLate) {
        if (hanging.get() >= MOST_HANGING) {
            throw failure(
                    Problem.HOST_CODE_HANGS, call.what + ": " + MOST_HANGING + " earlier calls have not come back");
        }
        Future<?> running;
        try {
            running = clockwork.hostThreads().submit(call);
        } catch (RejectedExecutionException closed) {
            return call.code.get(); // on the thread of whoever calls a closed manager
        }
        return call.await(running, atMost, ifLate);
    }

    private RuntimeException failure(Problem problem, String detail) {
        return AuthFailure.of(problem)
                .detail("connection " + connection + ", " + detail)
                .toException();
    }

    private void tellIfStillAway(Call<?> call) {
        if (!call.back) {
            events.tell(new AuthEvent.HostCodeHangs(connection, call.what, hanging.get()));
        }
    }

    private final class Call<T> implements Runnable {
        private final String what;
        private final Supplier<T> code;
        private final Consumer<T> late;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        /** Whether it has come back or was given up, whichever was first. */
        private final AtomicBoolean settled = new AtomicBoolean();

        private volatile boolean back;

        Call(String what, Supplier<T> code, Consumer<T> late) {
            this.what = what;
            this.code = code;
            this.late = late;
        }

        @Override
        public void run() {
            try {
                T value = code.get();
                if (settled.compareAndSet(false, true)) {
                    result.complete(value);
                } else {
                    boolean unused = Thread.interrupted(); // it was meant for the host's code
                    comeBack();
                    late.accept(value);
                }
            } catch (Throwable e) {
                if (settled.compareAndSet(false, true)) {
                    result.completeExceptionally(e);
                } else {
                    comeBack();
                    LOG.debug("connection {}: failed after it was given up", connection, e);
                }
            }
        }

        private void comeBack() {
            if (!back) {
                back = true;
                hanging.decrementAndGet();
            }
        }

        T await(Future<?> running, Duration atMost, Problem ifLate) {
            String why;
            try {
                return result.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw rethrown(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                why = "the waiting thread was interrupted";
            } catch (TimeoutException e) {
                why = "no answer within " + atMost;
            }
            boolean unused = running.cancel(true);
            if (settled.compareAndSet(false, true)) {
                hanging.incrementAndGet();
                clockwork.schedule(GRACE, () -> tellIfStillAway(this));
                throw failure(ifLate, what + ": " + why);
            }
            return cameBack();
        }

        /** What it came back with in the moment in which it was to be given up. */
        private T cameBack() {
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
