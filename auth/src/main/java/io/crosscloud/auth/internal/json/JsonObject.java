package io.crosscloud.auth.internal.json;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object with typed access: a member that is missing, {@code null} or of another type is empty. Immutable from
 * outside; never prints its content.
 */
public final class JsonObject {
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final int MAX_DIGITS = 32;

    private final ObjectNode node;

    JsonObject(ObjectNode node) {
        this.node = node;
    }

    /** Whether the member is there and not {@code null}. */
    public boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** A text without unpaired surrogates. */
    public Optional<String> text(String name) {
        return text(node.get(name));
    }

    /** A whole number, or a text of one; what does not fit into a {@code long} becomes its nearest end. */
    public OptionalLong wholeNumber(String name) {
        JsonNode value = node.get(name);
        if (value != null && value.isIntegralNumber()) {
            return OptionalLong.of(saturated(value.bigIntegerValue()));
        }
        return text(value)
                .filter(text -> text.matches("-?[0-9]{1," + MAX_DIGITS + "}"))
                .map(text -> OptionalLong.of(saturated(new BigInteger(text))))
                .orElseGet(OptionalLong::empty);
    }

    /** A boolean. */
    public Optional<Boolean> flag(String name) {
        JsonNode value = node.get(name);
        return value != null && value.isBoolean() ? Optional.of(value.booleanValue()) : Optional.empty();
    }

    /** An object. */
    public Optional<JsonObject> object(String name) {
        return node.get(name) instanceof ObjectNode object ? Optional.of(new JsonObject(object)) : Optional.empty();
    }

    /** An array of objects; elements of other types are left out. */
    public List<JsonObject> objects(String name) {
        List<JsonObject> objects = new ArrayList<>();
        for (JsonNode element : elements(name)) {
            if (element instanceof ObjectNode object) {
                objects.add(new JsonObject(object));
            }
        }
        return objects;
    }

    /** An array of texts; elements of other types are left out. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : elements(name)) {
            text(element).ifPresent(texts::add);
        }
        return texts;
    }

    private Iterable<JsonNode> elements(String name) {
        JsonNode value = node.get(name);
        return value != null && value.isArray() ? value : List.of();
    }

    private static Optional<String> text(@Nullable JsonNode value) {
        return value != null && value.isString()
                ? Optional.of(value.stringValue()).filter(JsonObject::wellFormed)
                : Optional.empty();
    }

    private static boolean wellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static long saturated(BigInteger value) {
        return value.min(MAX).max(MIN).longValue();
    }

    @Override
    public String toString() {
        return "JsonObject[" + node.size() + " members]";
    }
}
