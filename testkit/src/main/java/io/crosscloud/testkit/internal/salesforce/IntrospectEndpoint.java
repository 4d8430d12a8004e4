package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Json;
import io.crosscloud.token.Scopes;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /services/oauth2/introspect} (RFC 7662), for an authenticated app and its own tokens. Asking does not count as
 * use of a session.
 */
final class IntrospectEndpoint {
    private final ClientAuthenticator clients;
    private final ApiCallers callers;
    private final Tokens tokens;
    private final TokenMembers members;

    IntrospectEndpoint(ClientAuthenticator clients, ApiCallers callers, Tokens tokens, TokenMembers members) {
        this.clients = clients;
        this.callers = callers;
        this.tokens = tokens;
        this.members = members;
    }

    FakeResponse handle(FakeRequest request) {
        ConnectedApp app;
        try {
            app = clients.authenticate(TokenCall.of(request), null);
        } catch (OAuthError refused) {
            return TokenEndpoint.refusal(refused, request);
        }
        String token = request.parameters().first("token").orElse("");
        ObjectNode answer = accessToken(token, app)
                .or(() -> refreshToken(token, app))
                .orElseGet(() -> Json.object().put("active", false));
        return FakeResponse.json(200, answer).withHeader("Cache-Control", "no-cache, no-store");
    }

    private Optional<ObjectNode> accessToken(String token, ConnectedApp app) {
        return callers.find(token)
                .filter(caller -> caller.session().holder().clientId().equals(app.clientId()))
                .filter(caller -> !caller.session().is(ApiSession.Kind.BY_PASSWORD))
                .map(caller -> describe(caller.member(), app, caller.session().scopes(), "access_token")
                        .put("exp", caller.session().validUntil().getEpochSecond())
                        .put("iat", caller.session().issuedAt().getEpochSecond())
                        .put("nbf", caller.session().issuedAt().getEpochSecond()));
    }

    private Optional<ObjectNode> refreshToken(String token, ConnectedApp app) {
        return tokens.approvalOf(token)
                .filter(family -> family.holder().clientId().equals(app.clientId()))
                .flatMap(family -> callers.active(family.holder())
                        .map(member -> describe(member, app, family.scopes(), "refresh_token")));
    }

    private ObjectNode describe(Directory.Member member, ConnectedApp app, Scopes scopes, String type) {
        return Json.object()
                .put("active", true)
                .put("scope", scopes.toString())
                .put("client_id", app.clientId().value())
                .put("username", member.username())
                .put("sub", members.identityUrl(member))
                .put("token_type", type);
    }
}
