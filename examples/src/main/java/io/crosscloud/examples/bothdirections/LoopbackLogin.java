package io.crosscloud.examples.bothdirections;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A login whose browser comes back to this machine: a server that takes one callback and is gone. */
final class LoopbackLogin {
    private static final long PATIENCE_IN_MINUTES = 10;
    private static final String PAGE =
            "<!doctype html><html lang=\"en\"><title>Crosscloud</title><p>Back in the terminal it goes on. This page can be closed.</p>";

    private final URI redirectUri;
    private final Account account;

    LoopbackLogin(URI redirectUri, Account account) {
        this.redirectUri = redirectUri;
        this.account = account;
    }

    URI redirectUri() {
        return redirectUri;
    }

    /** Shows the person where to log in, and waits. Answers the URI that the browser came back to. */
    URI at(URI authorizationUri) {
        CompletableFuture<URI> callback = new CompletableFuture<>();
        HttpServer server = start(callback);
        try {
            account.line("open this page", authorizationUri);
            return callback.get(PATIENCE_IN_MINUTES, TimeUnit.MINUTES);
        } catch (TimeoutException e) {
            throw new IllegalStateException("nobody logged in within " + PATIENCE_IN_MINUTES + " minutes", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the login", e);
        } finally {
            server.stop(1);
        }
    }

    private HttpServer start(CompletableFuture<URI> callback) {
        try {
            InetAddress loopback = InetAddress.getByName(redirectUri.getHost());
            if (!loopback.isLoopbackAddress()) {
                throw new IllegalArgumentException(Variable.SALESFORCE_REDIRECT_URI + ": " + redirectUri
                        + " (expected: http://localhost:<port>/…)");
            }
            HttpServer server = HttpServer.create(new InetSocketAddress(loopback, redirectUri.getPort()), 0);
            server.createContext("/", exchange -> receive(exchange, callback));
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(redirectUri + ": " + e.getMessage(), e);
        }
    }

    private void receive(HttpExchange exchange, CompletableFuture<URI> callback) throws IOException {
        try (exchange) {
            URI uri = exchange.getRequestURI();
            if (!uri.getPath().equals(redirectUri.getPath()) || uri.getRawQuery() == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] page = PAGE.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            callback.complete(URI.create(redirectUri + "?" + uri.getRawQuery()));
        }
    }
}
