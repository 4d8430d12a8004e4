package io.crosscloud.testkit;

import io.crosscloud.testkit.internal.http.Json;
import io.crosscloud.token.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A client of Engagement that knows nothing but HTTP. */
final class EngagementCaller {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final FakeEngagement fake;

    /** What came back. */
    record Answer(int status, String body, HttpResponse<String> response) {
        JsonNode json() {
            return Json.parse(body).orElseThrow(() -> new AssertionError("not JSON: " + body));
        }

        String text(String member) {
            return json().path(member).asString("(none)");
        }

        String error() {
            return status + " " + text("error");
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("(none)");
        }
    }

    EngagementCaller(FakeEngagement fake) {
        this.fake = fake;
    }

    /** The parameters of a token request; pairs of name and value. */
    static Map<String, String> parameters(String... pairs) {
        Map<String, String> parameters = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            parameters.put(pairs[i], pairs[i + 1]);
        }
        return parameters;
    }

    /** A token request with JSON. */
    Answer token(String... pairs) {
        ObjectNode body = Json.object();
        parameters(pairs).forEach(body::put);
        return post("/v2/token", "application/json", body.toString());
    }

    /** A token request with a form. */
    Answer tokenByForm(String... pairs) {
        String form = parameters(pairs).entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return post("/v2/token", "application/x-www-form-urlencoded", form);
    }

    /** A client credentials request of the seeded package, with more parameters or others. */
    Answer clientCredentials(String... pairs) {
        Map<String, String> all = parameters(
                "grant_type",
                "client_credentials",
                "client_id",
                fake.clientId().value(),
                "client_secret",
                fake.clientSecret().exposeSecret());
        all.putAll(parameters(pairs));
        return token(pairs(all));
    }

    /** A refresh request of the seeded web app, with more parameters or others. */
    Answer refresh(String refreshToken, String... pairs) {
        Map<String, String> all = parameters(
                "grant_type",
                "refresh_token",
                "client_id",
                fake.webApp().clientId().value(),
                "client_secret",
                webSecret(),
                "refresh_token",
                refreshToken);
        all.putAll(parameters(pairs));
        return token(pairs(all));
    }

    /** A code exchange of the seeded web app, with more parameters or others. */
    Answer exchange(String code, String... pairs) {
        Map<String, String> all = parameters(
                "grant_type",
                "authorization_code",
                "client_id",
                fake.webApp().clientId().value(),
                "client_secret",
                webSecret(),
                "redirect_uri",
                fake.redirectUri().toString(),
                "code",
                code);
        all.putAll(parameters(pairs));
        return token(pairs(all));
    }

    private String webSecret() {
        return fake.webApp().clientSecret().map(Secret::exposeSecret).orElseThrow();
    }

    private static String[] pairs(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .flatMap(entry -> java.util.stream.Stream.of(entry.getKey(), entry.getValue()))
                .toArray(String[]::new);
    }

    Answer get(String path, String accessToken) {
        return send(
                request(path).header("Authorization", "Bearer " + accessToken).GET());
    }

    Answer post(String path, String contentType, String body) {
        return send(request(path).header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(fake.uri() + path));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
