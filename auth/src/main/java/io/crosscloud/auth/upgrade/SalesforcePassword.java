package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.internal.oauth.Attempts;
import io.crosscloud.auth.internal.oauth.GrantRequest;
import io.crosscloud.auth.internal.oauth.HttpSettings;
import io.crosscloud.auth.internal.oauth.TokenClient;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.AuthListener;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The username-password flow (RFC 6749 section 4.3). Its token is discarded: only the user that it identifies matters.
 */
final class SalesforcePassword implements LegacyFlow {
    private final SalesforceOrg org;
    private final ClientId clientId;
    private final ClientAuthentication authentication;
    private final Supplier<LegacyCredential> credential;

    SalesforcePassword(
            SalesforceOrg org,
            ClientId clientId,
            ClientAuthentication authentication,
            Supplier<LegacyCredential> credential) {
        this.org = Objects.requireNonNull(org, "org");
        this.clientId = Objects.requireNonNull(clientId, "clientId");
        this.authentication = Objects.requireNonNull(authentication, "authentication");
        this.credential = Objects.requireNonNull(credential, "credential");
    }

    @Override
    public LegacyAccess logIn(HttpSettings http) {
        TokenClient client = new TokenClient(http.endpoint(org), clientId, authentication, AuthListener.NONE);
        LegacyCredential given = LegacyCredential.read(credential);
        Identity identity = client.request(
                        () -> GrantRequest.of("password")
                                .with("username", given.username())
                                .withSecret("password", given.exposePassword()),
                        Attempts.unlimited())
                .identity()
                .orElse(null);
        return new LegacyAccess(given.username(), identity, null);
    }
}
