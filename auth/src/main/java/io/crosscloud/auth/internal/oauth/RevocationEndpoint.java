package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.internal.http.HttpCall;
import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.auth.internal.http.HttpSender;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.Endpoint;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.WireErrors;
import io.crosscloud.spi.Revocation;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a server takes tokens back (RFC 7009), if it does. Thread-safe; blocking.
 *
 * <p>Salesforce's page "Revoke OAuth Tokens" has a form with nothing but the token, a 200 with an empty body, and a 400 with
 * {@code invalid_token} for one that is not alive. Engagement documents no such endpoint.
 */
public final class RevocationEndpoint {
    private final AuthorizationServer server;
    private final HttpSender sender;

    RevocationEndpoint(AuthorizationServer server, HttpSender sender) {
        this.server = server;
        this.sender = sender;
    }

    /** Revokes a refresh token and the access tokens that came from it. */
    public Revocation revoke(RefreshToken token) {
        return revoke(token.exposeSecret());
    }

    /** Revokes an access token. */
    public Revocation revoke(AccessToken token) {
        return revoke(token.exposeSecret());
    }

    private Revocation revoke(String token) {
        Optional<URI> uri = server.endpoint(Endpoint.REVOCATION);
        if (uri.isEmpty()) {
            return Revocation.FORGOTTEN;
        }
        byte[] form = ("token=" + GrantRequest.encode(token)).getBytes(StandardCharsets.US_ASCII);
        HttpCall call = HttpCall.post(uri.get(), "application/x-www-form-urlencoded", form);
        // Over a connection of its own, and not given up with the calling thread: nobody may know the token any more.
        HttpReply reply = sender.send(call.carryingSingleUseToken());
        if (reply.succeeded() || isUnknown(reply)) {
            return Revocation.REVOKED;
        }
        throw refused(reply);
    }

    /** Clients have seen the error in the form of a query, though JSON is documented. */
    private static boolean isUnknown(HttpReply reply) {
        return reply.status() == 400 && new String(reply.body(), StandardCharsets.ISO_8859_1).contains("invalid_token");
    }

    private AuthException refused(HttpReply reply) {
        Problem problem = reply.status() / 100 == 3
                ? Problem.REDIRECTED
                : WireErrors.problem(server.cloud(), "", reply.status(), null, null);
        return AuthFailure.of(problem)
                .cloud(server.cloud())
                .detail("the revocation endpoint")
                .answer(reply.status(), null, null)
                .toException();
    }
}
