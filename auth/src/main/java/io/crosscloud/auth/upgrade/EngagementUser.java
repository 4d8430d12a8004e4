package io.crosscloud.auth.upgrade;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.oauth.HttpSettings;
import java.net.URI;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * An API user's name and password in the SOAP header. There is no token: a small retrieve shows whether they are
 * accepted.
 */
final class EngagementUser implements LegacyFlow {
    private final URI soapEndpoint;
    private final Supplier<LegacyCredential> credential;

    EngagementUser(URI soapEndpoint, Supplier<LegacyCredential> credential) {
        this.soapEndpoint = soapEndpoint;
        this.credential = Objects.requireNonNull(credential, "credential");
    }

    @Override
    public LegacyAccess logIn(HttpSettings http) {
        EngagementSoap soap = EngagementSoap.with(
                () -> EngagementSoap.Header.of(LegacyCredential.read(credential)),
                soapEndpoint,
                http.sender(Cloud.ENGAGEMENT),
                UpgradeProblem.LEGACY_PASSWORD);
        soap.requireLogin();
        return new LegacyAccess(LegacyCredential.read(credential).username(), null, soap);
    }
}
