package io.crosscloud.examples.web;

import io.crosscloud.testkit.FakeCloud;
import io.crosscloud.testkit.ScriptedBrowser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser with cookies and without eyes: one visitor. Follows no redirect. */
final class WebClient {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final URI application;

    WebClient(URI application) {
        this.application = application;
    }

    HttpResponse<String> get(String path) {
        return get(application.resolve(path));
    }

    HttpResponse<String> get(URI uri) {
        return send(HttpRequest.newBuilder(uri));
    }

    HttpResponse<String> post(String path, String form) {
        return send(HttpRequest.newBuilder(application.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    /** Presses the button of the form that goes to this path. */
    HttpResponse<String> press(String page, String action) {
        return post(action, form(page, action));
    }

    /** What the form that goes to this path would send. */
    String form(String page, String action) {
        Matcher field = Pattern.compile(
                        "action=\"" + action + "\">\\s*<input type=\"hidden\" name=\"(.*?)\" value=\"(.*?)\">")
                .matcher(get(page).body());
        if (!field.find()) {
            throw new AssertionError("no form to " + action + " on " + page);
        }
        return field.group(1) + "=" + field.group(2);
    }

    /** Presses "Connect". Where to log in. */
    URI begin(String connection) {
        HttpResponse<String> answer = press("/", "/connect/" + connection);
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }

    /** Connects as the fake's seeded user. */
    void logIn(WebExample example, String connection) {
        URI authorization = begin(connection);
        get(browser(example, connection).approve(authorization));
    }

    /** All cookies by name. */
    Map<String, String> cookies() {
        return cookies;
    }

    static FakeCloud fake(WebExample example, String connection) {
        return connection.equals("salesforce") ? example.salesforce() : example.engagement();
    }

    static ScriptedBrowser browser(WebExample example, String connection) {
        return connection.equals("salesforce")
                ? example.salesforce().browser()
                : example.engagement().browser();
    }

    static String cloud(String connection) {
        return connection.equals("salesforce") ? "Salesforce" : "Engagement";
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            cookies.forEach((name, value) -> request.header("Cookie", name + "=" + value));
            HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
            answer.headers().allValues("Set-Cookie").forEach(this::keep);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void keep(String cookie) {
        String[] pair = cookie.substring(0, cookie.indexOf(';')).split("=", 2);
        if (cookie.contains("; Max-Age=0;")) {
            cookies.remove(pair[0]);
        } else {
            cookies.put(pair[0], pair[1]);
        }
    }
}
