package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.Parameters;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The parameters of a token request: a JSON object of strings and numbers, as documented, or a form, which production
 * takes too. What stands in the URL does not count.
 */
record TokenForm(Parameters parameters) {

    static TokenForm of(FakeRequest request) {
        Parameters form = request.form();
        if (!form.repeated().isEmpty()) {
            throw Refusal.request("A parameter is repeated: " + form.repeated());
        }
        if (request.json().isEmpty()) {
            if (form.names().isEmpty()) {
                throw Refusal.request("The body must be a JSON object or a form.");
            }
            return new TokenForm(form);
        }
        return new TokenForm(scalars(request.json().get()));
    }

    private static Parameters scalars(JsonNode json) {
        if (!json.isObject()) {
            throw Refusal.request("The body must be a JSON object or a form.");
        }
        Parameters parameters = Parameters.NONE;
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            JsonNode value = member.getValue();
            if (value.isContainer()) {
                throw Refusal.request("A parameter must be a string or a number: " + member.getKey());
            }
            if (!value.isNull()) {
                parameters = parameters.and(member.getKey(), value.asString());
            }
        }
        return parameters.names().isEmpty() ? Parameters.NONE : parameters;
    }

    Optional<String> get(String name) {
        return parameters.first(name);
    }

    String require(String name) {
        return get(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> Refusal.request("A required parameter is missing: " + name));
    }
}
