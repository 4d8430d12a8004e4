package io.crosscloud.auth.upgrade;

import io.crosscloud.Cloud;
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

/** The username-password flow (RFC 6749 section 4.3). Its token is thrown away: what counts is whom it speaks for. */
final class SalesforcePassword extends LegacyWay {
    private final SalesforceOrg org;
    private final ClientId clientId;
    private final ClientAuthentication authentication;
    private final Supplier<LegacyCredential> credential;

    SalesforcePassword(
            SalesforceOrg org,
            ClientId clientId,
            ClientAuthentication authentication,
            Supplier<LegacyCredential> credential) {
        super(
                Cloud.SALESFORCE,
                "Salesforce user name and password (OAuth password flow); retired for connected apps with Winter '27,"
                        + " enforced on 20 February 2027");
        this.org = Objects.requireNonNull(org, "org");
        this.clientId = Objects.requireNonNull(clientId, "clientId");
        this.authentication = Objects.requireNonNull(authentication, "authentication");
        this.credential = Objects.requireNonNull(credential, "credential");
    }

    @Override
    OldAccess logIn(HttpSettings wiring) {
        TokenClient client = new TokenClient(wiring.endpoint(org), clientId, authentication, AuthListener.NONE);
        LegacyCredential given = read(credential);
        Identity identity = client.request(
                        () -> GrantRequest.of("password")
                                .with("username", given.username())
                                .withSecret("password", given.exposePassword()),
                        Attempts.unlimited())
                .identity()
                .orElse(null);
        return new OldAccess(given.username(), identity, null);
    }
}
