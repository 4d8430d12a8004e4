package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.internal.json.Json;
import io.crosscloud.auth.internal.json.JsonObject;
import io.crosscloud.auth.internal.json.MalformedJsonException;
import io.crosscloud.auth.session.Session;
import io.crosscloud.error.AuthFailure;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A triggered send to a test subscriber (developer page "messageDefinitionSends"). The API answers 202 to a failed send
 * too, with {@code hasErrors}.
 */
record TestSend(String definitionKey, String address, String subscriberKey) {
    private static final int ACCEPTED = 202;

    StepResult with(Session session) {
        String key = URLEncoder.encode(definitionKey, StandardCharsets.UTF_8).replace("+", "%20");
        URI uri = session.resolve("/messaging/v1/messageDefinitionSends/key:" + key + "/send");
        String body = Json.write(Map.of(
                "To",
                Map.of("Address", address, "SubscriberKey", subscriberKey),
                "Options",
                Map.of("RequestType", "ASYNC")));
        SessionHttp.Answer answer = SessionHttp.send(
                session,
                token -> HttpRequest.newBuilder(uri)
                        .timeout(SessionHttp.TIMEOUT)
                        .header("Authorization", token.exposeAuthorizationHeader())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build());
        return read(answer);
    }

    private static StepResult read(SessionHttp.Answer answer) {
        try {
            JsonObject body = Json.parse(answer.body());
            List<JsonObject> responses = body.objects("responses");
            boolean sent = answer.status() == ACCEPTED
                    && !responses.isEmpty()
                    && responses.stream()
                            .noneMatch(response -> response.flag("hasErrors").orElse(true));
            if (sent) {
                return StepResult.passed(Masked.in(said(body, responses), answer.secret()));
            }
            throw failed(answer, said(body, responses));
        } catch (MalformedJsonException e) {
            throw failed(answer, String.valueOf(e.getMessage()));
        }
    }

    private static String said(JsonObject body, List<JsonObject> responses) {
        return responses.isEmpty()
                ? body.text("message").orElse("no responses")
                : String.join(", ", responses.get(0).texts("messages"));
    }

    private static RuntimeException failed(SessionHttp.Answer answer, String said) {
        return AuthFailure.of(UpgradeProblem.UPGRADE_TEST_SEND)
                .answer(answer.status(), null, Masked.in(said, answer.secret()))
                .toException();
    }
}
