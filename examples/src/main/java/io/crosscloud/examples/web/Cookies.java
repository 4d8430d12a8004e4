package io.crosscloud.examples.web;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cookies that no script reads and no foreign form sends. Over https they are bound to this very host: a neighbour in the
 * same domain can set none of that name ({@code __Host-}, RFC 6265bis section 4.1.3.2).
 */
record Cookies(boolean https) {
    /** The value of a {@code Set-Cookie} header. */
    String set(String name, String value, Duration life) {
        return prefixed(name) + "=" + value + "; Path=/; Max-Age=" + life.toSeconds() + "; HttpOnly; SameSite=Lax"
                + (https ? "; Secure" : "");
    }

    /** The {@code Set-Cookie} header that takes it away. */
    String clear(String name) {
        return set(name, "", Duration.ZERO);
    }

    /** Its value in the {@code Cookie} headers of a request. */
    Optional<String> find(String name, List<String> headers) {
        String start = prefixed(name) + "=";
        return headers.stream()
                .flatMap(header -> Arrays.stream(header.split(";")))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(start))
                .map(cookie -> cookie.substring(start.length()))
                .findFirst();
    }

    private String prefixed(String name) {
        return https ? "__Host-" + name : name;
    }
}
