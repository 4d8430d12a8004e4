package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The form of the identity URL's answer: JSON, JSON handed to a callback, XML, or a form, in which what is nested has a
 * dot in its name. JSON and XML are indented for who sends {@code PrettyPrint} or {@code X-PrettyPrint} as a header.
 */
final class IdentityFormat {
    private IdentityFormat() {}

    static FakeResponse write(JsonNode identity, FakeRequest request) {
        boolean pretty = isOn(request, "PrettyPrint") || isOn(request, "X-PrettyPrint");
        return switch (TokenFormat.wanted(request)) {
            case "xml" -> xml(identity, pretty);
            case "urlencoded" -> form(identity);
            default ->
                json(identity, pretty, request.parameters().first("callback").orElse(""));
        };
    }

    private static FakeResponse json(JsonNode identity, boolean pretty, String callback) {
        String text = pretty ? identity.toPrettyString() : identity.toString();
        return callback.matches("[A-Za-z0-9_.]+")
                ? FakeResponse.of(200, "application/javascript;charset=UTF-8", callback + "(" + text + ");")
                : FakeResponse.of(200, "application/json;charset=UTF-8", text);
    }

    private static FakeResponse xml(JsonNode identity, boolean pretty) {
        StringBuilder body = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?><user>");
        append(body, identity, pretty ? "\n  " : "");
        body.append(pretty ? "\n</user>" : "</user>");
        return FakeResponse.of(200, "application/xml;charset=UTF-8", body.toString());
    }

    private static FakeResponse form(JsonNode identity) {
        Map<String, String> members = new LinkedHashMap<>();
        flatten(members, identity, "");
        return FakeResponse.of(200, "application/x-www-form-urlencoded;charset=UTF-8", TokenFormat.urlEncoded(members));
    }

    /** @param lineBreak what comes before an element */
    private static void append(StringBuilder body, JsonNode object, String lineBreak) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            body.append(lineBreak);
            if (member.getValue().isObject()) {
                body.append('<').append(member.getKey()).append('>');
                append(body, member.getValue(), lineBreak.isEmpty() ? "" : lineBreak + "  ");
                body.append(lineBreak).append("</").append(member.getKey()).append('>');
            } else {
                body.append(Markup.element(member.getKey(), text(member.getValue())));
            }
        }
    }

    private static void flatten(Map<String, String> members, JsonNode object, String prefix) {
        object.properties().forEach(member -> {
            String name = prefix + member.getKey();
            if (member.getValue().isObject()) {
                flatten(members, member.getValue(), name + ".");
            } else {
                members.put(name, text(member.getValue()));
            }
        });
    }

    private static String text(JsonNode value) {
        return value.isNull() ? "" : value.asString();
    }

    private static boolean isOn(FakeRequest request, String header) {
        String value = request.header(header).orElse("");
        return value.equals("1") || value.equalsIgnoreCase("true");
    }
}
