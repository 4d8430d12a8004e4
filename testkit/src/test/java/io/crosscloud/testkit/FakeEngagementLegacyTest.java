package io.crosscloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.testkit.EngagementCaller.Answer;
import io.crosscloud.token.Scopes;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeEngagementLegacyTest {
    private final TestClock clock = TestClock.create();
    private final FakeEngagement fake = FakeEngagement.builder().clock(clock).start();
    private final EngagementCaller caller = new EngagementCaller(fake);

    @AfterEach
    void close() {
        fake.close();
    }

    private Answer request(String query, InstalledPackage client, String more) {
        return caller.post(
                "/v1/requestToken" + query,
                "application/json",
                "{\"clientId\":\"" + client.clientId() + "\",\"clientSecret\":\""
                        + client.clientSecret().orElseThrow().exposeSecret() + "\"" + more + "}");
    }

    @Test
    void legacyPackage_getsATokenOfAnHour() {
        Answer answer = request("", fake.legacyPackage(), "");
        assertThat(answer.json().propertyNames()).containsExactly("accessToken", "expiresIn");
        assertThat(answer.json().path("expiresIn").asInt()).isEqualTo(3600);
        String token = answer.text("accessToken");
        assertThat(token).matches("[A-Za-z0-9]{24}");
        clock.advance(Duration.ofMinutes(59));
        assertThat(caller.get("/platform/v1/endpoints/soap", token).status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(1));
        assertThat(caller.get("/platform/v1/endpoints/soap", token).status()).isEqualTo(401);
    }

    @Test
    void legacyTokenAndRefreshToken_comeWhenAskedFor() {
        Answer answer = request("?legacy=1", fake.legacyPackage(), ",\"accessType\":\"offline\"");
        assertThat(answer.json().propertyNames())
                .containsExactly("accessToken", "expiresIn", "refreshToken", "legacyToken");
    }

    @Test
    void changedScopes_areThoseOfTheNextToken() {
        fake.changeScopes(fake.legacyPackage().clientId(), Scopes.of("offline"));
        String token = request("", fake.legacyPackage(), "").text("accessToken");
        Answer send = caller.send(caller.request("/messaging/v1/messageDefinitionSends/key:welcome/send")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));
        assertThat(send.status()).isEqualTo(403);
    }

    @Test
    void refreshToken_isGoodOnceWithAnOverlapOfFiveMinutes() {
        String refreshToken =
                request("", fake.legacyPackage(), ",\"accessType\":\"offline\"").text("refreshToken");
        String more = ",\"refreshToken\":\"" + refreshToken + "\"";
        clock.advance(Duration.ofDays(100));
        assertThat(request("", fake.legacyPackage(), more).status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(4));
        assertThat(request("", fake.legacyPackage(), more).status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(1));
        assertThat(request("", fake.legacyPackage(), more).status()).isEqualTo(401);
    }

    @Test
    void enhancedPackage_isNotEligible() {
        InstalledPackage enhanced = InstalledPackage.serverToServer(fake.clientId(), fake.clientSecret());
        Answer answer = request("", enhanced, "");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("errorcode").asInt()).isEqualTo(10007);
        assertThat(answer.text("message"))
                .startsWith("This integration is not eligible to use the legacy /v1/requestToken endpoint");
    }

    @Test
    void wrongSecret_isUnauthorized() {
        Answer answer = caller.post(
                "/v1/requestToken",
                "application/json",
                "{\"clientId\":\"" + fake.legacyPackage().clientId() + "\",\"clientSecret\":\"wrong\"}");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("message")).isEqualTo("Unauthorized");
    }

    @Test
    void legacyPackage_isNotForTheNewEndpoint() {
        Answer answer = caller.token(
                "grant_type",
                "client_credentials",
                "client_id",
                fake.legacyPackage().clientId().value(),
                "client_secret",
                fake.legacyPackage().clientSecret().orElseThrow().exposeSecret());
        assertThat(answer.error()).isEqualTo("401 unauthorized_client");
    }
}
