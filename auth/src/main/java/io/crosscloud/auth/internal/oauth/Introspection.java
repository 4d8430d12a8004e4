package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.auth.internal.http.HttpReply.Extent;
import io.crosscloud.auth.internal.http.HttpSender;
import io.crosscloud.auth.internal.http.ServerClock;
import io.crosscloud.auth.internal.json.JsonObject;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.Endpoint;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.token.AccessToken;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/**
 * Asks a server when an access token ends (RFC 7662), as a client that proves itself as at the token endpoint. Thread-safe;
 * blocking, for three seconds at most, since a caller may wait for the token.
 *
 * <p>Salesforce answers {@code exp} for opaque tokens too, about which its token answers say nothing (Postman collection
 * "Salesforce Platform APIs"). An app that may not ask is answered {@code "active":false} like one that asks about a dead
 * token (RFC 7662 section 2.2), so that is no proof of an end.
 */
public final class Introspection {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final AuthorizationServer server;
    private final HttpSender sender;
    private final ServerClock clock;

    Introspection(AuthorizationServer server, HttpSender sender, ServerClock clock) {
        this.server = server;
        this.sender = sender.within(TIMEOUT);
        this.clock = clock;
    }

    /**
     * Makes sure that {@link TokenClient#ends} can be asked.
     *
     * @throws io.crosscloud.error.ConfigurationException if the server has no such endpoint, or the client proves nothing
     */
    public static void check(AuthorizationServer server, ClientAuthentication authentication) {
        if (server.endpoint(Endpoint.INTROSPECTION).isEmpty()) {
            throw invalid("introspection: on (expected: off, " + server.cloud()
                    + " documents no introspection endpoint; withEndpoint(Endpoint.INTROSPECTION, …) names one)");
        }
        if (authentication instanceof ClientAuthentication.None) {
            throw invalid("introspection: on, client authentication: none (expected: a secret or a key)");
        }
    }

    private static AuthException invalid(String detail) {
        return AuthFailure.of(SettingProblem.SETTING_INVALID).detail(detail).toException();
    }

    /** When the token ends, by this machine's clock. */
    Instant ends(AccessToken token, GrantRequest proven) {
        URI uri = server.endpoint(Endpoint.INTROSPECTION).orElseThrow();
        HttpReply reply = sender.send(proven.toForm(uri));
        clock.observe(reply.headers());
        Refusal refusal = new Refusal(server, proven, reply, clock);
        if (reply.status() / 100 == 3) {
            throw refusal.redirected();
        }
        if (!reply.succeeded()) {
            throw refusal.toException();
        }
        JsonObject body = read(reply);
        if (body.has("error")) {
            throw refusal.of(body);
        }
        if (!body.flag("active").orElse(false)) {
            throw AuthFailure.of(ServerProblem.INTROSPECTION_INACTIVE)
                    .cloud(server.cloud())
                    .answer(reply.status(), null, null)
                    .toException();
        }
        return JwtFormat.instant(body.wholeNumber("exp"))
                .map(clock::toLocal)
                .map(end -> TokenAnswer.within(token.issuedAt(), end))
                .orElseThrow(() -> unusable(reply, "no exp"));
    }

    private JsonObject read(HttpReply reply) {
        if (reply.extent() != Extent.COMPLETE) {
            throw unusable(reply, reply.extent() == Extent.CUT_OFF ? AnswerBody.CUT_OFF : "too large");
        }
        try {
            return AnswerBody.read(reply);
        } catch (AnswerBody.UnreadableAnswerException e) {
            throw unusable(reply, String.valueOf(e.getMessage()));
        }
    }

    private RuntimeException unusable(HttpReply reply, String detail) {
        return AuthFailure.of(ServerProblem.RESPONSE_INVALID)
                .cloud(server.cloud())
                .detail("introspection: " + detail)
                .answer(reply.status(), null, null)
                .toException();
    }
}
