package io.crosscloud.auth.internal.api;

import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A body that is given up if it has not come in time, by an {@link HttpTimeoutException}: before JDK 26 the timeout of a request ends
 * with the head of its answer.
 */
public final class BoundedBody<T> implements BodySubscriber<T> {
    private final BodySubscriber<T> inner;
    private final CompletableFuture<T> body;
    private volatile @Nullable Subscription subscription;

    private BoundedBody(BodySubscriber<T> inner, Duration atMost) {
        this.inner = inner;
        this.body = inner.getBody()
                .toCompletableFuture()
                .copy()
                .orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        failure instanceof TimeoutException
                                ? new HttpTimeoutException("no whole answer within " + atMost)
                                : failure));
        // Registered first, so run last: JDK 25 reports a cancelled body to whoever has not been told of the timeout by
        // then.
        CompletableFuture<T> unused = body.whenComplete((value, failure) -> {
            if (failure != null) {
                giveUp();
            }
        });
    }

    /** The same body, for which nobody waits longer than that after the head of the answer. */
    public static <T> BodySubscriber<T> of(BodySubscriber<T> inner, Duration atMost) {
        return new BoundedBody<>(inner, atMost);
    }

    private void giveUp() {
        Subscription open = subscription;
        if (open != null) {
            open.cancel();
        }
    }

    @Override
    public CompletionStage<T> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
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
