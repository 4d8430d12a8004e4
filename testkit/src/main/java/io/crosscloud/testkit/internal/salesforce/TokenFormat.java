package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** The form of the token endpoint's answers: JSON, or what {@code format} or {@code Accept} asks for. */
final class TokenFormat {
    private TokenFormat() {}

    static FakeResponse write(int status, Map<String, String> members, FakeRequest request) {
        FakeResponse response = switch (wanted(request)) {
            case "xml" -> FakeResponse.of(status, "application/xml;charset=UTF-8", xml(members));
            case "urlencoded" ->
                FakeResponse.of(status, "application/x-www-form-urlencoded;charset=UTF-8", urlEncoded(members));
            default -> FakeResponse.json(status, json(members));
        };
        return response.withHeader("Cache-Control", "no-cache, no-store").withHeader("Pragma", "no-cache");
    }

    /** {@code xml}, {@code urlencoded} or anything else, which is JSON. */
    static String wanted(FakeRequest request) {
        String format = request.parameters().first("format").orElse("");
        if (!format.isEmpty()) {
            return format.toLowerCase(Locale.ROOT);
        }
        String accept = request.header("Accept").orElse("").toLowerCase(Locale.ROOT);
        if (accept.startsWith("application/xml")) {
            return "xml";
        }
        return accept.startsWith("application/x-www-form-urlencoded") ? "urlencoded" : "json";
    }

    private static ObjectNode json(Map<String, String> members) {
        ObjectNode object = Json.object();
        members.forEach(object::put);
        return object;
    }

    private static String xml(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> Markup.element(member.getKey(), member.getValue()))
                .collect(Collectors.joining("", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OAuth>", "</OAuth>"));
    }

    static String urlEncoded(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> member.getKey() + "=" + URLEncoder.encode(member.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
