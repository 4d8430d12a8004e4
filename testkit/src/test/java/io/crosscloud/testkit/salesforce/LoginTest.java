package io.crosscloud.testkit.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.SalesforceUser;
import io.crosscloud.testkit.ScriptedBrowser;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.testkit.internal.http.Parameters;
import io.crosscloud.testkit.salesforce.Caller.Reply;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginTest {
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private final TestClock clock = TestClock.create();
    private final FakeSalesforce fake = FakeSalesforce.builder().clock(clock).start();
    private final Caller caller = new Caller(fake);

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void approvedLogin_comesBackWithCodeAndState_andTheCodeGetsTokensOnce() {
        URI callback = fake.login(caller.authorizationUri("scope", "api refresh_token id"));
        assertThat(callback.toString())
                .startsWith(fake.redirectUri() + "?code=aPrx")
                .endsWith("&state=a%20state");
        assertThat(callback.getRawQuery()).contains("%3D%3D&");

        Reply reply = caller.exchange(callback);

        assertThat(reply.members())
                .containsExactly(
                        "access_token",
                        "refresh_token",
                        "signature",
                        "scope",
                        "instance_url",
                        "id",
                        "token_type",
                        "issued_at");
        assertThat(reply.text("refresh_token")).matches("5Aep[a-zA-Z0-9._-]+={0,2}");
        assertThat(reply.text("scope")).isEqualTo("api id refresh_token");
        assertThat(caller.exchange(callback).refusal()).isEqualTo("400 invalid_grant: invalid authorization code");
        assertThat(caller.refresh(reply.text("refresh_token")).status()).isEqualTo(200);
    }

    @Test
    void scopeWithoutRefresh_getsNoRefreshToken() {
        assertThat(caller.exchange(fake.login(caller.authorizationUri("scope", "api")))
                        .members())
                .contains("access_token")
                .doesNotContain("refresh_token");
    }

    @Test
    void openid_bringsAnIdTokenThatTheOrgsKeySigned() throws Exception {
        Reply reply = caller.exchange(fake.login(caller.authorizationUri("scope", "openid", "nonce", "n-1")));

        SignedJWT idToken = SignedJWT.parse(reply.text("id_token"));
        JWKSet keys = JWKSet.parse(caller.get("/id/keys").body());
        var key = keys.getKeyByKeyId(idToken.getHeader().getKeyID()).toRSAKey();
        assertThat(idToken.verify(new RSASSAVerifier(key))).isTrue();
        var claims = idToken.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(fake.uri().toString());
        assertThat(claims.getSubject()).isEqualTo(reply.text("id"));
        assertThat(claims.getAudience()).containsExactly(fake.clientId().value());
        assertThat(claims.getClaim("nonce")).isEqualTo("n-1");
        assertThat(claims.getExpirationTime().toInstant()).isAfter(clock.instant());
    }

    @Test
    void code_livesForFifteenMinutes() {
        URI early = fake.login(caller.authorizationUri());
        clock.advance(Duration.ofMinutes(15).minusSeconds(1));
        assertThat(caller.exchange(early).status()).isEqualTo(200);

        URI late = fake.login(caller.authorizationUri());
        clock.advance(Duration.ofMinutes(15));
        assertThat(caller.exchange(late).refusal()).isEqualTo("400 invalid_grant: expired authorization code");
    }

    @Test
    void sixteenExchangesOfOneCode_haveOneWinner() {
        URI callback = fake.login(caller.authorizationUri());

        long winners = IntStream.range(0, 16)
                .parallel()
                .filter(i -> caller.exchange(callback).status() == 200)
                .count();

        assertThat(winners).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', ''",
        "'', dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk, ''",
        "S256, dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk, ''",
        "S256, '', invalid_grant",
        "S256, wrong, invalid_request"
    })
    void proofKey_isVerifiedIfTheLoginHadAChallenge(String method, String verifier, String error) {
        boolean challenged = !verifier.isEmpty() || !method.isEmpty();
        URI uri = !challenged
                ? caller.authorizationUri()
                : method.isEmpty()
                        ? caller.authorizationUri("code_challenge", CHALLENGE)
                        : caller.authorizationUri("code_challenge", CHALLENGE, "code_challenge_method", method);
        URI callback = fake.login(uri);

        Reply reply =
                verifier.isEmpty() ? caller.exchange(callback) : caller.exchange(callback, "code_verifier", verifier);

        assertThat(reply.text("error")).isEqualTo(error);
    }

    @Test
    void verifierOf171Characters_asJsforceSendsIt_isAccepted() throws NoSuchAlgorithmException {
        String verifier = "v".repeat(171);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
        String challenge = Base64.getUrlEncoder().withoutPadding().encodeToString(hash);

        URI callback = fake.login(caller.authorizationUri("code_challenge", challenge));

        assertThat(caller.exchange(callback, "code_verifier", verifier).status())
                .isEqualTo(200);
    }

    @Test
    void appThatRequiresProofKey_refusesALoginWithoutAndThePlainMethod() {
        fake.put(fake.app(fake.clientId()).with(ConnectedApp.Trait.REQUIRES_PKCE));

        assertThat(error(fake.login(caller.authorizationUri()))).isEqualTo("invalid_request");
        assertThat(error(fake.login(
                        caller.authorizationUri("code_challenge", VERIFIER, "code_challenge_method", "plain"))))
                .isEqualTo("invalid_request");
    }

    @Test
    void codeOfAnotherAppOrRedirectUri_isRefused() {
        ConnectedApp other =
                ConnectedApp.of(io.crosscloud.cloud.ClientId.of("other"), Secret.of("secret"), fake.redirectUri());
        fake.put(other);
        String code = Parameters.parse(fake.login(caller.authorizationUri()).getRawQuery())
                .first("code")
                .orElseThrow();
        assertThat(caller.token(
                                "grant_type",
                                "authorization_code",
                                "code",
                                code,
                                "redirect_uri",
                                fake.redirectUri().toString(),
                                "client_id",
                                "other",
                                "client_secret",
                                "secret")
                        .refusal())
                .isEqualTo("400 invalid_grant: invalid authorization code");

        String second = Parameters.parse(fake.login(caller.authorizationUri()).getRawQuery())
                .first("code")
                .orElseThrow();
        assertThat(caller.tokenAsApp(
                                "grant_type",
                                "authorization_code",
                                "code",
                                second,
                                "redirect_uri",
                                "http://127.0.0.1:8400/elsewhere")
                        .refusal())
                .isEqualTo("400 redirect_uri_mismatch: redirect_uri must match configuration");
    }

    @Test
    void publicClient_exchangesWithoutASecret() {
        fake.put(fake.app(fake.clientId()).with(ConnectedApp.Trait.LOGIN_WITHOUT_SECRET));
        String code = Parameters.parse(fake.login(caller.authorizationUri("code_challenge", CHALLENGE))
                        .getRawQuery())
                .first("code")
                .orElseThrow();

        Reply reply = caller.token(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                fake.redirectUri().toString(),
                "client_id",
                fake.clientId().value(),
                "code_verifier",
                VERIFIER);

        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void denial_comesBackAsAnError_inEitherSpelling() {
        assertThat(error(fake.browser().deny(caller.authorizationUri()))).isEqualTo("access_denied");

        fake.on(SalesforceSwitch.DENIAL_WITH_HYPHEN);

        assertThat(error(fake.browser().deny(caller.authorizationUri()))).isEqualTo("access-denied");
    }

    @Test
    void tamperingBrowser_changesTheCallbackOnly() {
        URI uri = caller.authorizationUri();

        assertThat(fake.browser().replacing("state", "evil").approve(uri).getRawQuery())
                .contains("state=evil")
                .doesNotContain("a+state", "a%20state");
        assertThat(fake.browser().removing("state").approve(uri).getRawQuery()).doesNotContain("state=");
        assertThat(Parameters.parse(fake.browser()
                                .adding("code", "second")
                                .approve(uri)
                                .getRawQuery())
                        .all("code"))
                .hasSize(2)
                .endsWith("second");
    }

    @Test
    void wrongPassword_showsTheLoginPageAgain() {
        ScriptedBrowser stranger = ScriptedBrowser.of(fake.username(), Secret.of("guess"));

        assertThatThrownBy(() -> stranger.approve(caller.authorizationUri()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Check your username and password")
                .hasMessageNotContaining("guess");
    }

    @Test
    void inactiveUser_cannotLogIn() {
        fake.put(fake.user(fake.username()).with(SalesforceUser.Trait.INACTIVE));

        assertThatThrownBy(() -> fake.login(caller.authorizationUri())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void appForAdminApprovedUsers_asksNobody_andLetsInTheAssignedOnly() {
        fake.put(fake.app(fake.clientId()).with(ConnectedApp.Trait.ADMIN_APPROVED_USERS_ONLY));
        assertThat(caller.exchange(fake.login(caller.authorizationUri())).status())
                .isEqualTo(200);

        fake.put(fake.user(fake.username()).with(SalesforceUser.Trait.NOT_ASSIGNED));
        assertThat(error(fake.login(caller.authorizationUri()))).isEqualTo("OAUTH_APP_ACCESS_DENIED");
    }

    @ParameterizedTest
    @CsvSource({
        "response_type, token, unsupported_response_type",
        "scope, sfap_api, invalid_scope",
        "immediate, true, immediate_unsuccessful"
    })
    void whatIsWrongWithTheRequest_reachesTheCallback(String name, String value, String error) {
        String uri = caller.authorizationUri(name, value).toString().replaceFirst("response_type=code&", "");
        String right = name.equals("response_type") ? uri : uri + "&response_type=code";

        URI callback = fake.login(URI.create(right));

        assertThat(error(callback)).isEqualTo(error);
        assertThat(callback.getRawQuery()).contains("state=a%20state");
    }

    @Test
    void whatIsWrongWithTheClient_neverReachesTheCallback() {
        String uri = caller.authorizationUri().toString();
        assertThatThrownBy(() -> fake.login(URI.create(uri.replace("redirect_uri=", "redirect_uri=x"))))
                .hasMessageContaining("redirect_uri_mismatch");
        assertThatThrownBy(() -> fake.login(URI.create(uri.replace("client_id=", "client_id=x"))))
                .hasMessageContaining("invalid_client_id");

        fake.put(fake.app(fake.clientId()).with(ConnectedApp.Trait.NOT_INSTALLED));
        assertThatThrownBy(() -> fake.login(caller.authorizationUri()))
                .hasMessageContaining("app must be installed into org");
        assertThat(caller.get(uri).header("Location")).startsWith("/setup/secur/RemoteAccessErrorPage.apexp?error=");
    }

    @Test
    void pages_areAccessibleAndAllowNothingFromElsewhere() {
        Reply page = caller.get(caller.authorizationUri("login_hint", "a\"<b>").toString());

        assertThat(page.body())
                .contains("<html lang=\"en\">", "name=\"viewport\"", "<label for=\"username\">", "This is a fake")
                .contains("value=\"a&quot;&lt;b&gt;\"")
                .doesNotContain("<script", "<b>");
        String style = page.body()
                .substring(page.body().indexOf("<style>") + 7, page.body().indexOf("</style>"));
        assertThat(page.header("Content-Security-Policy"))
                .contains(
                        "default-src 'none'",
                        "'sha256-" + sha256(style) + "'",
                        "form-action 'self' http://127.0.0.1:8400");
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
    }

    @Test
    void formOfALoginThatIsOver_getsNoCode() {
        assertThat(caller.post("/services/oauth2/authorize/decision", "ticket=unknown&decision=approve")
                        .body())
                .contains("This login is over");
        String ticket = caller.get(caller.authorizationUri().toString())
                .body()
                .replaceAll("(?s).*name=\"ticket\" value=\"([^\"]*)\".*", "$1");
        assertThat(caller.post("/services/oauth2/authorize/decision", "decision=approve&ticket=" + ticket)
                        .body())
                .contains("This login is over");
    }

    @Test
    void loginOverHttps_works() {
        try (FakeSalesforce secure = FakeSalesforce.builder().https().start()) {
            Caller client = new Caller(secure);
            assertThat(secure.login(client.authorizationUri()).getRawQuery()).startsWith("code=");
        }
    }

    @Test
    void scopesOfTheApp_areGrantedWhenNoneIsAskedFor() {
        fake.put(fake.app(fake.clientId()).withScopes(Scopes.of("api", "offline_access")));

        Reply reply = caller.exchange(fake.login(caller.authorizationUri()));

        assertThat(reply.text("scope")).isEqualTo("api offline_access");
        assertThat(reply.members()).contains("refresh_token");
        assertThat(caller.exchange(fake.login(caller.authorizationUri("scope", "refresh_token")))
                        .status())
                .isEqualTo(200);
    }

    private static String error(URI callback) {
        return Parameters.parse(callback.getRawQuery()).first("error").orElse("");
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
