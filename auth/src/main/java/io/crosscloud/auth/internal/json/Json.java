package io.crosscloud.auth.internal.json;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as in RFC 8259 and no wider: strict UTF-8 without a byte order mark, at most 16 levels deep, no duplicate member,
 * nothing after the value. What Jackson says about bad input quotes it, so it is neither shown nor chained.
 */
public final class Json {
    private static final int MAX_STRING = 64 * 1024;
    private static final StreamReadConstraints STRICT = StreamReadConstraints.builder()
            .maxNestingDepth(16)
            .maxStringLength(MAX_STRING)
            .maxNameLength(256)
            .maxNumberLength(32)
            .maxDocumentLength(4L * MAX_STRING)
            .build();

    private static final JsonFactory WIRE = factory(STRICT);
    private static final JsonFactory OWN = factory(StreamReadConstraints.defaults());

    private Json() {}

    private static JsonFactory factory(StreamReadConstraints constraints) {
        return JsonFactory.builder()
                .streamReadConstraints(constraints)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    /** Reads one object. */
    public static JsonObject parse(byte[] utf8) throws MalformedJsonException {
        return parse(Utf8.decode(utf8).orElseThrow(() -> new MalformedJsonException("not UTF-8")));
    }

    /** Reads one object. */
    public static JsonObject parse(String text) throws MalformedJsonException {
        return parse(text, WIRE);
    }

    /** Reads one object that this library wrote and nobody can have changed, however long it is. */
    public static JsonObject parseOwn(String text) throws MalformedJsonException {
        return parse(text, OWN);
    }

    private static JsonObject parse(String text, JsonFactory factory) throws MalformedJsonException {
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw new MalformedJsonException(first == null ? "empty" : "not a JSON object");
            }
            Map<String, Object> members = members(parser);
            if (parser.nextToken() != null) {
                throw new MalformedJsonException("not valid JSON");
            }
            return new JsonObject(members);
        } catch (JacksonException e) {
            throw new MalformedJsonException("not valid JSON");
        }
    }

    private static Map<String, Object> members(JsonParser parser) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            Object value = value(parser, parser.nextToken());
            if (value != null) {
                members.put(name, value);
            }
        }
        return members;
    }

    private static List<Object> elements(JsonParser parser) {
        List<Object> elements = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            Object value = value(parser, token);
            if (value != null) {
                elements.add(value);
            }
        }
        return elements;
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> members(parser);
            case START_ARRAY -> elements(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /**
     * Writes an object.
     *
     * @param members names with texts, numbers, booleans, lists or maps of these
     */
    public static String write(Map<String, ?> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = OWN.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, members);
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, Object value) {
        if (value instanceof String text) {
            generator.writeString(text);
        } else if (value instanceof Long || value instanceof Integer) {
            generator.writeNumber(((Number) value).longValue());
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else if (value instanceof Map<?, ?> members) {
            generator.writeStartObject();
            members.forEach((name, member) -> {
                generator.writeName((String) name);
                write(generator, member);
            });
            generator.writeEndObject();
        } else if (value instanceof List<?> elements) {
            generator.writeStartArray();
            elements.forEach(element -> write(generator, element));
            generator.writeEndArray();
        } else {
            throw new IllegalArgumentException(
                    "JSON: " + value.getClass() + " (expected: text, number, boolean, list or map)");
        }
    }
}
