package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.internal.http.HttpCall;
import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.auth.internal.http.HttpSender;
import io.crosscloud.auth.internal.json.JsonObject;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.Cloud;
import io.crosscloud.cloud.Endpoint;
import io.crosscloud.error.AuthException;
import io.crosscloud.session.Identity;
import io.crosscloud.token.AccessToken;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks Engagement whom a token speaks for (developer page "Get User Info"): its token answers, unlike Salesforce's, do not
 * say. Thread-safe; blocking.
 */
public final class UserInfoEndpoint {
    private final AuthorizationServer server;
    private final HttpSender sender;

    UserInfoEndpoint(AuthorizationServer server, HttpSender sender) {
        this.server = server;
        this.sender = sender;
    }

    /** The user behind a token; empty if the server does not say, or is Salesforce. */
    public Optional<Identity> identity(AccessToken token) {
        Optional<URI> uri = server.endpoint(Endpoint.USERINFO);
        if (server.cloud() != Cloud.ENGAGEMENT || uri.isEmpty()) {
            return Optional.empty();
        }
        try {
            HttpReply reply =
                    sender.send(HttpCall.get(uri.get()).header("Authorization", token.exposeAuthorizationHeader()));
            return reply.succeeded() ? identity(AnswerBody.read(reply)) : Optional.empty();
        } catch (AuthException | AnswerBody.UnreadableAnswerException e) {
            return Optional.empty();
        }
    }

    private static Optional<Identity> identity(JsonObject body) {
        Optional<JsonObject> user = body.object("user");
        OptionalLong enterprise = body.object("organization")
                .map(organization -> organization.wholeNumber("enterprise_id"))
                .orElse(OptionalLong.empty());
        Optional<String> id = user.flatMap(named -> named.text("sub"));
        if (id.isEmpty() || enterprise.isEmpty()) {
            return Optional.empty();
        }
        Identity identity = Identity.of(Long.toString(enterprise.getAsLong()), id.get());
        return Optional.of(user.flatMap(named -> named.text("preferred_username"))
                .map(identity::withUsername)
                .orElse(identity));
    }
}
