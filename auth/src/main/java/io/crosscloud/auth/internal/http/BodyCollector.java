package io.crosscloud.auth.internal.http;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Collects an answer up to a limit, then stops reading. What has come so far can be looked at from another thread at any
 * time.
 */
final class BodyCollector implements BodyHandler<Boolean>, BodySubscriber<Boolean> {
    private static final int FIRST = 1024;

    /** What has come: the beginning of an array, which grows by doubling, so that a byte a time costs no more than all at once. */
    @SuppressWarnings("ArrayRecordComponent") // written beyond the length alone
    private record Collected(byte[] room, int length) {
        byte[] roomFor(int more) {
            return length + more <= room.length ? room : Arrays.copyOf(room, Math.max(length + more, room.length * 2));
        }

        byte[] bytes() {
            return Arrays.copyOf(room, length);
        }
    }

    private final int limit;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private volatile @Nullable ResponseInfo info;
    private volatile Collected collected = new Collected(new byte[FIRST], 0);
    private volatile HttpReply.Extent extent = HttpReply.Extent.CUT_OFF;
    private volatile @Nullable Subscription subscription;

    BodyCollector(int limit) {
        this.limit = limit;
    }

    /** The answer as far as it has come; empty before its headers. */
    Optional<HttpReply> reply() {
        ResponseInfo head = info;
        if (head == null) {
            return Optional.empty();
        }
        HttpReply.Extent until = extent;
        return Optional.of(new HttpReply(head.statusCode(), head.headers(), collected.bytes(), until));
    }

    /** Takes no more after that time: the answer is cut off then. */
    void endAfter(Duration timeout) {
        var unused = done.completeOnTimeout(false, timeout.toMillis(), TimeUnit.MILLISECONDS)
                .thenAccept(this::cancelUnless);
    }

    private void cancelUnless(boolean complete) {
        Subscription open = subscription;
        if (!complete && open != null) {
            open.cancel();
        }
    }

    @Override
    public BodySubscriber<Boolean> apply(ResponseInfo responseInfo) {
        info = responseInfo;
        return this;
    }

    @Override
    public CompletionStage<Boolean> getBody() {
        return done;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (extent == HttpReply.Extent.TOO_LARGE) {
                return;
            }
            append(buffer);
        }
    }

    private void append(ByteBuffer buffer) {
        Collected before = collected;
        int taken = Math.min(buffer.remaining(), limit - before.length());
        boolean tooLarge = taken < buffer.remaining();
        byte[] room = before.roomFor(taken);
        buffer.get(room, before.length(), taken);
        collected = new Collected(room, before.length() + taken);
        if (tooLarge) {
            extent = HttpReply.Extent.TOO_LARGE;
            if (subscription != null) {
                subscription.cancel();
            }
            done.complete(true);
        }
    }

    @Override
    public void onError(Throwable throwable) {
        done.complete(false);
    }

    @Override
    public void onComplete() {
        if (extent != HttpReply.Extent.TOO_LARGE) {
            extent = HttpReply.Extent.COMPLETE;
        }
        done.complete(true);
    }
}
