package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.internal.http.HttpSender;
import io.crosscloud.auth.internal.http.ServerClock;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.TokenGrant;
import java.util.HashSet;
import java.util.Set;

/** Verifies the {@code id_token}s of a server, by the keys that it publishes. Thread-safe; blocking. */
public final class IdTokens {
    private final AuthorizationServer server;
    private final ServerClock clock;
    private final KeySet keys;

    IdTokens(AuthorizationServer server, HttpSender sender, ServerClock clock) {
        this.server = server;
        this.clock = clock;
        this.keys = new KeySet(server, sender, clock);
    }

    /**
     * Verifies the token that came with a grant.
     *
     * @param token the {@code id_token}; empty if there was none
     * @throws AuthException if it does not fit client, login and grant, or if the keys could not be read
     */
    public void verify(String token, String clientId, String nonce, TokenGrant grant) {
        String user = grant.identity().map(IdTokens::path).orElse(null);
        try {
            new IdToken(issuers(grant), clientId, nonce, user).check(token, keys::keys, clock.serverNow());
        } catch (IdToken.WrongException e) {
            throw AuthFailure.of(ServerProblem.RESPONSE_INVALID)
                    .cloud(server.cloud())
                    .detail("id_token: " + e.getMessage())
                    .toException();
        }
    }

    /** The login host, the host that stands for all of its kind, or the org's own that the answer named. */
    private Set<String> issuers(TokenGrant grant) {
        Set<String> issuers = new HashSet<>();
        issuers.add(server.audience());
        issuers.add(grant.accessToken().endpoints().rest().toString());
        if (server instanceof SalesforceOrg org) {
            issuers.add(org.loginHost().toString());
        }
        return issuers;
    }

    private static String path(Identity identity) {
        return "/id/" + identity.organizationId() + "/" + identity.userId();
    }
}
