package io.crosscloud.auth.upgrade;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.http.HttpCall;
import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.auth.internal.http.HttpReply.Extent;
import io.crosscloud.auth.internal.http.HttpSender;
import io.crosscloud.auth.internal.json.Json;
import io.crosscloud.auth.internal.json.JsonObject;
import io.crosscloud.auth.internal.json.MalformedJsonException;
import io.crosscloud.auth.internal.oauth.HttpSettings;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** The login of a legacy package at {@code /v1/requestToken} (developer page "Get an API Access Token", legacy). */
final class EngagementPackage implements LegacyFlow {
    private static final long ENHANCED = 10007;

    private final EngagementTenant tenant;
    private final ClientId clientId;
    private final Supplier<Secret> clientSecret;

    EngagementPackage(EngagementTenant tenant, ClientId clientId, Supplier<Secret> clientSecret) {
        this.tenant = tenant;
        this.clientId = Objects.requireNonNull(clientId, "clientId");
        this.clientSecret = Objects.requireNonNull(clientSecret, "clientSecret");
    }

    @Override
    public LegacyAccess logIn(HttpSettings http) {
        HttpSender sender = http.sender(Cloud.ENGAGEMENT);
        EngagementSoap.Header token = EngagementSoap.Header.ofToken(token(sender));
        return new LegacyAccess(
                null,
                null,
                EngagementSoap.with(() -> token, EngagementSoap.endpoint(tenant), sender, UpgradeProblem.SOAP_REFUSED));
    }

    private String token(HttpSender sender) {
        String secret = LegacyCredential.read(clientSecret).exposeSecret();
        byte[] body = Json.write(Map.of("clientId", clientId.value(), "clientSecret", secret))
                .getBytes(StandardCharsets.UTF_8);
        HttpReply reply = sender.send(HttpCall.post(URI.create(tenant + "/v1/requestToken"), "application/json", body));
        try {
            JsonObject answer = Json.parse(reply.body());
            if (reply.succeeded()) {
                return answer.text("accessToken").orElseThrow(() -> failure(ServerProblem.RESPONSE_INVALID, reply, ""));
            }
            boolean enhanced = answer.wholeNumber("errorcode").orElse(0) == ENHANCED;
            String message = answer.text("message").orElse("");
            throw failure(
                    enhanced ? UpgradeProblem.LEGACY_PACKAGE_ENHANCED : byStatus(reply.status()),
                    reply,
                    Masked.in(message, secret));
        } catch (MalformedJsonException e) {
            if (reply.extent() == Extent.CUT_OFF) {
                throw failure(ServerProblem.OUTCOME_UNKNOWN, reply, "the answer was cut off");
            }
            throw failure(reply.succeeded() ? ServerProblem.NOT_JSON : byStatus(reply.status()), reply, "");
        }
    }

    private static Problem byStatus(int status) {
        return switch (status) {
            case 401 -> ServerProblem.ENGAGEMENT_CLIENT;
            case 429 -> ServerProblem.ENGAGEMENT_THROTTLED;
            default -> status >= 500 ? ServerProblem.ENGAGEMENT_MAINTENANCE : ServerProblem.REQUEST_REFUSED;
        };
    }

    private static RuntimeException failure(Problem problem, HttpReply reply, String message) {
        return AuthFailure.of(problem)
                .cloud(Cloud.ENGAGEMENT)
                .answer(reply.status(), null, message.isEmpty() ? null : message)
                .toException();
    }
}
