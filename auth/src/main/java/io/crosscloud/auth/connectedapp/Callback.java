package io.crosscloud.auth.connectedapp;

import io.crosscloud.error.AuthFailure;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query that the browser came back with (RFC 6749 section 4.1.2): each parameter that matters once at most, decoded
 * once.
 */
final class Callback {
    private static final int MAX_LENGTH = 16 * 1024;
    private static final Set<String> KNOWN = Set.of("code", "state", "error", "error_description", "iss", "tssd");

    private final Map<String, String> parameters;

    private Callback(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    /** @throws io.crosscloud.error.ProtocolException if it has no form that a cloud sends */
    static Callback of(@Nullable URI uri) {
        if (uri == null) {
            throw strange("no URI");
        }
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        if (query.length() > MAX_LENGTH) {
            throw strange("a query of " + query.length() + " characters");
        }
        if (uri.getRawFragment() != null) {
            throw strange("a fragment");
        }
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!KNOWN.contains(name)) {
                continue;
            }
            if (parameters.put(name, decode(name, equals < 0 ? "" : pair.substring(equals + 1))) != null) {
                throw strange(name + " twice");
            }
        }
        return new Callback(parameters);
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
    }

    /** A plus sign is a space in prose only: the clouds' codes may hold one, and none holds a space. */
    private static String decode(String name, String value) {
        String prepared = name.startsWith("error") ? value : value.replace("+", "%2B");
        try {
            return URLDecoder.decode(prepared, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw strange(name + " with a broken escape");
        }
    }

    static RuntimeException strange(String found) {
        return AuthFailure.of(LoginProblem.LOGIN_CALLBACK).detail(found).toException();
    }

    @Override
    public String toString() {
        return "Callback" + parameters.keySet();
    }
}
