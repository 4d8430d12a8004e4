package io.crosscloud.auth.internal.session.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds one value and keeps it fresh.
 *
 * <ul>
 *   <li>Before {@code refreshAt} a caller gets the value: one volatile read and one clock read.
 *   <li>From {@code refreshAt} to {@code expiresAt} a caller gets the same value at once; whoever asks first starts one load
 *       in the background. A failure changes nothing for callers; the next load waits for the pause that the failure
 *       calls for.
 *   <li>From {@code expiresAt} on, or while there is no value, callers share the one load in flight. After a failure they
 *       get that failure until its pause is over.
 *   <li>A value that was rejected is remembered until it ends. A load that brings it has failed.
 * </ul>
 *
 * <p>All state is one immutable {@link State}, replaced by compare-and-set; no lock is ever held. Instants count in
 * milliseconds. Loads overlap only if {@link #offer} or {@link #forget} comes while one is in flight. What to load, and how
 * long to believe a failure, is a subclass's to say.
 */
public abstract class Refresher<V> {
    /** The load brought a value that had been rejected. */
    public static final class SameValueException extends RuntimeException {
        private static final long serialVersionUID = 1;

        SameValueException() {
            super("the same value again");
        }
    }

    /** A failed load that is still believed. */
    public record Failure(Throwable cause, int count, Instant retryAt) {}

    /**
     * All that can change.
     *
     * @param value null if there is none, or it was rejected
     * @param refreshAt in milliseconds, as {@code expiresAt}, so that a caller finds them without a detour
     * @param rejected the values that were rejected, the last one first
     */
    private record State<V>(
            @Nullable V value,
            long refreshAt,
            long expiresAt,
            List<Timed<V>> rejected,
            @Nullable CompletableFuture<V> inFlight,
            @Nullable Failure failure) {
        private static final State<?> EMPTY = new State<>(null, Long.MIN_VALUE, Long.MIN_VALUE, List.of(), null, null);
        private static final State<?> CLOSED = new State<>(null, Long.MIN_VALUE, Long.MIN_VALUE, List.of(), null, null);

        @SuppressWarnings("unchecked") // it holds no value
        static <V> State<V> empty() {
            return (State<V>) EMPTY;
        }

        @SuppressWarnings("unchecked") // it holds no value
        static <V> State<V> closed() {
            return (State<V>) CLOSED;
        }

        @SuppressWarnings("ReferenceEquality") // it equals the empty one
        boolean isClosed() {
            return this == CLOSED;
        }

        State<V> holding(Timed<V> timed) {
            return new State<>(
                    timed.value(),
                    timed.refreshAt().toEpochMilli(),
                    timed.expiresAt().toEpochMilli(),
                    rejected,
                    inFlight,
                    null);
        }

        State<V> rejecting(long now) {
            List<Timed<V>> all = Stream.concat(Stream.ofNullable(timed()), rejectedAt(now))
                    .limit(MOST_REJECTED)
                    .toList();
            return new State<>(null, Long.MIN_VALUE, Long.MIN_VALUE, all, inFlight, failure);
        }

        private Stream<Timed<V>> rejectedAt(long now) {
            return rejected.stream().filter(each -> now < each.expiresAt().toEpochMilli());
        }

        /** The rejected values that have not ended. */
        Set<V> rejectedValues(long now) {
            return rejectedAt(now).map(Timed::value).collect(Collectors.toUnmodifiableSet());
        }

        State<V> loading(@Nullable CompletableFuture<V> inFlight) {
            return new State<>(value, refreshAt, expiresAt, rejected, inFlight, failure);
        }

        State<V> failed(Failure failure) {
            return new State<>(value, refreshAt, expiresAt, rejected, inFlight, failure);
        }

        @Nullable
        Timed<V> timed() {
            return value == null
                    ? null
                    : new Timed<>(value, Instant.ofEpochMilli(refreshAt), Instant.ofEpochMilli(expiresAt));
        }

        /** The value, or else the one that was rejected last. */
        @Nullable
        Timed<V> last() {
            return value == null && !rejected.isEmpty() ? rejected.get(0) : timed();
        }

        boolean pausedAt(long now) {
            return failure != null && now < failure.retryAt().toEpochMilli();
        }
    }

    /** No more rejected values are remembered than these. */
    private static final int MOST_REJECTED = 8;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Refresher.class, "state", State.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final InstantSource clock;
    private volatile State<V> state = State.empty();

    protected Refresher(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Starts to get a value; must not block.
     *
     * @param current the last value with its instants, also if it has ended; null if there was none
     * @param rejected the values that were rejected, of those that have not ended
     */
    protected abstract CompletionStage<Timed<V>> load(@Nullable Timed<V> current, Set<V> rejected);

    /**
     * The time for which nothing is loaded again. No side effects.
     *
     * @param failure what the load failed with
     * @param failures how many loads have failed in a row, this one included
     */
    protected abstract Duration pauseAfter(Throwable failure, int failures);

    /** Is told of each failure, once it is in effect and before those who wait are. */
    protected abstract void failed(Failure failure);

    /** Is told of each value, once it is in effect and before those who wait are. */
    protected abstract void renewed();

    /** The time, in milliseconds. */
    public final long millis() {
        return clock.millis();
    }

    /** The value if it may be used, at once; null if one has to wait for {@link #future()}. Starts a load if one is due. */
    public final @Nullable V current() {
        return current(millis());
    }

    /**
     * The same for who has just looked at the clock.
     *
     * @param now {@link #millis}
     */
    public final @Nullable V current(long now) {
        State<V> seen = state;
        if (now < seen.refreshAt) {
            return seen.value;
        }
        if (now >= seen.expiresAt) {
            return null;
        }
        if (seen.inFlight == null && !seen.pausedAt(now)) {
            CompletableFuture<V> unused = start(seen);
        }
        return seen.value;
    }

    /**
     * The value, now or when the load in flight brings it. Fails with what the load failed with, and with
     * {@link IllegalStateException} after {@link #close()}.
     */
    public final CompletableFuture<V> future() {
        while (true) {
            State<V> seen = state;
            long now = clock.millis();
            if (seen.isClosed()) {
                return CompletableFuture.failedFuture(new IllegalStateException("closed"));
            }
            if (now < seen.expiresAt) {
                V value = current();
                if (value != null) {
                    return CompletableFuture.completedFuture(value);
                }
            } else if (seen.inFlight != null) {
                return seen.inFlight.copy();
            } else if (seen.failure != null && seen.pausedAt(now)) {
                return CompletableFuture.failedFuture(seen.failure.cause());
            } else {
                CompletableFuture<V> started = start(seen);
                if (started != null) {
                    return started.copy();
                }
            }
        }
    }

    /**
     * Declares the value useless, if it is still this one: the next caller waits for another.
     *
     * @return whether it was still this one
     */
    public final boolean reject(V value) {
        while (true) {
            State<V> seen = state;
            if (!value.equals(seen.value)) {
                return false;
            }
            if (change(seen, seen.rejecting(clock.millis()))) {
                return true;
            }
        }
    }

    /**
     * Takes a value that came another way. Earlier failures are forgotten; a load in flight runs to its end, unheard, and
     * those who wait for it get this value.
     */
    public final void offer(Timed<V> timed) {
        State<V> last =
                update(seen -> seen.isClosed() ? seen : seen.holding(timed).loading(null));
        if (!last.isClosed()) {
            renewed();
        }
        if (last.inFlight != null) {
            last.inFlight.complete(timed.value());
        }
    }

    /** Forgets value and failure: the next caller waits for a new load. One in flight is heard by those alone who wait for it. */
    public final void forget() {
        State<V> unused = update(seen -> seen.isClosed() ? seen : State.empty());
    }

    /** The value with its instants, also if it has ended; empty if there is none or it was rejected. */
    public final Optional<Timed<V>> held() {
        return Optional.ofNullable(state.timed());
    }

    /** The failure that is believed, or was last. */
    public final Optional<Failure> failure() {
        return Optional.ofNullable(state.failure);
    }

    /** Whether a load is in flight. */
    public final boolean loading() {
        return state.inFlight != null;
    }

    /** Gives nothing any more. Whoever waits is told. A load in flight runs to its end, unheard. */
    public final void close() {
        State<V> last = update(seen -> State.closed());
        if (last.inFlight != null) {
            last.inFlight.completeExceptionally(new IllegalStateException("closed"));
        }
    }

    /** Starts a load unless the state has changed since it was seen; null if it has. */
    private @Nullable CompletableFuture<V> start(State<V> seen) {
        CompletableFuture<V> promise = new CompletableFuture<>();
        if (!change(seen, seen.loading(promise))) {
            return null;
        }
        CompletionStage<Timed<V>> loading;
        try {
            loading = load(seen.last(), seen.rejectedValues(clock.millis()));
        } catch (RuntimeException | Error e) {
            loading = CompletableFuture.failedFuture(e);
        }
        loading.whenComplete((timed, failure) -> {
            if (failure == null) {
                complete(promise, timed);
            } else {
                fail(promise, causeOf(failure));
            }
        });
        return promise;
    }

    private void complete(CompletableFuture<V> promise, Timed<V> timed) {
        while (true) {
            State<V> seen = state;
            boolean heard = seen.inFlight == promise;
            if (heard && seen.rejectedValues(clock.millis()).contains(timed.value())) {
                fail(promise, new SameValueException());
                return;
            }
            if (!heard || change(seen, seen.holding(timed).loading(null))) {
                try {
                    if (heard) {
                        renewed();
                    }
                } finally {
                    promise.complete(timed.value());
                }
                return;
            }
        }
    }

    private void fail(CompletableFuture<V> promise, Throwable cause) {
        try {
            believe(promise, cause);
        } finally {
            promise.completeExceptionally(cause);
        }
    }

    /** The load in flight has failed, if it is still this one. */
    private void believe(CompletableFuture<V> promise, Throwable cause) {
        Instant now = clock.instant();
        while (true) {
            State<V> seen = state;
            if (seen.inFlight != promise) {
                return;
            }
            int count = seen.failure == null ? 1 : seen.failure.count() + 1;
            Failure failure = new Failure(cause, count, now.plus(pauseAfter(cause, count)));
            if (change(seen, seen.loading(null).failed(failure))) {
                failed(failure);
                return;
            }
        }
    }

    /** What a stage failed with, without the wrapping of stages that depend on it. */
    public static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private boolean change(State<V> seen, State<V> next) {
        return STATE.compareAndSet(this, seen, next);
    }

    /** Changes it, and returns what it was. */
    private State<V> update(UnaryOperator<State<V>> next) {
        while (true) {
            State<V> seen = state;
            if (change(seen, next.apply(seen))) {
                return seen;
            }
        }
    }
}
