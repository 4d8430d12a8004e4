package io.crosscloud.auth.jwt;

import static io.crosscloud.auth.internal.http.ScriptedServer.json;
import static io.crosscloud.auth.internal.oauth.Exchange.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.crosscloud.Cloud;
import io.crosscloud.auth.AtOnce;
import io.crosscloud.auth.HangingListener;
import io.crosscloud.auth.client.CredentialProblem;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.internal.http.ScriptedServer.Received;
import io.crosscloud.auth.internal.oauth.Exchange;
import io.crosscloud.auth.internal.oauth.TestKeys;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.Scopes;
import java.net.http.HttpClient;
import java.text.ParseException;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JwtBearerTokenProviderTest {
    private static final ClientId CLIENT = ClientId.of("consumer-key");
    private static final TokenRequest MARTA = TokenRequest.of(User.of("marta@acme.example"));
    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String EXPIRED =
            "{\"error\":\"invalid_grant\",\"error_description\":\"expired authorization code\"}";
    private static final String INVALID_ASSERTION =
            "{\"error\":\"invalid_grant\",\"error_description\":\"invalid assertion\"}";

    private final Exchange exchange = new Exchange();

    @AfterEach
    void stop() {
        exchange.close();
    }

    @Test
    void salesforce_getsAFormWithTheAssertionOnly() throws Exception {
        exchange.server.then(json(200, exchange.salesforce()));

        salesforce().build().token(MARTA);

        Received request = exchange.server.onlyRequest();
        assertThat(request.line()).isEqualTo("POST /services/oauth2/token HTTP/1.1");
        assertThat(request.header("content-type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(request.form()).containsOnlyKeys("grant_type", "assertion").containsEntry("grant_type", JWT_BEARER);
        SignedJWT jwt = TestKeys.verified(request.form().get("assertion"), TestKeys.FIRST);
        assertThat(jwt.getHeader().toJSONObject()).isEqualTo(Map.of("alg", "RS256", "typ", "JWT"));
        Map<String, Object> claims = new TreeMap<>(jwt.getPayload().toJSONObject());
        assertThat(claims.remove("jti")).asString().hasSize(22);
        assertThat(claims)
                .isEqualTo(Map.of(
                        "iss",
                        "consumer-key",
                        "sub",
                        "marta@acme.example",
                        "aud",
                        exchange.server.uri().toString(),
                        "iat",
                        NOW.getEpochSecond(),
                        "exp",
                        NOW.getEpochSecond() + 120));
    }

    @Test
    void engagement_getsJsonWithBusinessUnitAndScopes() {
        exchange.server.always(json(200, exchange.engagement()));

        JwtBearerTokenProvider.builder(exchange.tenant(), CLIENT, TestKeys.signing(TestKeys.FIRST))
                .businessUnit(BusinessUnit.of(7281698))
                .scopes(Scopes.of("email_read", "email_send"))
                .build()
                .token(MARTA);

        Received request = exchange.server.onlyRequest();
        assertThat(request.line()).isEqualTo("POST /v2/token HTTP/1.1");
        assertThat(request.header("content-type")).isEqualTo("application/json");
        JsonNode body = JsonMapper.shared().readTree(request.body());
        assertThat(body.propertyNames()).containsExactlyInAnyOrder("grant_type", "assertion", "account_id", "scope");
        assertThat(body.get("grant_type").stringValue()).isEqualTo(JWT_BEARER);
        assertThat(body.get("account_id").isIntegralNumber()).isTrue();
        assertThat(body.get("account_id").longValue()).isEqualTo(7281698);
        assertThat(body.get("scope").stringValue()).isEqualTo("email_read email_send");
        assertThat(claims(body.get("assertion").stringValue()).getAudience())
                .containsExactly(exchange.server.uri().toString());
    }

    @Test
    void engagementWithoutBusinessUnitAndScopes_isNotSentAny() {
        exchange.server.always(json(200, exchange.engagement()));

        engagement().token(MARTA);

        assertThat(JsonMapper.shared()
                        .readTree(exchange.server.onlyRequest().body())
                        .propertyNames())
                .containsExactlyInAnyOrder("grant_type", "assertion");
    }

    @Test
    void aRequestsOwnBusinessUnitAndScopes_win() {
        exchange.server.always(json(200, exchange.engagement()));

        engagement().token(MARTA.in(BusinessUnit.of(5)).scopedTo(Scopes.of("offline")));

        JsonNode body =
                JsonMapper.shared().readTree(exchange.server.onlyRequest().body());
        assertThat(body.get("account_id").longValue()).isEqualTo(5);
        assertThat(body.get("scope").stringValue()).isEqualTo("offline");
    }

    @Tag("K11")
    @Tag("K12")
    @Test
    void everyTry_hasAnAssertionOfItsOwn() {
        exchange.server.always(json(200, exchange.salesforce()));
        JwtBearerTokenProvider provider = salesforce().build();

        provider.token(MARTA);
        provider.token(MARTA);

        assertThat(exchange.server.requests())
                .extracting(request -> claims(request.form().get("assertion")).getJWTID())
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void manyUsers_goThroughOneProvider() {
        exchange.server.always(json(200, exchange.salesforce()));
        JwtBearerTokenProvider provider = salesforce()
                .subject(user -> user.name() + "@acme.example")
                .subject("integration@acme.example")
                .build();

        provider.token(TokenRequest.of(User.of("marta")));
        provider.token(TokenRequest.of(User.of("jonas")));
        provider.token(TokenRequest.of(User.integration()));

        assertThat(exchange.server.requests())
                .extracting(request -> claims(request.form().get("assertion")).getSubject())
                .containsExactly("marta@acme.example", "jonas@acme.example", "integration@acme.example");
    }

    @Test
    void theIntegrationWithoutASubject_isRefusedUnsent() {
        assertProblem(
                SettingProblem.USER_REQUIRED, () -> salesforce().build().token(TokenRequest.of(User.integration())));
        assertProblem(
                SettingProblem.USER_REQUIRED,
                () -> salesforce().subject(user -> "").build().token(MARTA));
        assertThat(exchange.server.requests()).isEmpty();
    }

    @Test
    void anOverriddenAudience_isSent() {
        exchange.server.always(json(200, exchange.salesforce()));

        salesforce().audience("https://login.salesforce.com").build().token(MARTA);

        assertThat(claims(exchange.server.onlyRequest().form().get("assertion")).getAudience())
                .containsExactly("https://login.salesforce.com");
    }

    @ParameterizedTest
    @CsvSource({"PT1S, 1", "PT3M, 180"})
    void anAssertionsLifetime_isWithinThreeMinutes(Duration lifetime, long seconds) {
        exchange.server.always(json(200, exchange.salesforce()));

        salesforce().assertionLifetime(lifetime).build().token(MARTA);

        assertThat(claims(exchange.server.onlyRequest().form().get("assertion")).getExpirationTime())
                .isEqualTo(Date.from(NOW.plusSeconds(seconds)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.5S", "PT-1S", "PT3M1S"})
    void anotherLifetime_isRefused(Duration lifetime) {
        assertProblem(SettingProblem.SETTING_INVALID, () -> salesforce().assertionLifetime(lifetime));
    }

    @Tag("K6")
    @Test
    void aClockThatIsOff_isCorrectedAndTheAssertionSignedAgainOnce() {
        exchange.server
                .then(json(400, EXPIRED, "Date: Mon, 23 Nov 2026 10:05:00 GMT"))
                .then(json(200, exchange.salesforce(), "Date: Mon, 23 Nov 2026 10:05:00 GMT"));

        salesforce().build().token(MARTA);

        assertThat(exchange.server.requests())
                .extracting(request -> claims(request.form().get("assertion")).getIssueTime())
                .containsExactly(Date.from(NOW), Date.from(NOW.plusSeconds(300)));
        assertThat(exchange.events).containsExactly(new AuthEvent.ClockSkew(Cloud.SALESFORCE, Duration.ofMinutes(5)));
    }

    @Test
    void anExpiredAssertionUnderARightClock_isNotSignedAgain() {
        exchange.server.always(json(400, EXPIRED, "Date: Mon, 23 Nov 2026 10:00:05 GMT"));

        assertProblem(
                ServerProblem.SALESFORCE_ASSERTION_EXPIRED,
                () -> salesforce().build().token(MARTA));
        assertThat(exchange.server.requests()).hasSize(1);
    }

    @Tag("K6")
    @Test
    void aCorrectedClockThatDoesNotHelp_isTriedOnce() {
        exchange.server.always(json(400, EXPIRED, "Date: Mon, 23 Nov 2026 10:05:00 GMT"));

        assertProblem(
                ServerProblem.SALESFORCE_ASSERTION_EXPIRED,
                () -> salesforce().build().token(MARTA));
        assertThat(exchange.server.requests()).hasSize(2);
    }

    @Test
    void aKeyThatIsRefused_isFollowedByTheNext() {
        exchange.server.then(json(400, INVALID_ASSERTION)).always(json(200, exchange.salesforce()));
        JwtBearerTokenProvider provider =
                salesforce().keys(TestKeys.signing(TestKeys.SECOND)).build();

        provider.token(MARTA);
        provider.token(MARTA);

        assertThat(exchange.server.requests()).hasSize(3);
        TestKeys.verified(assertion(0), TestKeys.FIRST);
        TestKeys.verified(assertion(1), TestKeys.SECOND);
        TestKeys.verified(assertion(2), TestKeys.SECOND);
        assertThat(exchange.events).containsExactly(new AuthEvent.CredentialFallback(Cloud.SALESFORCE, 1));
    }

    @Test
    void keysThatAreAllRefused_areEachTriedOnce() {
        exchange.server.always(json(400, INVALID_ASSERTION));

        assertProblem(
                ServerProblem.SALESFORCE_ASSERTION_INVALID,
                () -> salesforce()
                        .keys(TestKeys.signing(TestKeys.SECOND))
                        .build()
                        .token(MARTA));
        assertThat(exchange.server.requests()).hasSize(2);
        assertThat(exchange.events).isEmpty();
    }

    @Test
    void anotherRefusal_triesNoOtherKey() {
        exchange.server.always(json(
                400, "{\"error\":\"invalid_grant\",\"error_description\":\"user hasn't approved this consumer\"}"));

        assertProblem(
                ServerProblem.SALESFORCE_USER_NOT_APPROVED,
                () -> salesforce()
                        .keys(TestKeys.signing(TestKeys.SECOND))
                        .build()
                        .token(MARTA));
        assertThat(exchange.server.requests()).hasSize(1);
    }

    @Test
    void aTenantWithoutJwtBearer_isTold() {
        exchange.server.always(json(400, "{\"error\":\"unsupported_grant_type\"}"));

        assertThatThrownBy(() -> engagement().token(MARTA))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("client credentials");
    }

    @Tag("K5")
    @Test
    void aSignerThatFails_sendsNothing() {
        JwtBearerTokenProvider provider = JwtBearerTokenProvider.builder(
                        exchange.org(), CLIENT, SigningKey.signer(input -> new byte[0]))
                .build();

        assertProblem(CredentialProblem.SIGNER_FAILED, () -> provider.token(MARTA));
        assertThat(exchange.server.requests()).isEmpty();
    }

    @Test
    void salesforce_takesNoScopesAndNoBusinessUnit() {
        assertProblem(
                SettingProblem.SETTING_INVALID,
                () -> salesforce().scopes(Scopes.of("api")).build());
        assertProblem(
                SettingProblem.SETTING_INVALID,
                () -> salesforce().businessUnit(BusinessUnit.of(5)).build());
        assertProblem(
                SettingProblem.SETTING_INVALID, () -> salesforce().build().token(MARTA.scopedTo(Scopes.of("api"))));
        assertThat(exchange.server.requests()).isEmpty();
    }

    @Test
    void anUnsafeClient_isRefused() {
        HttpClient following = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();

        assertProblem(
                SettingProblem.HTTP_CLIENT_UNSAFE,
                () -> salesforce().httpClient(following).build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT5M1S"})
    void aTimeoutOutOfRange_isRefused(Duration timeout) {
        assertProblem(SettingProblem.SETTING_INVALID, () -> salesforce().timeout(timeout));
    }

    @Test
    void aListenerThatThrows_breaksNothing() {
        exchange.server.always(json(200, exchange.salesforce(), "Date: Mon, 23 Nov 2026 10:05:00 GMT"));

        assertThat(salesforce()
                        .listener(event -> {
                            throw new IllegalStateException();
                        })
                        .build()
                        .token(MARTA)
                        .accessToken())
                .isNotNull();
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aListenerThatNeverReturns_holdsUpNoExchange() throws Exception {
        exchange.server
                .then(json(400, INVALID_ASSERTION, "Date: Mon, 23 Nov 2026 10:05:00 GMT"))
                .always(json(200, exchange.salesforce(), "Date: Mon, 23 Nov 2026 10:05:00 GMT"));
        try (HangingListener hanging = new HangingListener()) {
            JwtBearerTokenProvider provider = salesforce()
                    .keys(TestKeys.signing(TestKeys.SECOND))
                    .listener(hanging)
                    .build();

            assertThat(provider.token(MARTA).accessToken()).isNotNull();

            assertThat(hanging.next()).isInstanceOf(AuthEvent.ClockSkew.class);
            hanging.release();
            assertThat(hanging.next()).isEqualTo(new AuthEvent.CredentialFallback(Cloud.SALESFORCE, 1));
        }
    }

    @Test
    void whatItIs_isItsBinding() {
        AuthorizationServer org = SalesforceOrg.myDomain("acme");
        JwtBearerTokenProvider.Builder builder =
                JwtBearerTokenProvider.builder(org, CLIENT, TestKeys.signing(TestKeys.FIRST));

        assertThat(builder.build().info().grant()).isEqualTo(GrantType.JWT_BEARER);
        assertThat(builder.build().info().server()).contains(org);
        String plain = builder.build().info().binding();
        assertThat(builder.subject("integration").build().info().binding()).isNotEqualTo(plain);
    }

    private JwtBearerTokenProvider.Builder salesforce() {
        return JwtBearerTokenProvider.builder(exchange.org(), CLIENT, TestKeys.signing(TestKeys.FIRST))
                .clock(exchange.clock)
                .listener(AtOnce.listener(exchange.events::add));
    }

    private JwtBearerTokenProvider engagement() {
        return JwtBearerTokenProvider.builder(exchange.tenant(), CLIENT, TestKeys.signing(TestKeys.FIRST))
                .build();
    }

    private String assertion(int request) {
        return exchange.server.requests().get(request).form().get("assertion");
    }

    private static JWTClaimsSet claims(String assertion) {
        try {
            return TestKeys.verified(assertion, TestKeys.FIRST).getJWTClaimsSet();
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertProblem(Problem problem, ThrowingCallable call) {
        AuthException refused = catchThrowableOfType(AuthException.class, call);

        assertThat(refused).isNotNull();
        assertThat(refused.problem()).isEqualTo(problem);
    }
}
