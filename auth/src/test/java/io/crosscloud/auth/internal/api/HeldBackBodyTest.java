package io.crosscloud.auth.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow.Subscription;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeldBackBodyTest {
    private static final int CHUNK = 16 * 1024;

    /** The JDK's stream takes a few buffers and no more than it has asked for. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 5, 200})
    void anErrorBodyOfAnySize_reachesAStreamAsItIsRead(int chunks) throws Exception {
        var subscriber = HeldBackBody.around(
                        BodyHandlers.ofInputStream(), (info, body) -> body, body -> false, Optional.empty())
                .apply(new Answer(500));
        subscriber.onSubscribe(new Upstream(subscriber, chunks));

        var outcome = subscriber.getBody().toCompletableFuture().join();
        try (InputStream body = Objects.requireNonNull(outcome.body())) {
            assertThat(body.readAllBytes()).hasSize(chunks * CHUNK);
        }
    }

    /** Gives one chunk for each that was asked for. */
    private static final class Upstream implements Subscription {
        private final BodySubscriber<?> subscriber;
        private int left;
        private long wanted;
        private boolean giving;

        Upstream(BodySubscriber<?> subscriber, int chunks) {
            this.subscriber = subscriber;
            this.left = chunks;
        }

        @Override
        public void request(long n) {
            wanted = wanted + n < 0 ? Long.MAX_VALUE : wanted + n;
            if (giving) {
                return;
            }
            giving = true;
            while (wanted > 0 && left > 0) {
                wanted--;
                left--;
                subscriber.onNext(List.of(ByteBuffer.wrap(new byte[CHUNK])));
            }
            giving = false;
            if (left == 0) {
                left = -1;
                subscriber.onComplete();
            }
        }

        @Override
        public void cancel() {
            left = -1;
        }
    }

    private record Answer(int statusCode) implements ResponseInfo {
        @Override
        public HttpHeaders headers() {
            return HttpHeaders.of(Map.of(), (name, value) -> true);
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }
}
