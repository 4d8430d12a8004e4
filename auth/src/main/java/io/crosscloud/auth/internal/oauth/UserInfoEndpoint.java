package io.crosscloud.auth.internal.oauth;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.http.HttpCall;
import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.auth.internal.http.HttpReply.Extent;
import io.crosscloud.auth.internal.http.HttpSender;
import io.crosscloud.auth.internal.json.JsonObject;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.Endpoint;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.AccessToken;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks whom a token speaks for. Engagement says it at {@code /v2/userinfo} alone (developer page "Get User Info"). Salesforce
 * has said it in the token answer, and says the name that the user logs in by at the identity URL (help page "Identity
 * URLs"), whose path every host of the org serves. Thread-safe; blocking.
 */
public final class UserInfoEndpoint {
    private static final int FORBIDDEN = 403;
    private static final int THROTTLED = 429;

    private final AuthorizationServer server;
    private final HttpSender sender;

    UserInfoEndpoint(AuthorizationServer server, HttpSender sender) {
        this.server = server;
        this.sender = sender;
    }

    /**
     * The user behind a grant, as far as the server says.
     *
     * @throws AuthException if the identity URL names another user than the grant
     */
    public Optional<Identity> identity(TokenGrant grant) {
        AccessToken token = grant.accessToken();
        if (server.cloud() == Cloud.ENGAGEMENT) {
            return server.endpoint(Endpoint.USERINFO)
                    .flatMap(uri -> get(uri, token))
                    .flatMap(UserInfoEndpoint::engagement);
        }
        return grant.identity()
                .map(told -> get(url(told, token), token)
                        .map(body -> named(told, body))
                        .orElse(told));
    }

    /**
     * Whom a token speaks for by Engagement; empty if its scopes do not reach that answer, or it names nobody.
     *
     * @throws AuthException if the server was not reached, or answered anything else
     */
    public Optional<Identity> requireIdentity(AccessToken token) {
        Optional<URI> uri = server.endpoint(Endpoint.USERINFO);
        return uri.isEmpty() ? Optional.empty() : ask(uri.get(), token).flatMap(UserInfoEndpoint::engagement);
    }

    private Optional<JsonObject> ask(URI uri, AccessToken token) {
        HttpReply reply = sender.send(HttpCall.get(uri).header("Authorization", token.exposeAuthorizationHeader()));
        if (reply.status() == FORBIDDEN) {
            return Optional.empty();
        }
        if (!reply.succeeded()) {
            throw notTold(reply, reply.status() >= 500 ? ServerProblem.SERVER_UNAVAILABLE : problem(reply.status()));
        }
        try {
            return Optional.of(AnswerBody.read(reply));
        } catch (AnswerBody.UnreadableAnswerException e) {
            throw notTold(
                    reply, reply.extent() == Extent.CUT_OFF ? ServerProblem.OUTCOME_UNKNOWN : ServerProblem.NOT_JSON);
        }
    }

    private static Problem problem(int status) {
        return status == THROTTLED ? ServerProblem.SERVER_THROTTLES : ServerProblem.REQUEST_REFUSED;
    }

    private AuthException notTold(HttpReply reply, Problem problem) {
        return AuthFailure.of(problem)
                .cloud(server.cloud())
                .answer(reply.status(), null, null)
                .detail("whom the token speaks for was not told")
                .toException();
    }

    /** At the host that the token is for: the login host might redirect there. */
    private static URI url(Identity told, AccessToken token) {
        return URI.create(
                token.endpoints().rest() + "/id/" + told.organizationId() + "/" + told.userId() + "?format=json");
    }

    private Optional<JsonObject> get(URI uri, AccessToken token) {
        try {
            return ask(uri, token);
        } catch (AuthException e) {
            return Optional.empty();
        }
    }

    private static Identity named(Identity told, JsonObject body) {
        Optional<String> organization = body.text("organization_id");
        Optional<String> user = body.text("user_id");
        if (organization.isEmpty() || user.isEmpty()) {
            return told;
        }
        if (!SalesforceIds.same(organization.get(), told.organizationId())
                || !SalesforceIds.same(user.get(), told.userId())) {
            throw AuthFailure.of(ServerProblem.RESPONSE_INVALID)
                    .cloud(Cloud.SALESFORCE)
                    .detail("the identity URL names another user than the token answer")
                    .toException();
        }
        return body.text("username").map(told::withUsername).orElse(told);
    }

    private static Optional<Identity> engagement(JsonObject body) {
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
