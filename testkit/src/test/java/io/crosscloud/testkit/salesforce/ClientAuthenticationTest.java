package io.crosscloud.testkit.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.testkit.salesforce.Caller.Reply;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAuthenticationTest {
    private static final String TOKEN = "/services/oauth2/token";
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final TestClock clock = TestClock.create();
    private final FakeSalesforce fake = FakeSalesforce.builder().clock(clock).start();
    private final Caller caller = new Caller(fake);

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void secretInTheBody_isAccepted_andTheScopeIsThatOfAnIntegration() {
        Reply reply = caller.clientCredentials();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text("scope").split(" ")).contains("api").doesNotContain("web", "full", "refresh_token");
        assertThat(reply.members()).doesNotContain("refresh_token", "expires_in");
        assertThat(reply.text("id")).endsWith(fake.identity().userId());
    }

    @Test
    void secretInTheQuery_isAcceptedToo() {
        assertThat(caller.post(TOKEN + "?grant_type=client_credentials&" + caller.client(), "")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void basicHeader_isAccepted() {
        Reply reply = caller.post(
                TOKEN,
                "grant_type=client_credentials",
                "Authorization",
                basic(fake.clientId().value(), fake.clientSecret().exposeSecret()));

        assertThat(reply.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic !!!", "Basic ", "Basic bm9jb2xvbg=="})
    void brokenBasicHeader_isRefused(String header) {
        assertThat(caller.post(TOKEN, "grant_type=client_credentials", "Authorization", header)
                        .refusal())
                .isEqualTo("400 invalid_client_id: client identifier invalid");
    }

    @Test
    void wrongSecret_isRefusedInBodyAndHeader() {
        String id = fake.clientId().value();

        assertThat(caller.token("grant_type", "client_credentials", "client_id", id, "client_secret", "wrong")
                        .refusal())
                .isEqualTo("400 invalid_client: invalid client credentials");
        assertThat(caller.post(TOKEN, "grant_type=client_credentials", "Authorization", basic(id, "wrong"))
                        .refusal())
                .isEqualTo("400 invalid_client: invalid client credentials");
    }

    @Test
    void checks_goFromGrantTypeOverClientToSecretToTheRest() {
        String id = fake.clientId().value();

        assertThat(caller.token("grant_type", "magic", "client_id", "unknown").refusal())
                .isEqualTo("400 unsupported_grant_type: grant type not supported");
        assertThat(caller.token("client_id", id).refusal())
                .isEqualTo("400 unsupported_grant_type: grant type not supported");
        assertThat(caller.token("grant_type", "password", "client_id", "unknown", "client_secret", "wrong")
                        .refusal())
                .isEqualTo("400 invalid_client_id: client identifier invalid");
        assertThat(caller.token("grant_type", "password", "client_id", id, "client_secret", "wrong")
                        .refusal())
                .isEqualTo("400 invalid_client: invalid client credentials");
        assertThat(caller.tokenAsApp("grant_type", "password", "username", "x", "password", "y")
                        .refusal())
                .isEqualTo("400 invalid_grant: authentication failure");
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization_code", "refresh_token", "client_credentials", Caller.JWT_BEARER})
    void scope_isRefusedByEveryGrantButThePasswordFlow(String grant) {
        assertThat(caller.tokenAsApp("grant_type", grant, "scope", "api").refusal())
                .isEqualTo("400 invalid_request: scope parameter not supported");
    }

    @Test
    void scopeInARefresh_spendsNothing_andOneWithoutAValueIsNone() {
        fake.rotation(true);
        String token = fake.issueRefreshToken().exposeSecret();
        String[] refresh = {"grant_type", "refresh_token", "refresh_token", token, "scope"};

        assertThat(caller.tokenAsApp(with(refresh, "api")).text("error")).isEqualTo("invalid_request");

        assertThat(caller.tokenAsApp(with(refresh, "")).status()).isEqualTo(200);
    }

    @Test
    void requestThatARedirectHasTurnedIntoAGet_isRefused() {
        assertThat(caller.get(TOKEN).refusal()).isEqualTo("400 unsupported_grant_type: grant type not supported");
    }

    @Test
    void refusals_haveExactlyTwoKeys() {
        Reply reply = caller.token("grant_type", "client_credentials");

        assertThat(reply.members()).containsExactly("error", "error_description");
        assertThat(reply.header("Content-Type")).isEqualTo("application/json;charset=UTF-8");
        assertThat(reply.header("Cache-Control")).contains("no-store");
    }

    @Test
    void formats_areChosenByParameterOrAccept() {
        assertThat(caller.token("grant_type", "magic", "format", "xml").body())
                .contains("<OAuth><error>unsupported_grant_type</error>");
        assertThat(caller.token("grant_type", "magic", "format", "urlencoded").body())
                .isEqualTo("error=unsupported_grant_type&error_description=grant+type+not+supported");
        assertThat(caller.post(TOKEN, "grant_type=magic", "Accept", "application/xml")
                        .header("Content-Type"))
                .startsWith("application/xml");
        assertThat(caller.post(TOKEN, "grant_type=magic", "Accept", "*/*").header("Content-Type"))
                .startsWith("application/json");
    }

    @Test
    void privateKeyJwt_isAcceptedForTheTokenEndpointAndForTheHost() {
        String refreshToken = fake.issueRefreshToken().exposeSecret();

        assertThat(byAssertion(refreshToken, fake.uri() + TOKEN, 60, fake.signingKey())
                        .status())
                .isEqualTo(200);
        assertThat(byAssertion(refreshToken, fake.uri().toString(), 60, fake.signingKey())
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", TOKEN, "/services/oauth2/introspect"})
    void privateKeyJwt_atTheIntrospectionEndpoint_mayNameTheServerByAnyOfItsUrls(String path) {
        Reply reply = caller.post(
                "/services/oauth2/introspect",
                Caller.form("token", "unknown", "client_assertion_type", ASSERTION_TYPE) + "&client_assertion="
                        + assertion(fake.uri() + path, 60, fake.signingKey()));

        assertThat(reply.body()).isEqualTo("{\"active\":false}");
    }

    @Test
    void privateKeyJwt_ofAnotherKeyAudienceOrTime_isRefused() {
        String refreshToken = fake.issueRefreshToken().exposeSecret();
        String refusal = "400 invalid_client: invalid client credentials";

        assertThat(byAssertion(
                                refreshToken,
                                fake.uri() + TOKEN,
                                60,
                                Jwt.anotherKey().getPrivate())
                        .refusal())
                .isEqualTo(refusal);
        assertThat(byAssertion(refreshToken, "https://evil.example", 60, fake.signingKey())
                        .refusal())
                .isEqualTo(refusal);
        assertThat(byAssertion(refreshToken, fake.uri() + TOKEN, -200, fake.signingKey())
                        .refusal())
                .isEqualTo(refusal);
    }

    @Test
    void secret_mayBeAbsentOnlyWhereTheAppSaysSo_andIsCheckedIfSent() {
        String refreshToken = fake.issueRefreshToken().exposeSecret();
        String id = fake.clientId().value();
        String[] bare = {"grant_type", "refresh_token", "refresh_token", refreshToken, "client_id", id};
        assertThat(caller.token(bare).refusal()).isEqualTo("400 invalid_client: invalid client credentials");

        fake.put(fake.app(fake.clientId()).with(ConnectedApp.Trait.REFRESH_WITHOUT_SECRET));

        assertThat(caller.token(bare).status()).isEqualTo(200);
        assertThat(caller.post(TOKEN, Caller.form(bare) + "&client_secret=wrong")
                        .refusal())
                .isEqualTo("400 invalid_client: invalid client credentials");
    }

    @Test
    void clientCredentials_haveTheirOwnRefusals() {
        fake.put(fake.app(fake.clientId()).with(ConnectedApp.Trait.WITHOUT_CLIENT_CREDENTIALS));
        assertThat(caller.clientCredentials().refusal())
                .isEqualTo("400 invalid_grant: client credentials flow not enabled");

        fake.put(fake.app(fake.clientId())
                .without(ConnectedApp.Trait.WITHOUT_CLIENT_CREDENTIALS)
                .withRunAsUser("nobody@example.com"));
        assertThat(caller.clientCredentials().refusal())
                .isEqualTo("400 invalid_grant: no client credentials user enabled");
    }

    @Test
    void clientCredentials_onASharedLoginHost_areRefused() throws Exception {
        String form = "grant_type=client_credentials&" + caller.client();
        try (var wire = new io.crosscloud.testkit.Wire(fake.uri())) {
            wire.send("POST " + TOKEN + " HTTP/1.1\r\nHost: login.salesforce.com\r\nConnection: close\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length()
                    + "\r\n\r\n" + form);

            assertThat(wire.rest()).startsWith("HTTP/1.1 400").contains("request not supported on this domain");
        }
    }

    @Test
    void passwordFlow_answersWithoutScopeAndRefreshToken() {
        Reply reply = caller.tokenAsApp(
                "grant_type",
                "password",
                "username",
                fake.username(),
                "password",
                fake.password().exposeSecret());

        assertThat(reply.members())
                .containsExactly("access_token", "signature", "instance_url", "id", "token_type", "issued_at");
    }

    @Test
    void passwordFlow_wantsTheSecurityTokenAppended_andCanBeBlocked() {
        fake.put(fake.user(fake.username()).withSecurityToken(io.crosscloud.token.Secret.of("TOKEN1")));
        String password = fake.password().exposeSecret();

        assertThat(password(password).refusal()).isEqualTo("400 invalid_grant: authentication failure");
        assertThat(password(password + "TOKEN1").status()).isEqualTo(200);

        fake.put(fake.app(fake.clientId()).with(ConnectedApp.Trait.WITHOUT_PASSWORD_FLOW));
        assertThat(password(password + "TOKEN1").refusal()).isEqualTo("400 invalid_grant: authentication failure");
    }

    @Test
    void loginRate_isCountedByUser_andEndsWithTheHour() {
        try (FakeSalesforce limited =
                FakeSalesforce.builder().clock(clock).loginsPerHour(2).start()) {
            Caller client = new Caller(limited);
            assertThat(client.clientCredentials().status()).isEqualTo(200);
            assertThat(client.clientCredentials().status()).isEqualTo(200);
            assertThat(client.clientCredentials().refusal()).isEqualTo("400 invalid_grant: login rate exceeded");
            assertThat(limited.loginsOf(limited.username())).isEqualTo(3);

            clock.advance(java.time.Duration.ofHours(1));

            assertThat(client.clientCredentials().status()).isEqualTo(200);
        }
    }

    @Test
    void strictRequests_comeAsAFormWithoutRepetition() {
        fake.on(SalesforceSwitch.STRICT_TOKEN_REQUESTS);

        assertThat(caller.clientCredentials().status()).isEqualTo(200);
        assertThat(caller.post(TOKEN + "?grant_type=client_credentials", caller.client())
                        .text("error"))
                .isEqualTo("invalid_request");
        assertThat(caller.post(TOKEN, "grant_type=client_credentials&grant_type=password&" + caller.client())
                        .text("error"))
                .isEqualTo("invalid_request");
    }

    private Reply password(String password) {
        return caller.tokenAsApp("grant_type", "password", "username", fake.username(), "password", password);
    }

    private String assertion(String audience, long seconds, PrivateKey key) {
        String claims = "{\"iss\":\"%1$s\",\"sub\":\"%1$s\",\"aud\":\"%2$s\",\"exp\":%3$d,\"jti\":\"%3$d\"}"
                .formatted(fake.clientId(), audience, clock.instant().getEpochSecond() + seconds);
        return Jwt.signed("{\"alg\":\"RS256\"}", claims, key);
    }

    private Reply byAssertion(String refreshToken, String audience, long seconds, PrivateKey key) {
        return caller.token(
                "grant_type",
                "refresh_token",
                "refresh_token",
                refreshToken,
                "client_assertion_type",
                ASSERTION_TYPE,
                "client_assertion",
                assertion(audience, seconds, key));
    }

    private static String basic(String id, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    private static String[] with(String[] pairs, String last) {
        return Stream.concat(Stream.of(pairs), Stream.of(last)).toArray(String[]::new);
    }
}
