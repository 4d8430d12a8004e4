package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The form of the identity URL's answer: JSON, JSON handed to a callback, or XML. */
final class IdentityFormat {
    private IdentityFormat() {}

    static FakeResponse write(JsonNode identity, FakeRequest request) {
        String format = request.parameters().first("format").orElse("").toLowerCase(Locale.ROOT);
        boolean xml = format.equals("xml")
                || (format.isEmpty() && request.header("Accept").orElse("").startsWith("application/xml"));
        if (xml) {
            StringBuilder body = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?><user>");
            append(body, identity);
            return FakeResponse.of(
                    200, "application/xml;charset=UTF-8", body.append("</user>").toString());
        }
        String callback = request.parameters().first("callback").orElse("");
        return callback.matches("[A-Za-z0-9_.]+")
                ? FakeResponse.of(200, "application/javascript;charset=UTF-8", callback + "(" + identity + ");")
                : FakeResponse.json(200, identity);
    }

    private static void append(StringBuilder body, JsonNode object) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode value = member.getValue();
            if (value.isObject()) {
                body.append('<').append(member.getKey()).append('>');
                append(body, value);
                body.append("</").append(member.getKey()).append('>');
            } else {
                body.append(Markup.element(member.getKey(), value.isNull() ? "" : value.asString()));
            }
        }
    }
}
