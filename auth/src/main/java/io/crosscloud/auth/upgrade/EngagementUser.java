package io.crosscloud.auth.upgrade;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.oauth.HttpSettings;
import io.crosscloud.cloud.EngagementTenant;
import java.net.URI;
import java.util.Objects;
import java.util.function.Supplier;

/** An API user's name and password in the SOAP header. There is no token: whether they are good, a small retrieve tells. */
final class EngagementUser extends LegacyWay {
    private final EngagementTenant tenant;
    private final URI soapEndpoint;
    private final Supplier<LegacyCredential> credential;

    EngagementUser(EngagementTenant tenant, URI soapEndpoint, Supplier<LegacyCredential> credential) {
        super(
                Cloud.ENGAGEMENT,
                "Engagement API user's name and password (SOAP UsernameToken); Salesforce has announced no end");
        this.tenant = tenant;
        this.soapEndpoint = soapEndpoint;
        this.credential = Objects.requireNonNull(credential, "credential");
    }

    @Override
    EngagementTenant tenant() {
        return tenant;
    }

    @Override
    OldAccess logIn(HttpSettings wiring) {
        EngagementSoap soap = EngagementSoap.by(
                () -> EngagementSoap.Header.of(read(credential)),
                soapEndpoint,
                wiring.sender(Cloud.ENGAGEMENT),
                UpgradeProblem.LEGACY_PASSWORD);
        soap.requireLogin();
        return new OldAccess(read(credential).username(), null, soap);
    }
}
