package io.crosscloud.testkit;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.testkit.EngagementCaller.Answer;
import io.crosscloud.testkit.internal.http.Json;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FakeEngagementTokenTest {
    private static final String CLIENT_ERROR =
            "Client authentication failed. Make sure that the client ID and client secret are valid and that the package"
                    + " is installed and enabled.";

    private final TestClock clock = TestClock.create();
    private final FakeEngagement fake = FakeEngagement.builder()
            .clock(clock)
            .installedPackage(InstalledPackage.serverToServer(ClientId.of("narrow"), Secret.of("s"))
                    .withBusinessUnits(BusinessUnit.of(7294703)))
            .start();
    private final EngagementCaller caller = new EngagementCaller(fake);

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void clientCredentials_answerAsRecorded() {
        JsonNode answer = caller.clientCredentials().json();
        assertThat(answer.propertyNames())
                .containsExactly(
                        "access_token", "token_type", "expires_in", "scope", "soap_instance_url", "rest_instance_url");
        assertThat(answer.path("token_type").asString()).isEqualTo("Bearer");
        assertThat(answer.path("expires_in").isInt()).isTrue();
        assertThat(answer.path("expires_in").asInt()).isEqualTo(1079);
        assertThat(answer.path("rest_instance_url").asString()).isEqualTo(fake.uri() + "/");
        assertThat(answer.path("soap_instance_url").asString()).isEqualTo(fake.uri() + "/");
    }

    @Test
    void accessToken_has512CharactersInFourParts() {
        String token = caller.clientCredentials().text("access_token");
        assertThat(token).hasSize(512);
        String[] parts = token.split("\\.");
        assertThat(parts).hasSize(4);
        assertThat(decoded(parts[0])).isEqualTo("{\"alg\":\"HS256\",\"kid\":\"4\",\"ver\":\"1\",\"typ\":\"JWT\"}");
        JsonNode payload = Json.parse(decoded(parts[1])).orElseThrow();
        assertThat(payload.propertyNames())
                .containsExactly("access_token", "client_id", "eid", "stack_key", "platform_version", "client_type");
        assertThat(payload.path("client_type").asString()).isEqualTo("ServerToServer");
        assertThat(parts[2]).hasSize(43);
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    @Test
    void formAndJson_areBothTaken() {
        Answer byForm = caller.tokenByForm(
                "grant_type",
                "client_credentials",
                "client_id",
                fake.clientId().value(),
                "client_secret",
                fake.clientSecret().exposeSecret());
        assertThat(byForm.status()).isEqualTo(200);
        assertThat(caller.clientCredentials().status()).isEqualTo(200);
        assertThat(fake).receivedTokenRequests(2).ofGrant("client_credentials");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7294703", "\"7294703\""})
    void accountId_isNumberOrText(String accountId) {
        String body =
                "{\"grant_type\":\"client_credentials\",\"client_id\":\"" + fake.clientId() + "\",\"client_secret\":\""
                        + fake.clientSecret().exposeSecret() + "\",\"account_id\":" + accountId + "}";
        String token = caller.post("/v2/token", "application/json", body).text("access_token");
        JsonNode context = caller.get("/platform/v1/tokenContext", token).json();
        assertThat(context.path("organization").path("id").asLong()).isEqualTo(7294703);
        assertThat(context.path("enterprise").path("id").asLong()).isEqualTo(7281698);
    }

    @Test
    void accountIdLeftOut_isWhereThePackageWasCreated() {
        String token = caller.clientCredentials("client_id", "narrow", "client_secret", "s")
                .text("access_token");
        JsonNode context = caller.get("/platform/v1/tokenContext", token).json();
        assertThat(context.path("organization").path("id").asLong()).isEqualTo(7294703);
    }

    @ParameterizedTest
    @CsvSource({"7281698", "1", "0", "abc", "72817281728172817281"})
    void accountIdThatThePackageIsNotEnabledFor_isAnInvalidRequest(String accountId) {
        Answer answer = caller.clientCredentials("client_id", "narrow", "client_secret", "s", "account_id", accountId);
        assertThat(answer.error()).isEqualTo("400 invalid_request");
    }

    @Test
    void scopeLeftOut_givesAllOfThePackage() {
        assertThat(Scopes.parse(caller.clientCredentials().text("scope")).values())
                .contains("email_send", "offline", "accounts_read");
    }

    @Test
    void scopeEmpty_givesNone() {
        assertThat(caller.clientCredentials("scope", "").text("scope")).isEmpty();
    }

    @Test
    void scopeThatIsPartOfThePackages_isGiven() {
        assertThat(caller.clientCredentials("scope", "email_send email_read").text("scope"))
                .isEqualTo("email_read email_send");
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhooks_read", "email_read EMAIL_SEND", "nonsense"})
    void scopeBeyondThePackages_isInvalid(String scope) {
        assertThat(caller.clientCredentials("scope", scope).error()).isEqualTo("400 invalid_scope");
    }

    @Test
    void errors_carryTheErrorUri() {
        Answer answer = caller.clientCredentials("client_secret", "wrong");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().propertyNames()).containsExactly("error", "error_description", "error_uri");
        assertThat(answer.text("error")).isEqualTo("invalid_client");
        assertThat(answer.text("error_description")).isEqualTo(CLIENT_ERROR);
        assertThat(answer.text("error_uri")).isEqualTo("https://developer.salesforce.com/docs");
    }

    @Test
    void unknownClientAndDisabledPackage_areAnsweredAlike() {
        assertThat(caller.clientCredentials("client_id", "unknown").text("error_description"))
                .isEqualTo(CLIENT_ERROR);
        fake.enable(fake.clientId(), false);
        assertThat(caller.clientCredentials().text("error_description")).isEqualTo(CLIENT_ERROR);
        fake.enable(fake.clientId(), true);
        assertThat(caller.clientCredentials().status()).isEqualTo(200);
    }

    @Test
    void clientIdLeftOut_isNamed() {
        Answer answer = caller.token("grant_type", "client_credentials");
        assertThat(answer.error()).isEqualTo("401 invalid_client");
        assertThat(answer.text("error_description"))
                .isEqualTo("Invalid client ID. Use the client ID in Marketing Cloud Installed Packages.");
    }

    @Test
    void grantOfAnotherTypeOfIntegration_isUnauthorized() {
        Answer answer = caller.clientCredentials(
                "client_id",
                fake.webApp().clientId().value(),
                "client_secret",
                fake.webApp().clientSecret().orElseThrow().exposeSecret());
        assertThat(answer.error()).isEqualTo("401 unauthorized_client");
        assertThat(answer.text("error_description"))
                .isEqualTo("The client is not authorized to request an authorization code using this method.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "urn:ietf:params:oauth:grant-type:jwt-bearer", "CLIENT_CREDENTIALS"})
    void otherGrants_areUnsupported(String grantType) {
        assertThat(caller.clientCredentials("grant_type", grantType).error()).isEqualTo("400 unsupported_grant_type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"grant_type\":[\"client_credentials\"]}", "{}", "{not json"})
    void bodyThatIsNoObjectOfScalars_isAnInvalidRequest(String body) {
        assertThat(caller.post("/v2/token", "application/json", body).error()).isEqualTo("400 invalid_request");
    }

    @Test
    void repeatedParameter_isAnInvalidRequest() {
        Answer answer = caller.post(
                "/v2/token",
                "application/x-www-form-urlencoded",
                "grant_type=client_credentials&grant_type=client_credentials");
        assertThat(answer.error()).isEqualTo("400 invalid_request");
    }

    @Test
    void token_livesLongerThanItSays() {
        String token = caller.clientCredentials().text("access_token");
        clock.advance(Duration.ofSeconds(1199));
        assertThat(caller.get("/platform/v1/tokenContext", token).status()).isEqualTo(202);
        clock.advance(Duration.ofSeconds(1));
        assertThat(caller.get("/platform/v1/tokenContext", token).status()).isEqualTo(401);
        assertThat(fake.tally().liveSessions()).isZero();
        assertThat(fake.tally().accessTokensIssued()).isOne();
    }

    @Test
    void expireTokens_endsAccessTokensAtOnce() {
        String token = caller.clientCredentials().text("access_token");
        fake.expireTokens();
        assertThat(caller.get("/platform/v1/tokenContext", token).status()).isEqualTo(401);
        assertThat(caller.clientCredentials().status()).isEqualTo(200);
    }

    @Test
    void stagedSecret_isGoodBesideTheActiveOneUntilItIsActivated() {
        Secret staged = fake.stageSecret(fake.clientId());
        assertThat(caller.clientCredentials().status()).isEqualTo(200);
        assertThat(caller.clientCredentials("client_secret", staged.exposeSecret())
                        .status())
                .isEqualTo(200);
        fake.activateStagedSecret(fake.clientId());
        assertThat(caller.clientCredentials().error()).isEqualTo("401 invalid_client");
        assertThat(caller.clientCredentials("client_secret", staged.exposeSecret())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void secret_diesAfter180Days() {
        clock.advance(Duration.ofDays(180).minusSeconds(1));
        assertThat(caller.clientCredentials().status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(1));
        assertThat(caller.clientCredentials().error()).isEqualTo("401 invalid_client");
    }

    @Test
    void changesOfAPackage_areSeenAfterThePropagationDelay() {
        try (FakeEngagement slow = FakeEngagement.builder()
                .clock(clock)
                .propagationDelay(Duration.ofMinutes(5))
                .start()) {
            EngagementCaller slowCaller = new EngagementCaller(slow);
            slow.changeScopes(slow.clientId(), Scopes.of("email_send"));
            Secret staged = slow.stageSecret(slow.clientId());
            assertThat(slowCaller.clientCredentials("scope", "email_read").status())
                    .isEqualTo(200);
            assertThat(slowCaller
                            .clientCredentials("client_secret", staged.exposeSecret())
                            .error())
                    .isEqualTo("401 invalid_client");
            clock.advance(Duration.ofMinutes(5));
            assertThat(slowCaller.clientCredentials("scope", "email_read").error())
                    .isEqualTo("400 invalid_scope");
            assertThat(slowCaller
                            .clientCredentials("client_secret", staged.exposeSecret())
                            .text("scope"))
                    .isEqualTo("email_send");
        }
    }

    @Test
    void moreTokenRequestsThanTheLimit_areBlockedInTheShapeOfRest() {
        fake.limitTokenRequests(1, Duration.ofMinutes(20));
        assertThat(caller.clientCredentials().status()).isEqualTo(200);
        Answer blocked = caller.clientCredentials();
        assertThat(blocked.status()).isEqualTo(429);
        assertThat(blocked.json().path("errorcode").asInt()).isEqualTo(50200);
        assertThat(blocked.text("message")).isEqualTo("Your requests are temporarily blocked.");
        assertThat(blocked.header("Retry-After")).isEqualTo("(none)");
        assertThat(caller.clientCredentials("account_id", "7294703").status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(20));
        assertThat(caller.clientCredentials().status()).isEqualTo(200);
    }

    @Test
    void addressThatIsNotAllowed_isDenied() {
        fake.on(EngagementSwitch.ADDRESS_NOT_ALLOWED);
        assertThat(caller.clientCredentials().error()).isEqualTo("403 access_denied");
        fake.off(EngagementSwitch.ADDRESS_NOT_ALLOWED);
        assertThat(caller.clientCredentials().status()).isEqualTo(200);
    }

    @Test
    void instanceUrls_areWrittenAsAsked() {
        try (FakeEngagement bare = FakeEngagement.builder()
                .restInstanceUrl(URI::getAuthority)
                .soapInstanceUrl(uri -> uri + "/https://x.soap.marketingcloudapis.com")
                .start()) {
            Answer answer = new EngagementCaller(bare).clientCredentials();
            assertThat(answer.text("rest_instance_url")).isEqualTo(bare.uri().getAuthority());
            assertThat(answer.text("soap_instance_url"))
                    .isEqualTo(bare.uri() + "/https://x.soap.marketingcloudapis.com");
        }
    }

    @Test
    void whoComesByAPrefixedPath_isSentBackByOne() {
        String path = "/https://" + fake.tenant().subdomain() + ".auth.marketingcloudapis.com/v2/token";
        Answer answer = caller.post(
                path,
                "application/json",
                "{\"grant_type\":\"client_credentials\",\"client_id\":\"" + fake.clientId() + "\",\"client_secret\":\""
                        + fake.clientSecret().exposeSecret() + "\"}");
        String rest = answer.text("rest_instance_url");
        assertThat(rest)
                .isEqualTo(fake.uri() + "/https://" + fake.tenant().subdomain() + ".rest.marketingcloudapis.com/");
        String context = rest.substring(fake.uri().toString().length()) + "platform/v1/tokenContext";
        assertThat(caller.get(context, answer.text("access_token")).status()).isEqualTo(202);
    }

    @Test
    void threeLines_areEnough() {
        try (FakeEngagement first = FakeEngagement.start()) {
            assertThat(first.tenant().tokenEndpoint()).isEqualTo(URI.create(first.uri() + "/v2/token"));
            assertThat(first.tenant().audience()).isEqualTo(first.uri().toString());
            assertThat(first.signingKeyPem()).startsWith("-----BEGIN PRIVATE KEY-----\n");
            assertThat(first.businessUnit()).isNotEqualTo(first.childBusinessUnit());
            assertThat(first.user().name()).isEqualTo("api.user@acme.example");
        }
    }
}
