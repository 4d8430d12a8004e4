package io.crosscloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.session.BusinessUnit;
import io.crosscloud.testkit.EngagementCaller.Answer;
import io.crosscloud.testkit.internal.http.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FakeEngagementRestTest {
    private static final String CONTEXT = "/platform/v1/tokenContext";
    private static final String SEND = "/messaging/v1/messageDefinitionSends/key:welcome/send";

    private final TestClock clock = TestClock.create();
    private final FakeEngagement fake = FakeEngagement.builder().clock(clock).start();
    private final EngagementCaller caller = new EngagementCaller(fake);
    private final String token = caller.clientCredentials().text("access_token");

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void endpoints_areListedAsDocumented() {
        Answer answer = caller.get("/platform/v1/endpoints?IsTSE=true", token);
        assertThat(answer.json())
                .isEqualTo(Json.parse("{\"page\":1,\"pageSize\":3,\"count\":3,\"items\":["
                                + "{\"type\":\"ftp\",\"url\":\"ftp://"
                                + fake.tenant().subdomain()
                                + ".ftp.marketingcloudops.com\"},{\"type\":\"rest\",\"url\":\"" + fake.uri()
                                + "\"},{\"type\":\"soap\",\"url\":\"" + fake.uri() + "/Service.asmx\"}]}")
                        .orElseThrow());
        assertThat(caller.get("/platform/v1/endpoints/soap", token).body())
                .isEqualTo("{\"type\":\"soap\",\"url\":\"" + fake.uri() + "/Service.asmx\"}");
    }

    @Test
    void unknownEndpoint_isNotFoundAsDocumented() {
        Answer answer = caller.get("/platform/v1/endpoints/foobar", token);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"documentation\":\"\",\"errorcode\":30003,\"message\":\"No endpoint exists for key 'foobar'.\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//platform/v1/tokenContext",
                "/PLATFORM/V1/TOKENCONTEXT/",
                "/https://mc563885gzs27c5t9-63k636ttgm.rest.marketingcloudapis.com/platform/v1/tokenContext"
            })
    void pathIsFound_howeverItIsSpelt(String path) {
        assertThat(caller.get(path, token).status()).isEqualTo(202);
    }

    @Test
    void userinfo_hasTheDocumentedShape() {
        JsonNode info = caller.get("/v2/userinfo", token).json();
        assertThat(info.propertyNames())
                .containsExactly("exp", "iss", "user", "organization", "rest", "application", "permissions");
        assertThat(info.path("exp").asLong())
                .isEqualTo(clock.instant().plus(Duration.ofMinutes(20)).getEpochSecond());
        assertThat(info.path("organization").path("member_id").asLong()).isEqualTo(7281698);
        assertThat(info.path("organization").path("enterprise_id").asLong()).isEqualTo(7281698);
        assertThat(info.path("user").path("sub").asString()).matches("[0-9]+");
        assertThat(caller.get("/v2/userinfo?view=oidc", token)
                        .json()
                        .path("user")
                        .path("sub")
                        .asString())
                .startsWith("https://mc.auth.marketingcloudapis.com/uid/");
    }

    @ParameterizedTest
    @ValueSource(strings = {CONTEXT, "/v2/userinfo", "/platform/v1/endpoints"})
    void deadToken_isNotAuthorizedWithAChallenge(String path) {
        Answer answer = caller.get(path, "dead");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().path("errorcode").asInt(-1)).isZero();
        assertThat(answer.text("message")).isEqualTo("Not Authorized");
        assertThat(answer.header("WWW-Authenticate")).containsPattern("^Bearer\\s.+?invalid_token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic eDp5", "Bearer ", "Bearer", "OAuth x"})
    void otherAuthorization_isNotAuthorized(String header) {
        Answer answer = caller.send(
                caller.request(CONTEXT).header("Authorization", header).GET());
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate"))
                .startsWith("Bearer realm=")
                .doesNotContain("invalid_token");
    }

    @Test
    void tokenInTheUrl_isForbidden() {
        Answer answer = caller.get(CONTEXT + "?access_token=" + token, token);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("errorcode").asInt()).isEqualTo(40003);
    }

    @Test
    void tokenOfAnotherTenant_isOnTheWrongEndpoint() {
        try (FakeEngagement other = FakeEngagement.builder()
                .businessUnit(BusinessUnit.of(42), "Other")
                .start()) {
            String foreign = new EngagementCaller(other).clientCredentials().text("access_token");
            Answer answer = caller.get(CONTEXT, foreign);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.json().path("errorcode").asInt()).isEqualTo(40002);
        }
    }

    @Test
    void tokenWithoutTheScope_hasInsufficientPrivileges() {
        String none = caller.clientCredentials("scope", "").text("access_token");
        Answer answer = send(SEND, none, "{\"To\":{\"Address\":\"a@b.c\"}}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("errorcode").asInt()).isEqualTo(20002);
        assertThat(answer.text("message")).isEqualTo("Insufficient Privileges to complete this action.");
    }

    private Answer send(String path, String accessToken, String body) {
        return caller.send(caller.request(path)
                .header("Authorization", "Bearer " + accessToken)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SEND,
                "/messaging/v1/messagedefinitionsends/key:WELCOME/send",
                "/messaging/v1/messageDefinitionSends/{id}/send"
            })
    void triggeredSend_isQueued(String path) {
        String id = UUID.nameUUIDFromBytes("welcome".getBytes(StandardCharsets.UTF_8))
                .toString();
        Answer answer = send(
                path.replace("{id}", id),
                token,
                "{\"From\":{\"Address\":\"code@example.com\",\"Name\":\"Code\"},\"To\":{\"Address\":\"a@b.c\","
                        + "\"SubscriberKey\":\"42\",\"ContactAttributes\":{\"SubscriberAttributes\":{\"Region\":\"West\"}}},"
                        + "\"Options\":{\"RequestType\":\"ASYNC\"}}");
        assertThat(answer.status()).isEqualTo(202);
        JsonNode response = answer.json().path("responses").get(0);
        assertThat(response.path("hasErrors").asBoolean()).isFalse();
        assertThat(response.path("messages").get(0).asString()).isEqualTo("Queued");
        String sendId = response.path("recipientSendId").asString();
        Answer record = caller.get("/messaging/v1/messageDefinitionSends/key:welcome/deliveryRecords/" + sendId, token);
        assertThat(record.text("status")).isEqualTo("Sent");
        assertThat(record.json().path("to").path("SubscriberKey").asString()).isEqualTo("42");
    }

    @Test
    void triggeredSendToNobody_failsWith202() {
        Answer answer = send(SEND, token, "{\"To\":{}}");
        assertThat(answer.status()).isEqualTo(202);
        JsonNode response = answer.json().path("responses").get(0);
        assertThat(response.path("hasErrors").asBoolean()).isTrue();
        assertThat(response.path("messages").get(0).asString()).isEqualTo("InvalidOrMissingToAddress");
        assertThat(response.path("messageErrors")
                        .get(0)
                        .path("messageErrorCode")
                        .asInt())
                .isEqualTo(180008);
    }

    @Test
    void unknownDefinitionOrBody_isRefused() {
        assertThat(send("/messaging/v1/messageDefinitionSends/key:other/send", token, "{}")
                        .status())
                .isEqualTo(404);
        assertThat(send(SEND, token, "nonsense").status()).isEqualTo(400);
    }

    @Test
    void moreRestRequestsThanTheLimit_areToldWhenToComeBack() {
        fake.limitApiRequests(1, Duration.ofSeconds(5));
        assertThat(caller.get(CONTEXT, token).status()).isEqualTo(202);
        Answer limited = caller.get(CONTEXT, token);
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.header("Retry-After")).isEqualTo("5");
        assertThat(limited.json().path("errorcode").asInt()).isEqualTo(50100);
        assertThat(limited.json().path("retryAfter").asInt()).isEqualTo(5);
        clock.advance(Duration.ofSeconds(5));
        assertThat(caller.get(CONTEXT, token).status()).isEqualTo(202);
    }

    @Test
    void scriptedRefusals_haveTheDocumentedShapes() {
        fake.faults().next(Route.REST).fail(EngagementFaults.rateLimited(Duration.ofSeconds(7)));
        fake.faults().next(Route.REST).fail(EngagementFaults.unavailable(Duration.ofMinutes(2)));
        fake.faults().next(Route.TOKEN).fail(EngagementFaults.blocked());
        assertThat(caller.get(CONTEXT, token).header("Retry-After")).isEqualTo("7");
        Answer unavailable = caller.get(CONTEXT, token);
        assertThat(unavailable.status()).isEqualTo(503);
        assertThat(unavailable.json().path("errorcode").asInt()).isEqualTo(50300);
        assertThat(unavailable.header("Retry-After")).isEqualTo("120");
        Answer blocked = caller.clientCredentials();
        assertThat(blocked.status()).isEqualTo(429);
        assertThat(blocked.json().path("errorcode").asInt()).isEqualTo(50200);
    }

    @Test
    void maintenanceAndAddress_keepRestAway() {
        fake.on(EngagementSwitch.IN_MAINTENANCE);
        assertThat(caller.get(CONTEXT, token).status()).isEqualTo(503);
        fake.off(EngagementSwitch.IN_MAINTENANCE);
        fake.on(EngagementSwitch.ADDRESS_NOT_ALLOWED);
        assertThat(caller.get(CONTEXT, token).status()).isEqualTo(403);
    }

    @Test
    void unknownPath_isNotFound() {
        assertThat(caller.get("/v2/revoke", token).status()).isEqualTo(404);
        assertThat(caller.get("/.well-known/openid-configuration", token).status())
                .isEqualTo(404);
    }
}
