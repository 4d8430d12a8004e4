package io.crosscloud.auth.internal.json;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object with typed access: a member that is missing, {@code null} or of another type is empty. Immutable from
 * outside; never prints its content.
 */
public final class JsonObject {
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,32}");

    private final Map<?, ?> members;

    /** None of the members is {@code null}. */
    JsonObject(Map<?, ?> members) {
        this.members = members;
    }

    /** The names of its members. */
    public Set<String> names() {
        return members.keySet().stream().map(String.class::cast).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the member is there and not {@code null}. */
    public boolean has(String name) {
        return members.containsKey(name);
    }

    /** A text without unpaired surrogates. */
    public Optional<String> text(String name) {
        return text(members.get(name));
    }

    /** A whole number, or a text of one; what does not fit into a {@code long} becomes its nearest end. */
    public OptionalLong wholeNumber(String name) {
        Object value = members.get(name);
        if (value instanceof BigInteger number) {
            return OptionalLong.of(saturated(number));
        }
        return text(value)
                .filter(text -> NUMBER.matcher(text).matches())
                .map(text -> OptionalLong.of(saturated(new BigInteger(text))))
                .orElseGet(OptionalLong::empty);
    }

    /** A boolean. */
    public Optional<Boolean> flag(String name) {
        return members.get(name) instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
    }

    /** An object. */
    public Optional<JsonObject> object(String name) {
        return object(members.get(name));
    }

    /** An array of objects; elements of other types are left out. */
    public List<JsonObject> objects(String name) {
        return elements(name).stream()
                .flatMap(element -> object(element).stream())
                .toList();
    }

    /** An array of texts; elements of other types are left out. */
    public List<String> texts(String name) {
        return elements(name).stream()
                .flatMap(element -> text(element).stream())
                .toList();
    }

    private List<?> elements(String name) {
        return members.get(name) instanceof List<?> elements ? elements : List.of();
    }

    private static Optional<JsonObject> object(@Nullable Object value) {
        return value instanceof Map<?, ?> object ? Optional.of(new JsonObject(object)) : Optional.empty();
    }

    private static Optional<String> text(@Nullable Object value) {
        return value instanceof String text && wellFormed(text) ? Optional.of(text) : Optional.empty();
    }

    private static boolean wellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static long saturated(BigInteger value) {
        return value.min(MAX).max(MIN).longValue();
    }

    @Override
    public String toString() {
        return "JsonObject[" + members.size() + " members]";
    }
}
