package io.crosscloud.examples;

import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.testkit.FakeEngagement;

/** Three lines to a token: a key, a provider, a user. No password, no login, no cache. */
public final class JwtBearerExample {
    private JwtBearerExample() {}

    public static void main(String[] args) {
        try (FakeEngagement cloud = FakeEngagement.start()) {
            SigningKey key = SigningKey.fromPem(cloud.signingKeyPem());
            var provider = JwtBearerTokenProvider.builder(cloud.tenant(), cloud.clientId(), key)
                    .build();
            TokenGrant grant = provider.token(TokenRequest.of(User.of(cloud.username())));

            System.out.println(cloud.username() + " has " + grant.accessToken());
        }
    }
}
