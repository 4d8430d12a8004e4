package io.crosscloud.auth.diagnosis;

import io.crosscloud.token.Scopes;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the host expects of its connection beyond its settings. Null stands for no expectation.
 *
 * @param organization the expected org or enterprise
 * @param username the expected user
 * @param scopes the scopes that the token must have
 * @param certificate the certificate that was uploaded to the cloud
 * @param secretMadeAt when the client secret was created
 * @param refreshTokenLife how long a refresh token may be idle
 */
record Expectations(
        @Nullable String organization,
        @Nullable String username,
        Scopes scopes,
        @Nullable X509Certificate certificate,
        @Nullable Instant secretMadeAt,
        Duration refreshTokenLife) {
    /** No expectations. */
    static final Expectations NONE =
            new Expectations(null, null, Scopes.unspecified(), null, null, Duration.ofDays(30));

    Expectations withOrganization(String id) {
        return new Expectations(id, username, scopes, certificate, secretMadeAt, refreshTokenLife);
    }

    Expectations withUsername(String name) {
        return new Expectations(organization, name, scopes, certificate, secretMadeAt, refreshTokenLife);
    }

    Expectations withScopes(Scopes wanted) {
        return new Expectations(organization, username, wanted, certificate, secretMadeAt, refreshTokenLife);
    }

    Expectations withCertificate(X509Certificate uploaded) {
        return new Expectations(organization, username, scopes, uploaded, secretMadeAt, refreshTokenLife);
    }

    Expectations withSecretMadeAt(Instant time) {
        return new Expectations(organization, username, scopes, certificate, time, refreshTokenLife);
    }

    Expectations withRefreshTokenLife(Duration life) {
        return new Expectations(organization, username, scopes, certificate, secretMadeAt, life);
    }
}
