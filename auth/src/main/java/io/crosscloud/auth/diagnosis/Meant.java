package io.crosscloud.auth.diagnosis;

import io.crosscloud.token.Scopes;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the host says of its connection beyond its settings.
 *
 * @param organization the org or enterprise that is meant
 * @param username the user that is meant
 * @param scopes what the token must be good for
 * @param certificate what was uploaded to the cloud
 * @param secretMadeAt when the client secret was made
 * @param refreshTokenLife for how long a refresh token may idle
 */
record Meant(
        @Nullable String organization,
        @Nullable String username,
        Scopes scopes,
        @Nullable X509Certificate certificate,
        @Nullable Instant secretMadeAt,
        Duration refreshTokenLife) {
    /** Nothing in particular. */
    static final Meant NOTHING = new Meant(null, null, Scopes.unspecified(), null, null, Duration.ofDays(30));

    Meant withOrganization(String id) {
        return new Meant(id, username, scopes, certificate, secretMadeAt, refreshTokenLife);
    }

    Meant withUsername(String name) {
        return new Meant(organization, name, scopes, certificate, secretMadeAt, refreshTokenLife);
    }

    Meant withScopes(Scopes wanted) {
        return new Meant(organization, username, wanted, certificate, secretMadeAt, refreshTokenLife);
    }

    Meant withCertificate(X509Certificate uploaded) {
        return new Meant(organization, username, scopes, uploaded, secretMadeAt, refreshTokenLife);
    }

    Meant withSecretMadeAt(Instant time) {
        return new Meant(organization, username, scopes, certificate, time, refreshTokenLife);
    }

    Meant withRefreshTokenLife(Duration life) {
        return new Meant(organization, username, scopes, certificate, secretMadeAt, life);
    }
}
