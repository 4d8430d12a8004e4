package io.crosscloud.testkit.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.SalesforceUser;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.testkit.salesforce.Caller.Reply;
import io.crosscloud.token.Scopes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtBearerTest {
    private static final String PLAIN = "{\"alg\":\"RS256\"}";

    private final TestClock clock = TestClock.startingAt(Instant.ofEpochSecond(1_795_445_093));
    private final FakeSalesforce fake = FakeSalesforce.builder()
            .clock(clock)
            .user(SalesforceUser.of("int@example.com", io.crosscloud.token.Secret.of("pw"), "Inte Gration"))
            .start();
    private final Caller caller = new Caller(fake);

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void assertionAsCamelSendsIt_getsAToken() {
        String claims = "{\"iss\":\"%s\",\"sub\":\"int@example.com\",\"aud\":\"%s\",\"exp\":\"1795445441\"}"
                .formatted(fake.clientId(), fake.uri());

        Reply reply = caller.token(
                "client_id",
                fake.clientId().value(),
                "format",
                "json",
                "grant_type",
                Caller.JWT_BEARER,
                "assertion",
                Jwt.padded(PLAIN, claims, fake.signingKey()));

        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void assertionAsTheOfficialCliSendsIt_withMillisecondsInExp_getsAToken() {
        String claims =
                "{\"iss\":\"%s\",\"sub\":\"int@example.com\",\"aud\":\"%s\",\"exp\":1795445093692,\"iat\":1795445093}"
                        .formatted(fake.clientId(), fake.uri());

        assertThat(bearer(Jwt.signed("{\"alg\":\"RS256\",\"typ\":\"JWT\"}", claims, fake.signingKey()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void answer_hasTheMembersOfSalesforceAndNeitherLifetimeNorRefreshToken() throws GeneralSecurityException {
        Reply reply = bearer(assertion("int@example.com", fake.uri().toString(), "1795445100"));

        assertThat(reply.members())
                .containsExactly("access_token", "signature", "scope", "instance_url", "id", "token_type", "issued_at");
        assertThat(reply.text("access_token")).matches("00D\\w{12,15}![.\\w]*");
        assertThat(reply.text("id")).matches(fake.uri() + "/id/00D\\w{15}/005\\w{15}");
        assertThat(reply.text("id")).endsWith(fake.identity().userId());
        assertThat(reply.json().path("issued_at").isString()).isTrue();
        assertThat(reply.text("issued_at")).isEqualTo("1795445093000");
        assertThat(reply.text("signature")).isEqualTo(hmac(reply.text("id") + reply.text("issued_at")));
        assertThat(reply.text("scope").split(" ")).contains("api").doesNotContain("refresh_token");
        assertThat(reply.header("Content-Type")).isEqualTo("application/json;charset=UTF-8");
        assertThat(reply.header("Cache-Control")).contains("no-store");
        assertThat(caller.limits(reply.text("access_token")).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"-181, false", "-180, true", "0, true", "300, true", "3600, true"})
    void exp_mayBeThreeMinutesPastAndAnyTimeAhead(long offset, boolean accepted) {
        String exp = String.valueOf(clock.instant().getEpochSecond() + offset);

        Reply reply = bearer(assertion("int@example.com", fake.uri().toString(), exp));

        if (accepted) {
            assertThat(reply.status()).isEqualTo(200);
        } else {
            assertThat(reply.refusal()).isEqualTo("400 invalid_grant: expired authorization code");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"soon\"", "true", "null", "[]"})
    void expThatIsNoTime_isRefused(String exp) {
        String claims = "{\"iss\":\"%s\",\"sub\":\"int@example.com\",\"aud\":\"%s\",\"exp\":%s}"
                .formatted(fake.clientId(), fake.uri(), exp);

        assertThat(bearer(Jwt.signed(PLAIN, claims, fake.signingKey())).refusal())
                .isEqualTo("400 invalid_grant: invalid assertion");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.salesforce.com",
                "https://test.salesforce.com",
                "https://login.salesforce.com/",
                "HTTPS://LOGIN.salesforce.com",
                "login.salesforce.com"
            })
    void audience_mayBeALoginHostInAnySpelling(String audience) {
        assertThat(bearer(assertion("int@example.com", audience, "1795445100")).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://acme.my.salesforce.com", "https://login.salesforce.com.evil.example", ""})
    void audienceOfSomebodyElse_isRefused(String audience) {
        assertThat(bearer(assertion("int@example.com", audience, "1795445100")).refusal())
                .isEqualTo("400 invalid_grant: audience is invalid");
    }

    @Test
    void audienceOfTheUsersSite_isAccepted_andTheAnswerNamesTheSite() {
        fake.put(fake.user("int@example.com").withSite("/customers"));
        String assertion = assertion("int@example.com", fake.uri() + "/customers", "1795445100");

        Reply reply = caller.post(
                "/customers/services/oauth2/token",
                Caller.form("grant_type", Caller.JWT_BEARER, "assertion", assertion));

        assertThat(reply.text("sfdc_community_url")).isEqualTo(fake.uri() + "/customers");
        assertThat(reply.text("sfdc_community_id")).hasSize(18);
    }

    @Test
    void prn_winsOverSub() {
        fake.put(SalesforceUser.of("second@example.com", io.crosscloud.token.Secret.of("pw"), "Sec Ond"));
        String claims =
                "{\"iss\":\"%s\",\"sub\":\"nobody@example.com\",\"prn\":\"second@example.com\",\"aud\":\"%s\",\"exp\":1795445100}"
                        .formatted(fake.clientId(), fake.uri());

        Reply reply = bearer(Jwt.signed(PLAIN, claims, fake.signingKey()));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text("id")).doesNotEndWith(fake.identity().userId());
    }

    @Test
    void usernameInOtherCase_isTheSameUser() {
        assertThat(bearer(assertion("INT@Example.com", fake.uri().toString(), "1795445100"))
                        .text("id"))
                .endsWith(fake.identity().userId());
    }

    @Test
    void wrongSignature_isRefused() {
        PrivateKey other = Jwt.anotherKey().getPrivate();
        String claims = claims("int@example.com", fake.uri().toString(), "1795445100");

        assertThat(bearer(Jwt.signed(PLAIN, claims, other)).refusal())
                .isEqualTo("400 invalid_grant: invalid assertion");
    }

    @Test
    void claimsChangedAfterSigning_areRefused() {
        String[] parts = assertion("int@example.com", fake.uri().toString(), "1795445100")
                .split("\\.", -1);
        fake.put(SalesforceUser.of("boss@example.com", io.crosscloud.token.Secret.of("pw"), "The Boss"));
        String forged = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims("boss@example.com", fake.uri().toString(), "1795445100")
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(bearer(parts[0] + "." + forged + "." + parts[2]).refusal())
                .isEqualTo("400 invalid_grant: invalid assertion");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "HS256", "RS512", "ES256"})
    void anyAlgorithmButRs256_isRefused(String algorithm) {
        String header = "{\"alg\":\"" + algorithm + "\"}";
        String claims = claims("int@example.com", fake.uri().toString(), "1795445100");

        assertThat(bearer(Jwt.signed(header, claims, fake.signingKey())).refusal())
                .isEqualTo("400 invalid_grant: invalid assertion");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b", "a.b.c.d", "e30.e30.", "%%%.e30.AA"})
    void assertionThatIsNone_isRefused(String assertion) {
        assertThat(bearer(assertion).status()).isEqualTo(400);
        assertThat(bearer(assertion).members()).containsExactly("error", "error_description");
    }

    @Test
    void unknownConsumerKey_isRefusedAsUnknownClient() {
        String claims = "{\"iss\":\"3MVG9other\",\"sub\":\"int@example.com\",\"aud\":\"%s\",\"exp\":1795445100}"
                .formatted(fake.uri());

        assertThat(bearer(Jwt.signed(PLAIN, claims, fake.signingKey())).refusal())
                .isEqualTo("400 invalid_client_id: client identifier invalid");
    }

    @Test
    void sameAssertionTwice_isAcceptedUnlessTheSwitchIsOn() {
        String assertion = assertion("int@example.com", fake.uri().toString(), "1795445100");
        assertThat(bearer(assertion).status()).isEqualTo(200);
        assertThat(bearer(assertion).status()).isEqualTo(200);

        fake.on(SalesforceSwitch.SINGLE_USE_ASSERTIONS);

        assertThat(bearer(assertion).status()).isEqualTo(200);
        assertThat(bearer(assertion).refusal()).isEqualTo("400 invalid_grant: invalid assertion");
    }

    @ParameterizedTest
    @CsvSource({
        "INACTIVE, invalid_grant: inactive user",
        "NOT_APPROVED, invalid_grant: user hasn't approved this consumer",
        "IP_RESTRICTED, invalid_grant: ip restricted"
    })
    void stateOfTheUser_hasItsOwnAnswer(SalesforceUser.Trait trait, String refusal) {
        fake.put(fake.user("int@example.com").with(trait));

        assertThat(bearer(assertion("int@example.com", fake.uri().toString(), "1795445100"))
                        .refusal())
                .isEqualTo("400 " + refusal);
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_INSTALLED, invalid_client: app must be installed into org",
        "BLOCKED, OAUTH_APP_BLOCKED: this app is blocked by admin",
        "IP_RESTRICTED, invalid_grant: ip restricted"
    })
    void stateOfTheApp_hasItsOwnAnswer(ConnectedApp.Trait trait, String refusal) {
        fake.put(fake.app(fake.clientId()).with(trait));

        assertThat(bearer(assertion("int@example.com", fake.uri().toString(), "1795445100"))
                        .refusal())
                .isEqualTo("400 " + refusal);
    }

    @Test
    void appForAdminApprovedUsers_takesTheAssignedOnly_whetherOrNotTheyApprovedIt() {
        fake.put(fake.app(fake.clientId()).with(ConnectedApp.Trait.ADMIN_APPROVED_USERS_ONLY));
        fake.put(fake.user("int@example.com").with(SalesforceUser.Trait.NOT_APPROVED));
        String assertion = assertion("int@example.com", fake.uri().toString(), "1795445100");
        assertThat(bearer(assertion).status()).isEqualTo(200);

        fake.put(fake.user("int@example.com").with(SalesforceUser.Trait.NOT_ASSIGNED));

        assertThat(bearer(assertion).refusal())
                .isEqualTo("400 invalid_app_access: user is not admin approved to access this app");
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void appWithoutTheScopeForRefreshTokens_isRefused_preauthorizedOrNot(boolean preauthorized) {
        ConnectedApp app = fake.app(fake.clientId()).withScopes(Scopes.of("api", "web"));
        fake.put(preauthorized ? app.with(ConnectedApp.Trait.ADMIN_APPROVED_USERS_ONLY) : app);
        String assertion = assertion("int@example.com", fake.uri().toString(), "1795445100");

        assertThat(bearer(assertion).refusal())
                .isEqualTo("400 invalid_request: refresh_token scope is required and the connected app should be "
                        + "installed and preauthorized");

        fake.put(app.withScopes(Scopes.of("api", "offline_access")));
        assertThat(bearer(assertion).text("scope")).isEqualTo("api");
    }

    @Test
    void userWhoIsInactive_isToldThatFirst() {
        fake.put(fake.app(fake.clientId()).withScopes(Scopes.of("api")));
        fake.put(fake.user("int@example.com").with(SalesforceUser.Trait.INACTIVE));

        assertThat(bearer(assertion("int@example.com", fake.uri().toString(), "1795445100"))
                        .refusal())
                .isEqualTo("400 invalid_grant: inactive user");
    }

    @Test
    void loginWithRefreshToken_countsAsApproval() {
        fake.put(fake.user("int@example.com").with(SalesforceUser.Trait.NOT_APPROVED));
        fake.issueRefreshToken();

        assertThat(bearer(assertion("int@example.com", fake.uri().toString(), "1795445100"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void strictAudience_bindsProductionToLogin() {
        fake.on(SalesforceSwitch.STRICT_AUDIENCE);

        assertThat(bearer(assertion("int@example.com", "https://login.salesforce.com", "1795445100"))
                        .status())
                .isEqualTo(200);
        assertThat(bearer(assertion("int@example.com", "https://test.salesforce.com", "1795445100"))
                        .refusal())
                .isEqualTo("400 invalid_grant: audience is invalid");
    }

    @Test
    void strictExpiry_wantsANumberAndThreeMinutesAtTheMost() {
        fake.on(SalesforceSwitch.STRICT_ASSERTION_EXPIRY);
        long now = clock.instant().getEpochSecond();
        String own = fake.uri().toString();

        assertThat(bearer(assertion("int@example.com", own, String.valueOf(now + 180)))
                        .status())
                .isEqualTo(200);
        assertThat(bearer(assertion("int@example.com", own, String.valueOf(now + 181)))
                        .status())
                .isEqualTo(400);
        assertThat(bearer(assertion("int@example.com", own, "\"" + (now + 180) + "\""))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void assertionClock_letsCallersWhoCannotSeeTheFakesClockIn() {
        TestClock callers = TestClock.startingAt(clock.instant());
        try (FakeSalesforce ahead =
                FakeSalesforce.builder().clock(clock).assertionClock(callers).start()) {
            clock.advance(java.time.Duration.ofHours(3));
            String claims = "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"exp\":%d}"
                    .formatted(
                            ahead.clientId(),
                            ahead.username(),
                            ahead.uri(),
                            callers.instant().getEpochSecond() + 60);

            Reply reply = new Caller(ahead)
                    .token("grant_type", Caller.JWT_BEARER, "assertion", Jwt.signed(PLAIN, claims, ahead.signingKey()));

            assertThat(reply.status()).isEqualTo(200);
        }
    }

    private Reply bearer(String assertion) {
        return caller.token("grant_type", Caller.JWT_BEARER, "assertion", assertion);
    }

    private String assertion(String sub, String aud, String exp) {
        return Jwt.signed(PLAIN, claims(sub, aud, exp), fake.signingKey());
    }

    private String claims(String sub, String aud, String exp) {
        return "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"exp\":%s}".formatted(fake.clientId(), sub, aud, exp);
    }

    private String hmac(String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(fake.clientSecret().exposeSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
