package io.crosscloud.auth.diagnosis;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.TestClock;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;

/** What the doctor says of a connection to a Salesforce org. */
abstract class SalesforceExamination {
    final TestClock clock = TestClock.startingAt(Instant.parse("2026-11-24T10:00:00Z"));
    final FakeSalesforce salesforce = FakeSalesforce.builder()
            .clock(clock)
            .apiRequestsPerDay(100)
            .loginsPerHour(3)
            .start();

    @AfterEach
    void stop() {
        salesforce.close();
    }

    final Diagnosis examine(TokenProvider provider) {
        return examine(provider, salesforce.user());
    }

    final Diagnosis examine(TokenProvider provider, User user) {
        return ConnectionDoctor.builder(provider, user).clock(clock).build().examine();
    }

    final JwtBearerTokenProvider jwtBearer() {
        return JwtBearerTokenProvider.builder(
                        salesforce.org(), salesforce.clientId(), SigningKey.of(salesforce.signingKey()))
                .clock(clock)
                .build();
    }

    final ClientCredentialsTokenProvider clientCredentials(ClientAuthentication authentication) {
        return ClientCredentialsTokenProvider.builder(salesforce.org(), salesforce.clientId(), authentication)
                .clock(clock)
                .build();
    }
}
