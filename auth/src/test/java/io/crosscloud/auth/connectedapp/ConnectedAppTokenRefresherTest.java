package io.crosscloud.auth.connectedapp;

import static io.crosscloud.auth.internal.http.ScriptedServer.json;
import static io.crosscloud.auth.internal.oauth.Exchange.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jwt.JWTClaimsSet;
import io.crosscloud.Cloud;
import io.crosscloud.auth.AtOnce;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.CredentialProblem;
import io.crosscloud.auth.internal.http.ScriptedServer.Received;
import io.crosscloud.auth.internal.oauth.Exchange;
import io.crosscloud.auth.internal.oauth.TestKeys;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.Endpoint;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.CodeExchange;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConnectedAppTokenRefresherTest {
    private static final ClientId CLIENT = ClientId.of("3MVG9+key");
    private static final ClientAuthentication SECRET = ClientAuthentication.secret(Secret.of("CANARY-s3cret"));
    private static final TokenRequest MARTA =
            TokenRequest.of(User.of("marta")).with(RefreshToken.of("5Aep861.CANARY.first=="));
    private static final String INVALID_CLIENT =
            "{\"error\":\"invalid_client\",\"error_description\":\"invalid client credentials\"}";

    private final Exchange exchange = new Exchange();

    @AfterEach
    void stop() {
        exchange.close();
    }

    @Test
    void salesforce_getsAFormWithoutScope() {
        exchange.server.always(json(200, exchange.salesforce()));

        TokenGrant grant = refresher(exchange.org(), SECRET).token(MARTA);

        assertThat(exchange.server.onlyRequest().form())
                .isEqualTo(Map.of(
                        "grant_type", "refresh_token",
                        "refresh_token", "5Aep861.CANARY.first==",
                        "client_id", "3MVG9+key",
                        "client_secret", "CANARY-s3cret"));
        assertThat(grant.refreshToken()).isEmpty();
    }

    @Test
    void engagement_getsJsonWithScopeAndBusinessUnit() {
        exchange.server.always(json(200, exchange.engagement("refresh_token:\"next\"")));

        TokenGrant grant = refresher(exchange.tenant(), SECRET)
                .token(MARTA.in(BusinessUnit.of(7281698)).scopedTo(Scopes.of("email_read", "offline")));

        JsonNode body =
                JsonMapper.shared().readTree(exchange.server.onlyRequest().body());
        assertThat(body.propertyNames())
                .containsExactlyInAnyOrder(
                        "grant_type", "refresh_token", "client_id", "client_secret", "scope", "account_id");
        assertThat(body.get("scope").stringValue()).isEqualTo("email_read offline");
        assertThat(body.get("account_id").longValue()).isEqualTo(7281698);
        assertThat(grant.refreshToken()).contains(RefreshToken.of("next"));
    }

    @Test
    void engagementsOwnBusinessUnitAndScopes_areTheDefault() {
        exchange.server.always(json(200, exchange.engagement()));

        ConnectedAppTokenRefresher.builder(exchange.tenant(), CLIENT, ClientAuthentication.none())
                .businessUnit(BusinessUnit.of(5))
                .scopes(Scopes.of("offline"))
                .build()
                .token(MARTA);

        JsonNode body =
                JsonMapper.shared().readTree(exchange.server.onlyRequest().body());
        assertThat(body.propertyNames())
                .containsExactlyInAnyOrder("grant_type", "refresh_token", "client_id", "scope", "account_id");
    }

    @Test
    void aSecretInTheHeader_isEncodedAsTheStandardSays() {
        exchange.server.always(json(200, exchange.salesforce()));

        refresher(exchange.org(), ClientAuthentication.basic(Secret.of("CANARY:w/d é")))
                .token(MARTA);

        Received request = exchange.server.onlyRequest();
        assertThat(request.form()).containsOnlyKeys("grant_type", "refresh_token");
        byte[] pair = "3MVG9%2Bkey:CANARY%3Aw%2Fd+%C3%A9".getBytes(StandardCharsets.US_ASCII);
        assertThat(request.header("authorization"))
                .isEqualTo("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    @Test
    void aPublicClient_sendsNoSecret() {
        exchange.server.always(json(200, exchange.salesforce()));

        refresher(exchange.org(), ClientAuthentication.none()).token(MARTA);

        assertThat(exchange.server.onlyRequest().form()).containsOnlyKeys("grant_type", "refresh_token", "client_id");
    }

    @Test
    void aSigningKey_provesTheClient() throws Exception {
        exchange.server.always(json(200, exchange.salesforce()));

        refresher(exchange.org(), ClientAuthentication.privateKeyJwt(TestKeys.signing(TestKeys.FIRST)))
                .token(MARTA);

        Map<String, String> form = exchange.server.onlyRequest().form();
        assertThat(form)
                .containsOnlyKeys(
                        "grant_type", "refresh_token", "client_id", "client_assertion_type", "client_assertion")
                .containsEntry("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        JWTClaimsSet claims =
                TestKeys.verified(form.get("client_assertion"), TestKeys.FIRST).getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo("3MVG9+key");
        assertThat(claims.getSubject()).isEqualTo("3MVG9+key");
        assertThat(claims.getAudience()).containsExactly(exchange.server.uri() + "/services/oauth2/token");
        assertThat(claims.getExpirationTime()).isEqualTo(Date.from(NOW.plusSeconds(120)));
    }

    @Test
    void behindAGateway_anAssertionIsForTheServerThatJudgesIt() throws Exception {
        exchange.server.always(json(200, exchange.salesforce()));
        SalesforceOrg behind = SalesforceOrg.myDomain("acme")
                .withEndpoint(Endpoint.TOKEN, URI.create(exchange.server.uri() + "/gateway/token"))
                .withEndpoint(Endpoint.INTROSPECTION, URI.create(exchange.server.uri() + "/gateway/introspect"))
                .withTrustedHost("127.0.0.1");

        refresher(behind, ClientAuthentication.privateKeyJwt(TestKeys.signing(TestKeys.FIRST)))
                .token(MARTA);

        assertThat(audience(exchange.server.onlyRequest()))
                .isEqualTo("https://acme.my.salesforce.com/services/oauth2/token");
    }

    @Test
    void audienceThatIsNamed_reachesEveryEndpoint() throws Exception {
        exchange.server
                .then(json(200, exchange.salesforce()))
                .then(json(
                        200, "{\"active\":true,\"exp\":" + NOW.plusSeconds(600).getEpochSecond() + "}"))
                .always(json(200, "{}"));
        ClientAuthentication authentication = ClientAuthentication.privateKeyJwt(TestKeys.signing(TestKeys.FIRST))
                .withAudience("https://id.example/realms/acme");
        ConnectedAppTokenRefresher refresher = ConnectedAppTokenRefresher.builder(
                        exchange.compatible(), CLIENT, authentication)
                .clock(exchange.clock)
                .introspection()
                .build();

        TokenGrant grant = refresher.token(MARTA);
        refresher.expiry(grant.accessToken());
        refresher.revoke(RefreshToken.of("5Aep861.CANARY.first=="));

        assertThat(exchange.server.requests()).hasSize(3);
        for (Received request : exchange.server.requests()) {
            assertThat(audience(request)).isEqualTo("https://id.example/realms/acme");
        }
    }

    private static String audience(Received request) throws Exception {
        return TestKeys.verified(request.form().get("client_assertion"), TestKeys.FIRST)
                .getJWTClaimsSet()
                .getAudience()
                .get(0);
    }

    @Test
    void aSecretThatIsRefused_isFollowedByTheNextWithTheSameRefreshToken() {
        exchange.server.then(json(400, INVALID_CLIENT)).always(json(200, exchange.salesforce()));
        ConnectedAppTokenRefresher refresher = refresher(
                exchange.org(), ClientAuthentication.secrets(Secret.of("CANARY-active"), Secret.of("CANARY-staged")));

        refresher.token(MARTA);
        refresher.token(MARTA);

        assertThat(exchange.server.requests())
                .extracting(request -> request.form().get("client_secret"))
                .containsExactly("CANARY-active", "CANARY-staged", "CANARY-staged");
        assertThat(exchange.server.requests())
                .extracting(request -> request.form().get("refresh_token"))
                .containsOnly("5Aep861.CANARY.first==");
        assertThat(exchange.events).containsExactly(new AuthEvent.CredentialFallback(Cloud.SALESFORCE, 1));
    }

    @Test
    void aSecretThatChangesBack_isFoundAgain() {
        exchange.server
                .then(json(400, INVALID_CLIENT))
                .then(json(200, exchange.salesforce()))
                .then(json(401, INVALID_CLIENT))
                .then(json(200, exchange.salesforce()));
        ConnectedAppTokenRefresher refresher = refresher(
                exchange.org(), ClientAuthentication.secrets(Secret.of("CANARY-one"), Secret.of("CANARY-two")));

        refresher.token(MARTA);
        refresher.token(MARTA);

        assertThat(exchange.server.requests())
                .extracting(request -> request.form().get("client_secret"))
                .containsExactly("CANARY-one", "CANARY-two", "CANARY-two", "CANARY-one");
    }

    @Test
    void secretsThatAreAllRefused_areEachTriedOnce() {
        exchange.server.always(json(400, INVALID_CLIENT));

        assertProblem(
                ServerProblem.SALESFORCE_CLIENT_SECRET,
                () -> refresher(
                                exchange.org(),
                                ClientAuthentication.secrets(Secret.of("CANARY-one"), Secret.of("CANARY-two")))
                        .token(MARTA));
        assertThat(exchange.server.requests()).hasSize(2);
    }

    @Test
    void aRefreshTokenThatIsRefused_triesNoOtherSecret() {
        exchange.server.always(
                json(400, "{\"error\":\"invalid_grant\",\"error_description\":\"expired access/refresh token\"}"));

        assertProblem(
                ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED,
                () -> refresher(
                                exchange.org(),
                                ClientAuthentication.secrets(Secret.of("CANARY-one"), Secret.of("CANARY-two")))
                        .token(MARTA));
        assertThat(exchange.server.requests()).hasSize(1);
    }

    @Test
    void aSecretFromAVault_isAskedForEachTime() {
        exchange.server.always(json(200, exchange.salesforce()));
        AtomicInteger version = new AtomicInteger();
        ConnectedAppTokenRefresher refresher = refresher(
                exchange.org(),
                ClientAuthentication.secret(() -> Secret.of("CANARY-secret-" + version.incrementAndGet())));

        refresher.token(MARTA);
        refresher.token(MARTA);

        assertThat(exchange.server.requests())
                .extracting(request -> request.form().get("client_secret"))
                .containsExactly("CANARY-secret-1", "CANARY-secret-2");
    }

    @Test
    void aVaultThatFails_sendsNothing() {
        ConnectedAppTokenRefresher refresher = refresher(exchange.org(), ClientAuthentication.secret(() -> {
            throw new IllegalStateException("CANARY");
        }));

        AuthException refused = catchThrowableOfType(AuthException.class, () -> refresher.token(MARTA));

        assertThat(refused.problem()).isEqualTo(CredentialProblem.SECRET_UNAVAILABLE);
        assertThat(refused).hasMessageNotContaining("CANARY").hasNoCause();
        assertThat(exchange.server.requests()).isEmpty();
    }

    @Test
    void noLogin_isTold() {
        assertProblem(
                SessionProblem.LOGIN_MISSING,
                () -> refresher(exchange.org(), SECRET).token(TokenRequest.of(User.of("marta"))));
        assertThat(exchange.server.requests()).isEmpty();
    }

    @Tag("U13")
    @Test
    void aNewInstanceUrl_isAdopted() {
        exchange.server.always(json(200, exchange.salesforce("instance_url:\"https://acme.my.salesforce.com\"")));

        TokenGrant grant = refresher(exchange.org(), SECRET).token(MARTA);

        assertThat(grant.accessToken().endpoints().rest()).isEqualTo(URI.create("https://acme.my.salesforce.com"));
    }

    private CodeExchange codeExchange() {
        return refresher(exchange.org(), SECRET).codeExchange().orElseThrow();
    }

    @Test
    void aCode_isExchangedWithItsVerifier() {
        exchange.server.always(json(200, exchange.salesforce("signature:", "refresh_token:\"5Aep861.new\"")));

        TokenGrant grant = codeExchange()
                .exchange(
                        Secret.of("aPrx+code=="),
                        Secret.of("verifier"),
                        URI.create("https://host.example/callback?a=b"));

        assertThat(exchange.server.onlyRequest().form())
                .isEqualTo(Map.of(
                        "grant_type", "authorization_code",
                        "code", "aPrx+code==",
                        "redirect_uri", "https://host.example/callback?a=b",
                        "code_verifier", "verifier",
                        "client_id", "3MVG9+key",
                        "client_secret", "CANARY-s3cret"));
        assertThat(grant.refreshToken()).contains(RefreshToken.of("5Aep861.new"));
    }

    @Test
    void aCodeWhoseFateIsUnknown_isNotSentAgain() {
        exchange.server.always((request, line) -> line.close());

        assertProblem(
                ServerProblem.OUTCOME_UNKNOWN,
                () -> codeExchange().exchange(Secret.of("code"), null, URI.create("https://host.example/callback")));
        assertThat(exchange.server.requests()).hasSize(1);
    }

    @Test
    void whatItIs_isARefreshGrant() {
        ConnectedAppTokenRefresher refresher = refresher(exchange.org(), SECRET);

        assertThat(refresher.info().grant()).isEqualTo(GrantType.REFRESH_TOKEN);
        assertThat(refresher.info().clientId()).contains(CLIENT);
        assertThat(refresher.toString()).doesNotContain("CANARY-s3cret");
    }

    private ConnectedAppTokenRefresher refresher(AuthorizationServer server, ClientAuthentication authentication) {
        return ConnectedAppTokenRefresher.builder(server, CLIENT, authentication)
                .clock(exchange.clock)
                .listener(AtOnce.listener(exchange.events::add))
                .build();
    }

    private static void assertProblem(Problem problem, ThrowingCallable call) {
        AuthException refused = catchThrowableOfType(AuthException.class, call);

        assertThat(refused).isNotNull();
        assertThat(refused.problem()).isEqualTo(problem);
    }
}
