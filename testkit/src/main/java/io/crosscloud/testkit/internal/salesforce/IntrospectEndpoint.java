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
    private final Directory directory;
    private final Tokens tokens;
    private final TokenMembers members;

    IntrospectEndpoint(ClientAuthenticator clients, Directory directory, Tokens tokens, TokenMembers members) {
        this.clients = clients;
        this.directory = directory;
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
        return tokens.find(token)
                .filter(session -> session.holder().clientId().equals(app.clientId()))
                .filter(session -> !session.is(ApiSession.Kind.BY_PASSWORD))
                .flatMap(session -> describe(session.holder(), session.scopes(), "access_token")
                        .map(answer -> answer.put("exp", session.validUntil().getEpochSecond())
                                .put("iat", session.issuedAt().getEpochSecond())
                                .put("nbf", session.issuedAt().getEpochSecond())));
    }

    private Optional<ObjectNode> refreshToken(String token, ConnectedApp app) {
        return tokens.approvalOf(token)
                .filter(family -> family.holder().clientId().equals(app.clientId()))
                .flatMap(family -> describe(family.holder(), family.scopes(), "refresh_token"));
    }

    private Optional<ObjectNode> describe(Holder holder, Scopes scopes, String type) {
        return directory
                .member(holder.username())
                .map(member -> Json.object()
                        .put("active", true)
                        .put("scope", scopes.toString())
                        .put("client_id", holder.clientId().value())
                        .put("username", member.username())
                        .put("sub", members.identityUrl(member))
                        .put("token_type", type));
    }
}
