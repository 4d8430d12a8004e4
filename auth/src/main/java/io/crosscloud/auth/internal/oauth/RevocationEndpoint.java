package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.auth.internal.http.HttpReply.Extent;
import io.crosscloud.auth.internal.http.HttpSender;
import io.crosscloud.auth.internal.http.ServerClock;
import io.crosscloud.auth.internal.json.JsonObject;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.Endpoint;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.NextStep;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.spi.Revocation;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a server takes tokens back (RFC 7009), if it does. Thread-safe; blocking.
 *
 * <p>Salesforce's page "Revoke OAuth Tokens" has a form with nothing but the token, a 200 with an empty body, and a
 * 400 with {@code invalid_token} for one that is not alive; its Postman collection sends the token alone too. Any
 * other server is shown the client as at its token endpoint, a public one by its {@code client_id} (RFC 7009 section
 * 2.1), without which Keycloak, oidc-provider and Spring Authorization Server refuse. Engagement documents no such
 * endpoint.
 */
final class RevocationEndpoint {
    private static final String WHERE = "the revocation endpoint";

    private final AuthorizationServer server;
    private final HttpSender sender;
    private final ServerClock clock;

    /** What an answer says is wrong. */
    private record Words(@Nullable String error, @Nullable String description) {}

    RevocationEndpoint(AuthorizationServer server, HttpSender sender, ServerClock clock) {
        this.server = server;
        this.sender = sender;
        this.clock = clock;
    }

    /** Whether the server wants to know which client asks. */
    boolean wantsClient() {
        boolean salesforce = server instanceof SalesforceOrg org && org.answeredBySalesforce();
        return !salesforce && server.endpoint(Endpoint.REVOCATION).isPresent();
    }

    /**
     * Revokes the token of a request that {@link GrantRequest#revoking} began. A refresh token takes the access
     * tokens along that came from it.
     *
     * @throws AuthException if the server did not revoke it. That is a {@link NextStep#TRY_LATER} only if time may
     *     help; a client that is not accepted is told as at the token endpoint, anything else as
     *     {@link ServerProblem#REVOCATION_REFUSED}
     */
    Revocation revoke(GrantRequest request) {
        Optional<URI> uri = server.endpoint(Endpoint.REVOCATION);
        if (uri.isEmpty()) {
            return Revocation.FORGOTTEN;
        }
        // Over a connection of its own, and not given up with the calling thread: nobody may know the token any more.
        HttpReply reply = sender.send(request.toForm(uri.get()));
        if (reply.succeeded()) {
            return Revocation.REVOKED;
        }
        if (reply.status() / 100 == 3) {
            throw new Refusal(server, request, reply, clock).redirected();
        }
        Words words = words(reply);
        if (reply.extent() == Extent.CUT_OFF && words.error() == null && !Refusal.TELLING.contains(reply.status())) {
            throw cutOff(reply);
        }
        if (reply.status() == 400 && "invalid_token".equals(words.error())) {
            return Revocation.REVOKED;
        }
        throw refused(request, reply, words);
    }

    private AuthException cutOff(HttpReply reply) {
        return AuthFailure.of(ServerProblem.OUTCOME_UNKNOWN)
                .cloud(server.cloud())
                .detail(WHERE + ": " + AnswerBody.CUT_OFF)
                .answer(reply.status(), null, null)
                .toException();
    }

    private AuthException refused(GrantRequest request, HttpReply reply, Words words) {
        AuthFailure failure = AuthFailure.of(problem(reply.status(), words))
                .cloud(server.cloud())
                .detail(WHERE)
                .answer(
                        reply.status(),
                        request.secrets().maskOrNull(words.error()),
                        request.secrets().maskOrNull(words.description()));
        return clock.retryAfter(reply.headers())
                .map(failure::retryAfter)
                .orElse(failure)
                .toException();
    }

    private Problem problem(int status, Words words) {
        Problem told = WireErrors.problem(server, "", status, words.error(), words.description());
        boolean better = told.nextStep() == NextStep.TRY_LATER
                || told == ServerProblem.PROXY
                || (wantsClient() && Refusal.OF_THE_CLIENT.contains(told));
        return better ? told : ServerProblem.REVOCATION_REFUSED;
    }

    /** JSON as documented, or the form of a query, in which clients of Salesforce have seen it. */
    private static Words words(HttpReply reply) {
        try {
            JsonObject body = AnswerBody.read(reply);
            return new Words(
                    body.text("error").orElse(null),
                    body.text("error_description").orElse(null));
        } catch (AnswerBody.UnreadableAnswerException e) {
            String form = reply.extent() == Extent.CUT_OFF ? "" : new String(reply.body(), StandardCharsets.UTF_8);
            return new Words(parameter(form, "error"), parameter(form, "error_description"));
        }
    }

    private static @Nullable String parameter(String form, String name) {
        for (String pair : form.strip().split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return decoded(pair.substring(name.length() + 1));
            }
        }
        return null;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            return value;
        }
    }
}
