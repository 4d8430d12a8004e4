package io.crosscloud.testkit.salesforce;

import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.internal.http.Json;
import io.crosscloud.testkit.internal.http.Parameters;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A client of the fake that knows HTTP and nothing else. */
final class Caller {
    static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final FakeSalesforce fake;

    Caller(FakeSalesforce fake) {
        this.fake = fake;
    }

    record Reply(int status, HttpResponse<String> response) {
        String body() {
            return response.body();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        JsonNode json() {
            return Json.parse(body()).orElseThrow(() -> new AssertionError("not JSON: " + body()));
        }

        String text(String member) {
            return json().path(member).asString("");
        }

        List<String> members() {
            List<String> names = new ArrayList<>();
            json().properties().forEach(member -> names.add(member.getKey()));
            return names;
        }

        /** Status, error and description in one line. */
        String refusal() {
            return status + " " + text("error") + ": " + text("error_description");
        }
    }

    /** Posts a form to the token endpoint. */
    Reply token(String... pairs) {
        return post("/services/oauth2/token", form(pairs));
    }

    /** The same with the seeded app's id and secret. */
    Reply tokenAsApp(String... pairs) {
        return post("/services/oauth2/token", form(pairs) + "&" + client());
    }

    Reply refresh(String refreshToken) {
        return tokenAsApp("grant_type", "refresh_token", "refresh_token", refreshToken);
    }

    Reply exchange(URI callback, String... more) {
        String code = Parameters.parse(callback.getRawQuery()).first("code").orElse("");
        String[] pairs = {"grant_type", "authorization_code", "code", code, "redirect_uri", redirectUri()};
        String extra = more.length == 0 ? "" : "&" + form(more);
        return post("/services/oauth2/token", form(pairs) + "&" + client() + extra);
    }

    Reply clientCredentials() {
        return tokenAsApp("grant_type", "client_credentials");
    }

    URI authorizationUri(String... pairs) {
        return URI.create(fake.uri() + "/services/oauth2/authorize?"
                + form(
                        "response_type",
                        "code",
                        "client_id",
                        fake.clientId().value(),
                        "redirect_uri",
                        redirectUri(),
                        "state",
                        "a state")
                + (pairs.length == 0 ? "" : "&" + form(pairs)));
    }

    Reply post(String path, String form, String... headers) {
        return send(
                path,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form)),
                headers);
    }

    Reply soap(String path, String operation, String header, String body) {
        String envelope = "<?xml version=\"1.0\"?><e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" "
                + "xmlns:p=\"urn:partner.soap.sforce.com\"><e:Header>" + header + "</e:Header><e:Body><p:" + operation
                + ">"
                + body + "</p:" + operation + "></e:Body></e:Envelope>";
        return send(
                path,
                HttpRequest.newBuilder()
                        .header("Content-Type", "text/xml")
                        .header("SOAPAction", "\"\"")
                        .POST(BodyPublishers.ofString(envelope)));
    }

    Reply get(String path, String... headers) {
        return send(path, HttpRequest.newBuilder(), headers);
    }

    /** Reads the limits with an access token. */
    Reply limits(String accessToken) {
        return get("/services/data/v64.0/limits", "Authorization", "Bearer " + accessToken);
    }

    private Reply send(String path, HttpRequest.Builder request, String... headers) {
        try {
            request.uri(URI.create(path.startsWith("http") ? path : fake.uri() + path));
            if (headers.length > 0) {
                request.headers(headers);
            }
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), response);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    String client() {
        return form(
                "client_id",
                fake.clientId().value(),
                "client_secret",
                fake.clientSecret().exposeSecret());
    }

    private String redirectUri() {
        return fake.redirectUri().toString();
    }

    static String form(String... pairs) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            form.append(i == 0 ? "" : "&").append(pairs[i]).append('=').append(encode(pairs[i + 1]));
        }
        return form.toString();
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
