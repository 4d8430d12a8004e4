package io.crosscloud.auth.diagnosis;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.session.User;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.TestClock;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngagementDoctorTest {
    private final TestClock clock = TestClock.startingAt(Instant.parse("2026-11-24T10:00:00Z"));
    private final FakeEngagement engagement =
            FakeEngagement.builder().clock(clock).jwtBearer().start();

    @AfterEach
    void stop() {
        engagement.close();
    }

    @Test
    void aConnectionByJwtBearer_thatIsWell_passes_withOneTokenRequest() {
        var provider = JwtBearerTokenProvider.builder(
                        engagement.tenant(), engagement.clientId(), SigningKey.fromPem(engagement.signingKeyPem()))
                .clock(clock)
                .build();

        Diagnosis diagnosis = ConnectionDoctor.builder(provider, engagement.user())
                .clock(clock)
                .build()
                .examine();

        assertThat(diagnosis.verdict()).isEqualTo(Verdict.PASS);
        assertThat(engagement).receivedTokenRequests(1);
    }

    @Test
    void aWrongSecret_fails_withEveryCandidate() {
        var provider = ClientCredentialsTokenProvider.builder(
                        engagement.tenant(),
                        engagement.clientId(),
                        ClientAuthentication.secret(io.crosscloud.token.Secret.of("nonsense")))
                .clock(clock)
                .build();

        Diagnosis diagnosis = ConnectionDoctor.builder(provider, User.integration())
                .clock(clock)
                .build()
                .examine();

        assertThat(diagnosis.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(diagnosis.finding(Check.TOKEN).candidates()).hasSize(5);
    }
}
