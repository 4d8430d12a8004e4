package io.crosscloud.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The plainest way to ask a token endpoint, for libraries that leave it to their users. */
final class Post {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");
    private static final Pattern LIFETIME = Pattern.compile("\"expires_in\":(\\d+)");

    /** What was granted. */
    record Granted(String token, Instant expiresAt) {}

    private Post() {}

    static HttpResponse<String> form(URI uri, String form) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(uri)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString(form))
                            .build(),
                    BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("interrupted"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Granted token(Endpoint endpoint) {
        String body = form(endpoint.tokenUri(), "grant_type=client_credentials").body();
        Matcher token = TOKEN.matcher(body);
        Matcher lifetime = LIFETIME.matcher(body);
        if (!token.find()) {
            throw new IllegalStateException("no token");
        }
        return new Granted(
                token.group(1), Instant.now().plusSeconds(lifetime.find() ? Long.parseLong(lifetime.group(1)) : 0));
    }
}
