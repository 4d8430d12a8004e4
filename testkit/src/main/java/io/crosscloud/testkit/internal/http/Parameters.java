package io.crosscloud.testkit.internal.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decoded parameters of a query or a form, in the order received, duplicates kept. Immutable. */
public final class Parameters {
    public static final Parameters NONE = new Parameters(Map.of());

    private final Map<String, List<String>> values;

    private Parameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /** Reads {@code application/x-www-form-urlencoded} text; a broken percent escape is kept as it stands. */
    public static Parameters parse(String urlEncoded) {
        if (urlEncoded.isEmpty()) {
            return NONE;
        }
        Map<String, List<String>> parsed = new LinkedHashMap<>();
        for (String pair : urlEncoded.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                add(parsed, decode(name), decode(value));
            }
        }
        return new Parameters(parsed);
    }

    /** These parameters followed by the others. */
    public Parameters and(Parameters others) {
        if (others.values.isEmpty()) {
            return this;
        }
        if (values.isEmpty()) {
            return others;
        }
        Map<String, List<String>> merged = new LinkedHashMap<>();
        values.forEach((name, all) -> all.forEach(value -> add(merged, name, value)));
        others.values.forEach((name, all) -> all.forEach(value -> add(merged, name, value)));
        return new Parameters(merged);
    }

    /** These parameters and one more. */
    public Parameters and(String name, String value) {
        return and(new Parameters(Map.of(name, List.of(value))));
    }

    public Optional<String> first(String name) {
        List<String> all = values.get(name);
        return all == null ? Optional.empty() : Optional.of(all.get(0));
    }

    public List<String> all(String name) {
        return Collections.unmodifiableList(values.getOrDefault(name, List.of()));
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public Set<String> names() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /** The names that occur more than once. */
    public Set<String> repeated() {
        Set<String> repeated = new LinkedHashSet<>();
        values.forEach((name, all) -> {
            if (all.size() > 1) {
                repeated.add(name);
            }
        });
        return repeated;
    }

    private static void add(Map<String, List<String>> target, String name, String value) {
        target.computeIfAbsent(name, unused -> new ArrayList<>(1)).add(value);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            return text;
        }
    }
}
