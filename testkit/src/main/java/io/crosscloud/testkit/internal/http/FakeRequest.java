package io.crosscloud.testkit.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A request as it came off the wire, with the usual readings of it. Immutable. */
public final class FakeRequest {
    private final RequestHead head;
    private final byte[] body;
    private final Parameters query;
    private final Parameters form;
    private final @Nullable JsonNode json;
    private final Map<String, String> pathVariables;

    private FakeRequest(RequestHead head, byte[] body) {
        this.head = head;
        this.body = body;
        int question = head.target().indexOf('?');
        this.query =
                question < 0 ? Parameters.NONE : Parameters.parse(head.target().substring(question + 1));
        String type = header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        this.form = type.startsWith("application/x-www-form-urlencoded")
                ? Parameters.parse(new String(body, StandardCharsets.UTF_8))
                : Parameters.NONE;
        this.json = type.contains("json")
                ? Json.parse(new String(body, StandardCharsets.UTF_8)).orElse(null)
                : null;
        this.pathVariables = Map.of();
    }

    private FakeRequest(FakeRequest original, Map<String, String> pathVariables) {
        this.head = original.head;
        this.body = original.body;
        this.query = original.query;
        this.form = original.form;
        this.json = original.json;
        this.pathVariables = pathVariables;
    }

    /** A request that needs no wire, for tests of handlers. */
    public static FakeRequest of(String method, String target, Map<String, String> headers, String body) {
        Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return of(new RequestHead(method, target, "HTTP/1.1", all), body.getBytes(StandardCharsets.UTF_8));
    }

    static FakeRequest of(RequestHead head, byte[] body) {
        return new FakeRequest(head, body);
    }

    FakeRequest withPathVariables(Map<String, String> variables) {
        return variables.isEmpty() ? this : new FakeRequest(this, variables);
    }

    public String method() {
        return head.method();
    }

    /** Path and query exactly as received, undecoded. */
    public String target() {
        return head.target();
    }

    /** The path exactly as received, undecoded, without the query. */
    public String path() {
        int question = head.target().indexOf('?');
        return question < 0 ? head.target() : head.target().substring(0, question);
    }

    /** The decoded part of the path that stands where the route's pattern says {@code {name}}. */
    public String pathVariable(String name) {
        String value = pathVariables.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "no path variable {" + name + "} in this route (known: " + pathVariables.keySet() + ")");
        }
        return value;
    }

    /** The first header of this name, upper and lower case alike. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** All headers by their names, upper and lower case alike. */
    public Map<String, List<String>> headers() {
        return head.headers();
    }

    public List<String> headers(String name) {
        return head.headers().getOrDefault(name, List.of());
    }

    public byte[] body() {
        return body.clone();
    }

    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public Parameters query() {
        return query;
    }

    /** The body's parameters if its content type is a form's, else none. */
    public Parameters form() {
        return form;
    }

    /** The body if its content type is JSON and it is one JSON value. */
    public Optional<JsonNode> json() {
        return Optional.ofNullable(json);
    }

    /** Query and form together. */
    public Parameters parameters() {
        return query.and(form);
    }

    /** Query, form and the scalar members of a JSON object together. */
    public Parameters fields() {
        Parameters fields = parameters();
        if (json != null && json.isObject()) {
            for (Map.Entry<String, JsonNode> member : json.properties()) {
                if (member.getValue().isValueNode() && !member.getValue().isNull()) {
                    fields = fields.and(member.getKey(), member.getValue().asString());
                }
            }
        }
        return fields;
    }
}
