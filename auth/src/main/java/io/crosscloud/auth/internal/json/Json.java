package io.crosscloud.auth.internal.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON as in RFC 8259 and no wider: strict UTF-8 without a byte order mark, at most 16 levels deep, no duplicate member,
 * nothing after the value. What Jackson says about bad input quotes it, so it is neither shown nor chained.
 */
public final class Json {
    private static final int MAX_STRING = 64 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxStringLength(MAX_STRING)
                            .maxNameLength(256)
                            .maxNumberLength(32)
                            .maxDocumentLength(4L * MAX_STRING)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** Reads one object. */
    public static JsonObject parse(byte[] utf8) throws MalformedJsonException {
        return parse(decode(utf8));
    }

    /** Reads one object. */
    public static JsonObject parse(String text) throws MalformedJsonException {
        JsonNode node;
        try {
            node = MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new MalformedJsonException("not valid JSON");
        }
        if (node instanceof ObjectNode object) {
            return new JsonObject(object);
        }
        throw new MalformedJsonException(node.isMissingNode() ? "empty" : "not a JSON object");
    }

    /**
     * Writes an object.
     *
     * @param members names with texts, numbers, booleans, lists or maps of these
     */
    public static String write(Map<String, ?> members) {
        return object(members).toString();
    }

    private static ObjectNode object(Map<?, ?> members) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        members.forEach((name, value) -> object.set((String) name, node(value)));
        return object;
    }

    private static JsonNode node(Object value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value instanceof String text) {
            return nodes.stringNode(text);
        }
        if (value instanceof Long || value instanceof Integer) {
            return nodes.numberNode(((Number) value).longValue());
        }
        if (value instanceof Boolean flag) {
            return nodes.booleanNode(flag);
        }
        if (value instanceof Map<?, ?> members) {
            return object(members);
        }
        if (value instanceof List<?> elements) {
            ArrayNode array = nodes.arrayNode();
            elements.forEach(element -> array.add(node(element)));
            return array;
        }
        throw new IllegalArgumentException(
                "JSON: " + value.getClass() + " (expected: text, number, boolean, list or map)");
    }

    private static String decode(byte[] utf8) throws MalformedJsonException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedJsonException("not UTF-8");
        }
    }
}
