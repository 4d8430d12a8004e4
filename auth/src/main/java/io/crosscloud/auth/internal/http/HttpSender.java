package io.crosscloud.auth.internal.http;

import io.crosscloud.Cloud;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ServerProblem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request and waits for its answer, over HTTP/1.1. Thread-safe; blocking.
 *
 * <p>Nothing is ever sent twice and no redirect is followed. The deadline covers the body, which is read up to 64 KiB.
 * What fails is told apart by whether the request's body had been handed to the network: {@link ServerProblem#NETWORK},
 * {@link ServerProblem#TLS} and {@link ServerProblem#PROXY} if not, {@link ServerProblem#OUTCOME_UNKNOWN} if so. The call's own {@link
 * HttpCall#sendBy} is looked at when the client is set up and once more when the connection is; what is late then stays
 * here, told as {@link ServerProblem#NOT_SENT_IN_TIME}.
 */
public final class HttpSender {
    /** How long an exchange may take, unless set otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /** How much of a body is read. */
    public static final int MAX_BODY = 64 * 1024;

    /** How much longer the answer to a single-use token is waited for: it may lie in the socket already. */
    private static final Duration DRAIN = Duration.ofMillis(500);

    private static final String INTERRUPTED = "the waiting thread was interrupted";

    /** How one waits for the answer to a single-use token; a seam for tests. */
    @FunctionalInterface
    interface Patience {
        /** Waits until the future is settled, whatever interrupts the thread, and returns whether it was in time. */
        boolean await(CompletableFuture<?> future, Duration atMost);
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
        if (!call.singleUse()) {
            return sendHere(call, clients.any());
        }
        HttpClient client = clients.fresh();
        try {
            return sendApart(call, client);
        } finally {
            clients.discard(client);
        }
    }

    /** On the calling thread, as far as the client can: every hop to another one takes time. */
    private HttpReply sendHere(HttpCall call, HttpClient client) {
        requireInTime(call);
        OnceBody body = call.onceBody(timeout);
        BodyCollector collector = new BodyCollector(MAX_BODY);
        collector.endAfter(timeout);
        Throwable failure = new IllegalStateException("an answer without headers");
        String interruption = "";
        try {
            HttpResponse<Boolean> answer = client.send(call.toRequest(body, timeout), collector);
            Optional<HttpReply> reply = collector.reply();
            if (reply.isPresent()) {
                return over(answer, reply.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            interruption = INTERRUPTED;
        } catch (IOException e) {
            failure = e;
        }
        return collector.reply().orElseThrow(withheld(call, body, failure, interruption));
    }

    private HttpReply sendApart(HttpCall call, HttpClient client) {
        requireInTime(call);
        OnceBody body = call.onceBody(timeout);
        BodyCollector collector = new BodyCollector(MAX_BODY);
        CompletableFuture<HttpResponse<Boolean>> exchange = client.sendAsync(call.toRequest(body), collector);
        boolean settled = patience.await(exchange, timeout) || patience.await(exchange, DRAIN);
        if (!settled) {
            exchange.cancel(true);
        }
        Optional<HttpReply> reply = collector.reply();
        if (reply.isPresent() && exchange.isDone() && !exchange.isCompletedExceptionally()) {
            return over(exchange.join(), reply.get());
        }
        return reply.orElseThrow(withheld(call, body, failureOf(exchange), ""));
    }

    private void requireInTime(HttpCall call) {
        if (call.sendBy().isOver()) {
            throw late(call, "late before a connection was opened");
        }
    }

    private AuthException late(HttpCall call, String detail) {
        return AuthFailure.of(ServerProblem.NOT_SENT_IN_TIME)
                .cloud(cloud)
                .detail(call.uri().getAuthority() + ": " + detail)
                .toException();
    }

    private Supplier<AuthException> withheld(HttpCall call, OnceBody body, Throwable failure, String interruption) {
        return () -> {
            boolean unsent = call.hasBody() ? body.withdraw() : caused(failure, SSLException.class);
            return body.late()
                    ? late(call, "late when the connection was open")
                    : failed(call, unsent, failure, interruption);
        };
    }

    private AuthException failed(HttpCall call, boolean unsent, Throwable failure, String interruption) {
        String host = call.uri().getAuthority();
        AuthFailure problem = AuthFailure.of(unsent ? ServerProblem.NETWORK : ServerProblem.OUTCOME_UNKNOWN);
        if (!interruption.isEmpty()) {
            return problem.cloud(cloud).detail(host + ": " + interruption).toException();
        }
        boolean late = failure instanceof HttpTimeoutException && !(failure instanceof HttpConnectTimeoutException);
        if (late || failure instanceof CancellationException) {
            return problem.cloud(cloud)
                    .detail(host + ": no answer within " + timeout)
                    .toException();
        }
        if (failure instanceof ConnectException || failure instanceof UnknownHostException) {
            boolean unresolved =
                    failure instanceof UnknownHostException || caused(failure, UnresolvedAddressException.class);
            String detail = host + (unresolved ? ": no such host name" : ": connection refused");
            return AuthFailure.of(ServerProblem.NETWORK)
                    .cloud(cloud)
                    .detail(detail)
                    .cause(failure)
                    .toException();
        }
        if (failure instanceof HttpConnectTimeoutException) {
            return AuthFailure.of(ServerProblem.NETWORK)
                    .cloud(cloud)
                    .detail(host + ": no connection in time")
                    .toException();
        }
        if (caused(failure, SSLHandshakeException.class) || (unsent && caused(failure, SSLException.class))) {
            return AuthFailure.of(ServerProblem.TLS)
                    .cloud(cloud)
                    .detail(host)
                    .cause(failure)
                    .toException();
        }
        if (unsent && String.valueOf(failure.getMessage()).startsWith("Tunnel failed")) {
            return AuthFailure.of(ServerProblem.PROXY).cloud(cloud).detail(host).toException();
        }
        if (!unsent && caused(failure, ProtocolException.class)) {
            return AuthFailure.of(ServerProblem.NOT_JSON)
                    .cloud(cloud)
                    .detail(host + ": the answer is not HTTP")
                    .toException();
        }
        return problem.cloud(cloud).detail(host + ": connection lost").toException();
    }

    private static HttpReply over(HttpResponse<Boolean> answer, HttpReply reply) {
        return answer.sslSession().map(SSLSession::getProtocol).map(reply::over).orElse(reply);
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

    private static boolean await(CompletableFuture<?> future, Duration atMost) {
        return future.handle((answer, failure) -> true)
                .completeOnTimeout(false, atMost.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
