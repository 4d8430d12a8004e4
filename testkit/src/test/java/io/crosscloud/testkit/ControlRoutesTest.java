package io.crosscloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.testkit.EngagementCaller.Answer;
import io.crosscloud.testkit.internal.http.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlRoutesTest {
    private final TestClock clock = TestClock.create();
    private final FakeEngagement fake = FakeEngagement.builder().clock(clock).start();
    private final EngagementCaller caller = new EngagementCaller(fake);

    @AfterEach
    void close() {
        fake.close();
    }

    private Answer post(String target) {
        return caller.send(caller.request(target).POST(BodyPublishers.noBody()));
    }

    @Test
    void expireTokens_endsAccessTokens() {
        String token = caller.clientCredentials().text("access_token");
        assertThat(post("/testkit/expire-tokens").status()).isEqualTo(204);
        assertThat(caller.get("/platform/v1/tokenContext", token).status()).isEqualTo(401);
    }

    @Test
    void rotation_isSwitched() {
        String refreshToken = fake.issueRefreshToken().exposeSecret();
        assertThat(post("/testkit/rotation?enabled=false").status()).isEqualTo(204);
        assertThat(caller.refresh(refreshToken).text("refresh_token")).isEqualTo(refreshToken);
        assertThat(post("/testkit/rotation?enabled=true").status()).isEqualTo(204);
        assertThat(caller.refresh(refreshToken).text("refresh_token")).isNotEqualTo(refreshToken);
    }

    @Test
    void failNext_strikesTokenRequestsSoOften() {
        assertThat(post("/testkit/fail-next?status=503&times=2").status()).isEqualTo(204);
        assertThat(caller.get("/v2/userinfo", "x").status()).isEqualTo(401);
        assertThat(caller.clientCredentials().status()).isEqualTo(503);
        assertThat(caller.clientCredentials().status()).isEqualTo(503);
        assertThat(caller.clientCredentials().status()).isEqualTo(200);
        post("/testkit/fail-next?status=400");
        assertThat(caller.clientCredentials().status()).isEqualTo(400);
        assertThat(caller.clientCredentials().status()).isEqualTo(200);
    }

    @Test
    void advanceClock_movesATestClockAndARunningOne() {
        Instant before = clock.instant();
        assertThat(post("/testkit/advance-clock?by=PT20M").status()).isEqualTo(204);
        assertThat(clock.instant()).isEqualTo(before.plusSeconds(1200));
        RunningClock running = new RunningClock();
        try (FakeEngagement other = FakeEngagement.builder().clock(running).start()) {
            EngagementCaller otherCaller = new EngagementCaller(other);
            String token = otherCaller.clientCredentials().text("access_token");
            otherCaller.send(
                    otherCaller.request("/testkit/advance-clock?by=PT20M").POST(BodyPublishers.noBody()));
            assertThat(otherCaller.get("/platform/v1/tokenContext", token).status())
                    .isEqualTo(401);
        }
    }

    @Test
    void advanceClock_saysThatAnotherClockCannotBeMoved() {
        try (FakeEngagement other =
                FakeEngagement.builder().clock(InstantSource.system()).start()) {
            EngagementCaller otherCaller = new EngagementCaller(other);
            Answer answer = otherCaller.send(
                    otherCaller.request("/testkit/advance-clock?by=PT20M").POST(BodyPublishers.noBody()));
            assertThat(answer.status()).isEqualTo(409);
        }
    }

    @Test
    void requests_areListedWithoutTheControls() {
        caller.clientCredentials();
        caller.get("//v2/userinfo?view=oidc", "x");
        post("/testkit/expire-tokens");
        assertThat(caller.send(caller.request("/testkit/requests").GET()).json())
                .isEqualTo(Json.parse("[{\"method\":\"POST\",\"path\":\"/v2/token\",\"status\":200},"
                                + "{\"method\":\"GET\",\"path\":\"//v2/userinfo\",\"status\":401}]")
                        .orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/testkit/rotation",
                "/testkit/rotation?enabled=yes",
                "/testkit/fail-next",
                "/testkit/fail-next?status=99",
                "/testkit/fail-next?status=503&times=0",
                "/testkit/advance-clock",
                "/testkit/advance-clock?by=20",
                "/testkit/advance-clock?by=-PT1S"
            })
    void wrongParameter_isToldWhatWasExpected(String target) {
        Answer answer = post(target);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).startsWith("expected: ");
    }
}
