package io.crosscloud.testkit.internal.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the handler of a request by method and path, and the key under which that route was added. Patterns are
 * literal but for {@code {name}}, one segment, and a final {@code {name...}}, the rest of the path. Literal patterns go
 * before others, then the order of adding decides; a slash at the end never matters. Not thread-safe while routes are
 * added, thread-safe afterwards.
 *
 * @param <K> what routes are told apart by
 */
public final class Router<K> {
    private final Map<String, List<Entry<K>>> literal = new HashMap<>();
    private final List<Entry<K>> patterns = new ArrayList<>();
    private final Entry<K> otherwise;
    private boolean ignoresCase;
    private UnaryOperator<String> rewrite = UnaryOperator.identity();

    /** A route that was found; {@link #handle()} runs it. */
    public record Match<K>(K key, Handler handler, FakeRequest request) {
        public FakeResponse handle() {
            return handler.handle(request);
        }
    }

    private record Entry<K>(K key, String method, List<String> segments, Handler handler) {
        boolean takes(FakeRequest request) {
            return method.equals("*") || method.equals(request.method());
        }
    }

    /** A router that sends what no route takes to the given handler. */
    public Router(K otherwiseKey, Handler otherwise) {
        this.otherwise = new Entry<>(otherwiseKey, "*", List.of(), otherwise);
    }

    /** Takes upper and lower case in literal segments alike. To be called before any route is added. */
    public Router<K> ignoringCase() {
        ignoresCase = true;
        return this;
    }

    /** Changes every path before it is looked up; the request itself keeps the path as received. */
    public Router<K> rewriting(UnaryOperator<String> change) {
        UnaryOperator<String> before = rewrite;
        rewrite = path -> change.apply(before.apply(path));
        return this;
    }

    /** Takes several slashes for one. */
    public Router<K> collapsingSlashes() {
        return rewriting(path -> path.replaceAll("/{2,}", "/"));
    }

    /** Adds a route; the method {@code *} takes all. */
    public Router<K> add(K key, String method, String pattern, Handler handler) {
        Entry<K> entry = new Entry<>(key, method, segments(pattern), handler);
        if (pattern.indexOf('{') < 0) {
            literal.computeIfAbsent(fold(String.join("/", entry.segments)), unused -> new ArrayList<>())
                    .add(entry);
        } else {
            patterns.add(entry);
        }
        return this;
    }

    public Match<K> match(FakeRequest request) {
        List<String> segments = segments(rewrite.apply(request.path()));
        for (Entry<K> entry : literal.getOrDefault(fold(String.join("/", segments)), List.of())) {
            if (entry.takes(request)) {
                return new Match<>(entry.key, entry.handler, request);
            }
        }
        for (Entry<K> entry : patterns) {
            Map<String, String> variables = entry.takes(request) ? variables(entry.segments, segments) : null;
            if (variables != null) {
                return new Match<>(entry.key, entry.handler, request.withPathVariables(variables));
            }
        }
        return new Match<>(otherwise.key, otherwise.handler, request);
    }

    private @Nullable Map<String, String> variables(List<String> pattern, List<String> path) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < pattern.size(); i++) {
            String expected = pattern.get(i);
            if (expected.endsWith("...}")) {
                List<String> rest = path.subList(Math.min(i, path.size()), path.size());
                variables.put(expected.substring(1, expected.length() - 4), decode(String.join("/", rest)));
                return variables;
            }
            if (i >= path.size()) {
                return null;
            }
            if (expected.startsWith("{")) {
                variables.put(expected.substring(1, expected.length() - 1), decode(path.get(i)));
            } else if (!fold(expected).equals(fold(path.get(i)))) {
                return null;
            }
        }
        return pattern.size() == path.size() ? variables : null;
    }

    private String fold(String text) {
        return ignoresCase ? text.toLowerCase(Locale.ROOT) : text;
    }

    /** The segments between slashes, the first and a last slash apart; empty ones in between count. */
    private static List<String> segments(String path) {
        String inner = path.startsWith("/") ? path.substring(1) : path;
        inner = inner.endsWith("/") ? inner.substring(0, inner.length() - 1) : inner;
        return inner.isEmpty() ? List.of() : List.of(inner.split("/", -1));
    }

    private static String decode(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            return segment;
        }
    }
}
