package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Json;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Triggered sends by REST. A send that comes to nothing is answered 202 too, with {@code hasErrors}. Source: Salesforce's
 * developer page "Send Email" of {@code messageDefinitionSends}.
 */
final class MessagingApi {
    private final Tenant tenant;
    private final BearerGuard guard;
    private final Map<String, JsonNode> sent = new ConcurrentHashMap<>();

    MessagingApi(Tenant tenant) {
        this.tenant = tenant;
        this.guard = new BearerGuard(tenant);
    }

    FakeResponse send(FakeRequest request) {
        guard.require(request, "email_send");
        requireDefinition(request);
        if (request.header("Content-Type")
                .filter(type -> type.toLowerCase(Locale.ROOT).contains("json"))
                .isEmpty()) {
            throw RestErrors.unsupportedMediaType();
        }
        JsonNode body = request.json()
                .filter(JsonNode::isObject)
                .orElseThrow(() -> RestErrors.badFormat("The request body is not a valid JSON object."));
        JsonNode to = body.path("To");
        return to.path("Address").asString("").contains("@") ? queued(to) : missingAddress();
    }

    private FakeResponse queued(JsonNode to) {
        String id = UUID.randomUUID().toString();
        sent.put(id, to);
        ObjectNode answer = Json.object().put("requestId", id);
        answer.putArray("responses")
                .addObject()
                .put("recipientSendId", id)
                .put("hasErrors", false)
                .putArray("messages")
                .add("Queued");
        return FakeResponse.json(202, answer);
    }

    private static FakeResponse missingAddress() {
        ObjectNode answer = Json.object().put("requestId", UUID.randomUUID().toString());
        ObjectNode response = answer.putArray("responses")
                .addObject()
                .put("recipientSendId", "")
                .put("hasErrors", true);
        response.putArray("messages").add("InvalidOrMissingToAddress");
        response.putArray("messageErrors")
                .addObject()
                .put("messageErrorCode", 180008)
                .put("messageErrorStatus", "Unable to queue Triggered Send request. There are no valid subscribers.");
        return FakeResponse.json(202, answer);
    }

    FakeResponse deliveryRecord(FakeRequest request) {
        guard.require(request, "email_read");
        requireDefinition(request);
        String id = request.pathVariable("recipient");
        JsonNode to = sent.get(id.toLowerCase(Locale.ROOT));
        if (to == null) {
            throw RestErrors.notFound("No delivery record exists for '" + id + "'.");
        }
        ObjectNode answer = Json.object()
                .put("deliveryTime", tenant.clock().instant().toString())
                .put("id", id)
                .put("messageId", id)
                .put("status", "Sent");
        answer.set("to", to);
        return FakeResponse.json(200, answer);
    }

    /** Clients lower-case paths, so that keys are compared without regard to case. */
    private void requireDefinition(FakeRequest request) {
        String asked = request.pathVariable("definition");
        String key = tenant.account().triggeredSendKey();
        if (!asked.equalsIgnoreCase("key:" + key)
                && !asked.equalsIgnoreCase(definitionId(key).toString())) {
            throw RestErrors.notFound("No triggered send definition exists for '" + asked + "'.");
        }
    }

    /** The id of the definition with this key. */
    static UUID definitionId(String key) {
        return UUID.nameUUIDFromBytes(key.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
