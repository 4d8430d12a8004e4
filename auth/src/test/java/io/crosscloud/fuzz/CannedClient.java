package io.crosscloud.fuzz;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * Gives one answer to its first few requests, without a network. The answer is read from bytes: a status in the first line ({@code 400}; with
 * {@code cut} behind it, the body breaks off), a header in each that follows, an empty line, the body. Bytes without an empty line
 * are the body of a 200.
 */
public final class CannedClient extends HttpClient {
    private static final String END_OF_HEAD = "\n\n";
    private static final int MOST_REQUESTS = 8;

    private final int status;
    private final boolean cut;
    private final HttpHeaders headers;
    private final byte[] body;
    private int requests;

    public CannedClient(byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        int end = text.indexOf(END_OF_HEAD);
        String[] head = end < 0 ? new String[] {"200"} : text.substring(0, end).split("\n", -1);
        this.status = status(head[0]);
        this.cut = head[0].endsWith("cut");
        this.headers = headers(head);
        this.body =
                end < 0 ? answer : text.substring(end + END_OF_HEAD.length()).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The headers of the answer. */
    public HttpHeaders headers() {
        return headers;
    }

    /** The status of the answer. */
    public int status() {
        return status;
    }

    /** The body of the answer, as UTF-8. */
    public String body() {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static int status(String line) {
        String digits = line.substring(0, Math.min(3, line.length()));
        return digits.chars().allMatch(c -> c >= '0' && c <= '9') && digits.length() == 3
                ? Math.max(200, Math.min(599, Integer.parseInt(digits)))
                : 200;
    }

    private static HttpHeaders headers(String[] head) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (int i = 1; i < head.length; i++) {
            int colon = head[i].indexOf(':');
            if (colon > 0 && head[i].substring(0, colon).chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                headers.computeIfAbsent(
                                head[i].substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                                name -> new ArrayList<>())
                        .add(head[i].substring(colon + 1));
            }
        }
        return HttpHeaders.of(headers, (name, value) -> true);
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) throws IOException {
        if (++requests > MOST_REQUESTS) {
            throw new IOException("enough");
        }
        request.bodyPublisher().ifPresent(publisher -> publisher.subscribe(new Taker()));
        BodySubscriber<T> subscriber = handler.apply(new Info(status, headers));
        subscriber.onSubscribe(new Nothing());
        subscriber.onNext(List.of(ByteBuffer.wrap(body).asReadOnlyBuffer()));
        if (cut) {
            subscriber.onError(new IOException("cut"));
        } else {
            subscriber.onComplete();
        }
        return new Canned<>(
                request,
                status,
                headers,
                subscriber.getBody().toCompletableFuture().join());
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
        try {
            return CompletableFuture.completedFuture(send(request, handler));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushes) {
        return sendAsync(request, handler);
    }

    private record Info(int statusCode, HttpHeaders headers) implements ResponseInfo {
        @Override
        public Version version() {
            return Version.HTTP_1_1;
        }
    }

    private record Canned<T>(HttpRequest request, int statusCode, HttpHeaders headers, T body)
            implements HttpResponse<T> {
        @Override
        public Optional<HttpResponse<T>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return request.uri();
        }

        @Override
        public Version version() {
            return Version.HTTP_1_1;
        }
    }

    private static final class Nothing implements Flow.Subscription {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }

    private static final class Taker implements Flow.Subscriber<ByteBuffer> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer item) {}

        @Override
        public void onError(Throwable throwable) {}

        @Override
        public void onComplete() {}
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return Optional.empty();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return Optional.empty();
    }

    @Override
    public Redirect followRedirects() {
        return Redirect.NEVER;
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return Optional.empty();
    }

    @Override
    public SSLContext sslContext() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public SSLParameters sslParameters() {
        return new SSLParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return Optional.empty();
    }

    @Override
    public Version version() {
        return Version.HTTP_1_1;
    }

    @Override
    public Optional<Executor> executor() {
        return Optional.empty();
    }
}
