package io.crosscloud.examples.web;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What came from the browser.
 *
 * @param method of HTTP
 * @param uri path and query
 * @param cookies the {@code Cookie} headers
 * @param form the body, as far as it is one that a form of ours can send
 */
record Request(String method, URI uri, List<String> cookies, String form) {
    private static final int MAX_FORM = 4096;

    static Request read(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_FORM);
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                exchange.getRequestHeaders().getOrDefault("Cookie", List.of()),
                new String(body, StandardCharsets.UTF_8));
    }

    String path() {
        return uri.getPath();
    }

    boolean is(String wanted) {
        return method.equals(wanted);
    }

    /** Whether it asks only to be shown something. */
    boolean reads() {
        return is("GET") || is("HEAD");
    }

    /** A field of the form; empty if it has none of this name. */
    String field(String name) {
        return Arrays.stream(form.split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> decoded(pair.substring(name.length() + 1)))
                .findFirst()
                .orElse("");
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
