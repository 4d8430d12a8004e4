package io.crosscloud.examples.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What goes back to the browser, with the headers that make a page safe. Not thread-safe. */
final class Answer {
    /**
     * Nothing but our own stylesheet and icon; in no frame. There is no {@code form-action}: browsers apply it to the redirects
     * after a form too, and from a cloud's login page they lead to hosts that nobody can list, such as a company's own
     * identity provider.
     */
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final Map<String, String> ALWAYS = Map.of(
            "Cache-Control", "no-store",
            "Content-Security-Policy", POLICY,
            "Cross-Origin-Opener-Policy", "same-origin",
            "Referrer-Policy", "no-referrer",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY");

    private final int status;
    private final byte[] body;
    private final Headers headers = new Headers();

    private Answer(int status, byte[] body) {
        this.status = status;
        this.body = body;
        ALWAYS.forEach(headers::set);
    }

    static Answer page(int status, Html page) {
        return of(status, "text/html; charset=utf-8", page.markup().getBytes(StandardCharsets.UTF_8));
    }

    static Answer of(int status, String type, byte[] body) {
        return new Answer(status, body).with("Content-Type", type);
    }

    /** Goes on by GET. */
    static Answer seeOther(URI location) {
        return new Answer(303, new byte[0]).with("Location", location.toString());
    }

    /** Adds a header. */
    Answer with(String name, String value) {
        headers.add(name, value);
        return this;
    }

    /** The same for every visitor, for a while. */
    Answer cacheable() {
        headers.set("Cache-Control", "public, max-age=3600");
        return this;
    }

    void send(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().putAll(headers);
        boolean bare = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, bare ? -1 : body.length);
        if (!bare) {
            exchange.getResponseBody().write(body);
        }
    }
}
