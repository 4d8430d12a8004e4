package io.crosscloud.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A token endpoint on loopback, shaped like Salesforce's, that counts its requests. It checks nothing, so that every library
 * can speak to it. Beside it stands an API that takes the newest token only.
 */
final class Endpoint implements AutoCloseable {
    private static final int BACKLOG = 4_096;
    private static final String EXPIRED =
            "[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\"}]";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(Daemon.named("endpoint"));
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger issued = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private volatile Answer answer = Answer.token(Duration.ofHours(1));
    private volatile int firstValid;

    private Endpoint(HttpServer server) {
        this.server = server;
    }

    static Endpoint start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            Endpoint endpoint = new Endpoint(server);
            server.setExecutor(endpoint.threads);
            server.createContext("/services/oauth2/token", endpoint::token);
            server.createContext("/services/data", endpoint::api);
            server.start();
            return endpoint;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    URI tokenUri() {
        return uri().resolve("/services/oauth2/token");
    }

    URI apiUri() {
        return uri().resolve("/services/data");
    }

    /** How it answers from now on. */
    void answers(Answer answer) {
        this.answer = answer;
    }

    /** From now on the API refuses every token that was issued until now. */
    void expireTokens() {
        firstValid = issued.get() + 1;
    }

    int requests() {
        return requests.get();
    }

    /** How many requests were in flight at once, at the most, since the last {@link #reset}. */
    int mostInFlight() {
        return mostInFlight.get();
    }

    void reset() {
        requests.set(0);
        mostInFlight.set(0);
    }

    private void token(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        try {
            Answer now = answer;
            exchange.getRequestBody().readAllBytes();
            TimeUnit.NANOSECONDS.sleep(now.delay().toNanos());
            send(exchange, now.status(), now.body(uri(), issued.incrementAndGet()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            inFlight.decrementAndGet();
            exchange.close();
        }
    }

    private void api(HttpExchange exchange) throws IOException {
        String token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        boolean good = Integer.parseInt(token.substring(token.lastIndexOf('.') + 1)) >= firstValid;
        send(exchange, good ? 200 : 401, good ? "{}" : EXPIRED);
        exchange.close();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
