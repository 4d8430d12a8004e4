package io.crosscloud.auth.internal.http;

import io.crosscloud.cloud.Cloud;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request and waits for its answer, over HTTP/1.1. Thread-safe; blocking.
 *
 * <p>Nothing is ever sent twice and no redirect is followed. The deadline covers the body, which is read up to 64 KiB.
 * What fails is told apart by whether the request's body had been handed to the network: {@link Problem#NETWORK},
 * {@link Problem#TLS} and {@link Problem#PROXY} if not, {@link Problem#OUTCOME_UNKNOWN} if so.
 */
public final class HttpSender {
    /** How long an exchange may take, unless set otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /** How much of a body is read. */
    public static final int MAX_BODY = 64 * 1024;

    /** How much longer the answer to a single-use token is waited for: it may lie in the socket already. */
    private static final Duration DRAIN = Duration.ofMillis(500);

    /** How one waits; a seam for tests. */
    @FunctionalInterface
    interface Patience {
        /** Waits until the future is settled, and returns whether it was in time. */
        boolean await(CompletableFuture<?> future, Duration atMost, boolean interruptibly) throws InterruptedException;
    }

    private final Cloud cloud;
    private final HttpClients clients;
    private final Duration timeout;
    private final Patience patience;

    HttpSender(Cloud cloud, HttpClients clients, Duration timeout, Patience patience) {
        this.cloud = cloud;
        this.clients = clients;
        this.timeout = timeout;
        this.patience = patience;
        HttpClients.checkRetries();
    }

    /**
     * A sender to a cloud.
     *
     * @param client the host's client, or null for one that all senders share
     * @throws io.crosscloud.error.ConfigurationException if the client would hand secrets to others
     */
    public static HttpSender of(Cloud cloud, @Nullable HttpClient client, Duration timeout) {
        HttpClients clients = client == null ? HttpClients.shared() : HttpClients.of(client);
        return new HttpSender(cloud, clients, timeout, HttpSender::await);
    }

    /** The same, for exchanges that may not take longer than that either. */
    public HttpSender within(Duration atMost) {
        return new HttpSender(cloud, clients, timeout.compareTo(atMost) < 0 ? timeout : atMost, patience);
    }

    /**
     * Sends a request. Returns as soon as the answer is complete, cut off or too large.
     *
     * @throws AuthException if not even the headers of an answer came
     */
    public HttpReply send(HttpCall call) {
        HttpClient client = call.singleUse() ? clients.fresh() : clients.any();
        try {
            return send(call, client);
        } finally {
            if (call.singleUse()) {
                clients.discard(client);
            }
        }
    }

    private HttpReply send(HttpCall call, HttpClient client) {
        OnceBody body = call.onceBody();
        BodyCollector collector = new BodyCollector(MAX_BODY);
        CompletableFuture<HttpResponse<Boolean>> exchange = client.sendAsync(call.toRequest(body), collector);
        String interruption = "";
        try {
            boolean settled = patience.await(exchange, timeout, !call.singleUse())
                    || (call.singleUse() && patience.await(exchange, DRAIN, false));
            if (!settled) {
                exchange.cancel(true);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.cancel(true);
            interruption = "the waiting thread was interrupted";
        }
        Optional<HttpReply> reply = collector.reply();
        if (reply.isPresent()) {
            return tlsProtocol(exchange).map(reply.get()::over).orElseGet(reply::get);
        }
        Throwable failure = failureOf(exchange);
        boolean unsent = call.hasBody() ? body.withdraw() : caused(failure, SSLException.class);
        throw failed(call, unsent, failure, interruption);
    }

    private AuthException failed(HttpCall call, boolean unsent, Throwable failure, String interruption) {
        String host = call.uri().getAuthority();
        AuthFailure problem = AuthFailure.of(unsent ? Problem.NETWORK : Problem.OUTCOME_UNKNOWN);
        if (!interruption.isEmpty()) {
            return problem.cloud(cloud).detail(host + ": " + interruption).toException();
        }
        if (failure instanceof CancellationException) {
            return problem.cloud(cloud)
                    .detail(host + ": no answer within " + timeout)
                    .toException();
        }
        if (failure instanceof ConnectException || failure instanceof UnknownHostException) {
            boolean unresolved =
                    failure instanceof UnknownHostException || caused(failure, UnresolvedAddressException.class);
            String detail = host + (unresolved ? ": no such host name" : ": connection refused");
            return AuthFailure.of(Problem.NETWORK)
                    .cloud(cloud)
                    .detail(detail)
                    .cause(failure)
                    .toException();
        }
        if (failure instanceof HttpConnectTimeoutException) {
            return AuthFailure.of(Problem.NETWORK)
                    .cloud(cloud)
                    .detail(host + ": no connection in time")
                    .toException();
        }
        if (caused(failure, SSLHandshakeException.class) || (unsent && caused(failure, SSLException.class))) {
            return AuthFailure.of(Problem.TLS)
                    .cloud(cloud)
                    .detail(host)
                    .cause(failure)
                    .toException();
        }
        if (unsent && String.valueOf(failure.getMessage()).startsWith("Tunnel failed")) {
            return AuthFailure.of(Problem.PROXY).cloud(cloud).detail(host).toException();
        }
        if (!unsent && caused(failure, ProtocolException.class)) {
            return AuthFailure.of(Problem.NOT_JSON)
                    .cloud(cloud)
                    .detail(host + ": the answer is not HTTP")
                    .toException();
        }
        return problem.cloud(cloud).detail(host + ": connection lost").toException();
    }

    private static Optional<String> tlsProtocol(CompletableFuture<HttpResponse<Boolean>> exchange) {
        return exchange.isDone() && !exchange.isCompletedExceptionally()
                ? exchange.join().sslSession().map(SSLSession::getProtocol)
                : Optional.empty();
    }

    private static Throwable failureOf(CompletableFuture<?> exchange) {
        try {
            exchange.getNow(null);
            return new IllegalStateException("an answer without headers");
        } catch (CancellationException e) {
            return e;
        } catch (CompletionException e) {
            return e.getCause() == null ? e : e.getCause();
        }
    }

    private static boolean caused(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static boolean await(CompletableFuture<?> future, Duration atMost, boolean interruptibly)
            throws InterruptedException {
        CompletableFuture<Boolean> settled = future.handle((answer, failure) -> true)
                .completeOnTimeout(false, atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (!interruptibly) {
            return settled.join();
        }
        try {
            return settled.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
