package io.crosscloud.verification.storm;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Adds to each request a header that says who sends it, so that the fake can kill exactly that process. Each request has a
 * connection of its own, as the product gives it to a refresh.
 */
final class SendersClient extends HttpClient {
    static final String HEADER = "X-Storm";

    private final HttpClient pattern = fresh();
    private final Supplier<String> sender;
    private final Stalls stalls;
    private final boolean lateLook;

    /**
     * @param stalls hold up what is about to be sent
     * @param lateLook whether an answer counts that comes after the deadline
     */
    SendersClient(Supplier<String> sender, Stalls stalls, boolean lateLook) {
        this.sender = sender;
        this.stalls = stalls;
        this.lateLook = lateLook;
    }

    private static HttpClient fresh() {
        return HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(Timing.EXCHANGE)
                .build();
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
        HttpRequest signed = HttpRequest.newBuilder(request, (name, value) -> true)
                .setHeader(HEADER, sender.get())
                .build();
        stalls.at(Stalls.Place.CONNECTING);
        if (lateLook) {
            return fresh().sendAsync(signed, handler);
        }
        long deadline = System.nanoTime() + Timing.EXCHANGE.toNanos();
        BodyHandler<T> inTime =
                info -> System.nanoTime() > deadline ? BodySubscribers.replacing(null) : handler.apply(info);
        return fresh().sendAsync(signed, inTime).copy().orTimeout(Timing.EXCHANGE.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushPromises) {
        return sendAsync(request, handler);
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) throws IOException {
        return sendAsync(request, handler).join();
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return pattern.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return pattern.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return pattern.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return pattern.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return pattern.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return pattern.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return pattern.authenticator();
    }

    @Override
    public Version version() {
        return pattern.version();
    }

    @Override
    public Optional<Executor> executor() {
        return pattern.executor();
    }
}
