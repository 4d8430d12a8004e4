package io.crosscloud.auth.internal.api;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A body that is held back until it is understood: an error body of up to 64 KiB is read whole first. If what it says is to be
 * kept from the caller, the caller's handler never sees it; else it is given on as if it had just arrived. Every other body
 * passes through.
 */
final class HeldBackBody {
    private static final int LIMIT = 64 * 1024;

    private HeldBackBody() {}

    /**
     * A body, or what was read of one that is kept from the caller.
     *
     * @param reading what the error answer says; null if it was not read
     * @param kept whether the caller's handler never saw it
     */
    record Outcome<T, R>(
            @Nullable R reading, boolean kept, @Nullable T body) {}

    /**
     * A handler around the caller's.
     *
     * @param read what an error answer with this head and body says
     * @param keep whether such an answer is kept from the caller
     * @param atMost how long an error answer is waited for; empty for as long as it takes
     */
    static <T, R> BodyHandler<Outcome<T, R>> around(
            BodyHandler<T> handler,
            BiFunction<ResponseInfo, String, R> read,
            Predicate<R> keep,
            Optional<Duration> atMost) {
        return info -> {
            if (info.statusCode() < 400) {
                return passing(handler.apply(info));
            }
            Holding<T, R> holding = new Holding<>(handler, info, read, keep);
            return atMost.map(time -> BoundedBody.of(holding, time)).orElse(holding);
        };
    }

    private static <T, R> BodySubscriber<Outcome<T, R>> passing(BodySubscriber<T> inner) {
        return new Passing<>(inner, body -> new Outcome<>(null, false, body));
    }

    private record Passing<T, R>(BodySubscriber<T> inner, Function<T, R> map) implements BodySubscriber<R> {
        @Override
        public CompletionStage<R> getBody() {
            return inner.getBody().thenApply(map);
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            inner.onSubscribe(subscription);
        }

        @Override
        public void onNext(List<ByteBuffer> item) {
            inner.onNext(item);
        }

        @Override
        public void onError(Throwable throwable) {
            inner.onError(throwable);
        }

        @Override
        public void onComplete() {
            inner.onComplete();
        }
    }

    /** Collects; on overflow turns into a pass-through, with what was collected in front. */
    private static final class Holding<T, R> implements BodySubscriber<Outcome<T, R>> {
        private final BodyHandler<T> handler;
        private final ResponseInfo info;
        private final BiFunction<ResponseInfo, String, R> read;
        private final Predicate<R> keep;
        private final CompletableFuture<Outcome<T, R>> outcome = new CompletableFuture<>();
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private @Nullable Subscription upstream;
        private @Nullable Onward onward;

        Holding(
                BodyHandler<T> handler,
                ResponseInfo info,
                BiFunction<ResponseInfo, String, R> read,
                Predicate<R> keep) {
            this.handler = handler;
            this.info = info;
            this.read = read;
            this.keep = keep;
        }

        @Override
        public CompletionStage<Outcome<T, R>> getBody() {
            return outcome;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            subscription.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> item) {
            if (onward != null) {
                onward.caller.onNext(item);
                return;
            }
            for (ByteBuffer buffer : item) {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                held.writeBytes(bytes);
            }
            if (held.size() > LIMIT) {
                giveOn(null, false);
            } else {
                Objects.requireNonNull(upstream).request(1);
            }
        }

        @Override
        public void onError(Throwable throwable) {
            if (onward != null) {
                onward.caller.onError(throwable);
            } else {
                outcome.completeExceptionally(throwable);
            }
        }

        @Override
        public void onComplete() {
            if (onward != null) {
                onward.end();
                return;
            }
            R reading = read.apply(info, held.toString(StandardCharsets.UTF_8));
            if (keep.test(reading)) {
                outcome.complete(new Outcome<>(reading, true, null));
            } else {
                giveOn(reading, true);
            }
        }

        private void giveOn(@Nullable R reading, boolean whole) {
            BodySubscriber<T> caller = handler.apply(info);
            ByteBuffer first = ByteBuffer.wrap(held.toByteArray()).asReadOnlyBuffer();
            Onward on = new Onward(caller, Objects.requireNonNull(upstream), first);
            onward = on;
            if (whole) {
                on.end();
            }
            caller.onSubscribe(on);
            caller.getBody().whenComplete((body, failure) -> {
                if (failure != null) {
                    outcome.completeExceptionally(failure);
                } else {
                    outcome.complete(new Outcome<>(reading, false, body));
                }
            });
        }
    }

    /** What the caller's handler asks: what was held back comes first, then what is still to come. */
    private static final class Onward implements Subscription {
        private final BodySubscriber<?> caller;
        private final Subscription upstream;
        private final AtomicReference<@Nullable ByteBuffer> held;
        private final AtomicBoolean told = new AtomicBoolean();
        private volatile boolean delivered;
        private volatile boolean ended;

        Onward(BodySubscriber<?> caller, Subscription upstream, ByteBuffer held) {
            this.caller = caller;
            this.upstream = upstream;
            this.held = new AtomicReference<@Nullable ByteBuffer>(held);
        }

        @Override
        public void request(long n) {
            ByteBuffer first = n > 0 ? held.getAndSet(null) : null;
            if (first == null) {
                upstream.request(n);
                return;
            }
            caller.onNext(List.of(first));
            delivered = true;
            tellEnd();
            if (n > 1 && !ended) {
                upstream.request(n - 1);
            }
        }

        @Override
        public void cancel() {
            upstream.cancel();
        }

        /** Nothing more comes from upstream. */
        void end() {
            ended = true;
            tellEnd();
        }

        private void tellEnd() {
            if (ended && delivered && told.compareAndSet(false, true)) {
                caller.onComplete();
            }
        }
    }
}
