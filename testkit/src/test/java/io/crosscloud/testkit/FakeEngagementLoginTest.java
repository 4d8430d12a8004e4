package io.crosscloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.testkit.EngagementCaller.Answer;
import io.crosscloud.testkit.internal.http.Parameters;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FakeEngagementLoginTest {
    // The pair of RFC 7636, appendix B
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private final TestClock clock = TestClock.create();
    private final EngagementUser limited =
            EngagementUser.of("limited", Secret.of("pw")).withScopes(Scopes.of("email_read"));
    private final FakeEngagement fake = FakeEngagement.builder()
            .clock(clock)
            .user(EngagementUser.of("marta & co", Secret.of("p&<\"'w")))
            .user(limited)
            .user(EngagementUser.of("gone", Secret.of("pw")).withoutActivation())
            .start();
    private final EngagementCaller caller = new EngagementCaller(fake);

    @AfterEach
    void close() {
        fake.close();
    }

    private URI authorize(String... changes) {
        Map<String, String> all = EngagementCaller.parameters(
                "response_type",
                "code",
                "client_id",
                fake.webApp().clientId().value(),
                "redirect_uri",
                fake.redirectUri().toString(),
                "state",
                "a b&c");
        all.putAll(EngagementCaller.parameters(changes));
        String query = all.entrySet().stream()
                .filter(entry -> !entry.getValue().equals("-"))
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return URI.create(fake.uri() + "/v2/authorize?" + query);
    }

    private static Parameters query(URI callback) {
        return Parameters.parse(callback.getRawQuery());
    }

    private String code(String... changes) {
        return query(fake.login(authorize(changes))).first("code").orElseThrow();
    }

    private static Answer open(EngagementCaller caller, URI uri) {
        return caller.send(java.net.http.HttpRequest.newBuilder(uri).GET());
    }

    @Test
    void login_bringsACodeThatBecomesTokens() {
        URI callback = fake.login(authorize("scope", "email_read offline"));
        assertThat(callback.toString()).startsWith(fake.redirectUri() + "?code=");
        assertThat(query(callback).names()).containsExactly("code", "state");
        assertThat(query(callback).first("state")).contains("a b&c");
        Answer answer = caller.exchange(query(callback).first("code").orElseThrow());
        assertThat(answer.text("scope")).isEqualTo("email_read offline");
        assertThat(answer.text("refresh_token")).hasSize(512);
        Answer userinfo = caller.get("/v2/userinfo", answer.text("access_token"));
        assertThat(userinfo.json().path("user").path("preferred_username").asString())
                .isEqualTo("marta & co");
    }

    @Test
    void code_isGoodOnce() {
        String code = code();
        String token = caller.exchange(code).text("access_token");
        assertThat(caller.exchange(code).error()).isEqualTo("400 invalid_grant");
        assertThat(caller.get("/platform/v1/tokenContext", token).status()).isEqualTo(401);
    }

    @Test
    void code_livesFiveMinutes() {
        String good = code();
        String late = code();
        clock.advance(Duration.ofMinutes(5).minusSeconds(1));
        assertThat(caller.exchange(good).status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(1));
        assertThat(caller.exchange(late).error()).isEqualTo("400 invalid_grant");
    }

    @ParameterizedTest
    @CsvSource({"redirect_uri,http://127.0.0.1:8400/other", "code,unknown", "code_verifier,uncalled-for"})
    void exchangeThatDoesNotMatchTheLogin_isRefusedAndTheCodeStaysGood(String parameter, String value) {
        String code = code();
        assertThat(caller.exchange(code, parameter, value).error()).isEqualTo("400 invalid_grant");
        assertThat(caller.exchange(code).status()).isEqualTo(200);
    }

    @Test
    void pkce_isVerifiedIfTheLoginUsedIt() {
        String code = code("code_challenge", CHALLENGE, "code_challenge_method", "S256");
        assertThat(caller.exchange(code).error()).isEqualTo("400 invalid_grant");
        assertThat(caller.exchange(code, "code_verifier", CHALLENGE).error()).isEqualTo("400 invalid_grant");
        assertThat(caller.exchange(code, "code_verifier", VERIFIER).status()).isEqualTo(200);
        String plain = code("code_challenge", VERIFIER);
        assertThat(caller.exchange(plain, "code_verifier", VERIFIER).status()).isEqualTo(200);
    }

    @Test
    void publicApp_needsNoSecret() {
        String code = code("client_id", fake.publicApp().clientId().value());
        Answer answer = caller.token(
                "grant_type",
                "authorization_code",
                "client_id",
                fake.publicApp().clientId().value(),
                "redirect_uri",
                fake.redirectUri().toString(),
                "code",
                code);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(caller.exchange(code("client_id", fake.publicApp().clientId().value()))
                        .error())
                .isEqualTo("400 invalid_grant");
    }

    @Test
    void user_limitsTheScopes() {
        URI callback = ScriptedBrowser.of("limited", limited.password()).approve(authorize());
        assertThat(caller.exchange(query(callback).first("code").orElseThrow()).text("scope"))
                .isEqualTo("email_read");
    }

    @Test
    void denial_comesBackAsAnError() {
        URI callback = fake.browser().deny(authorize());
        assertThat(query(callback).first("error")).contains("access_denied");
        assertThat(query(callback).first("state")).contains("a b&c");
        assertThat(query(callback).has("code")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"marta & co,wrong", "nobody,pw", "gone,pw"})
    void wrongNameOrPassword_showsTheFormAgain(String username, String password) {
        ScriptedBrowser browser = ScriptedBrowser.of(username, Secret.of(password));
        assertThatThrownBy(() -> browser.approve(authorize()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The username or the password is not right.");
    }

    @ParameterizedTest
    @CsvSource({
        "response_type,token,unsupported_response_type",
        "response_type,-,unsupported_response_type",
        "scope,nonsense,invalid_scope",
        "code_challenge_method,S1,invalid_request"
    })
    void wrongRequest_goesBackByRedirect(String parameter, String value, String error) {
        Answer answer = open(caller, authorize(parameter, value));
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location"))
                .startsWith(fake.redirectUri() + "?error=" + error + "&")
                .endsWith("&state=a+b%26c");
    }

    @ParameterizedTest
    @CsvSource({"client_id,unknown", "client_id,-", "redirect_uri,http://127.0.0.1:8400/callback/", "redirect_uri,-"})
    void unknownClientOrRedirect_isShownAndNotSentBack(String parameter, String value) {
        Answer answer = open(caller, authorize(parameter, value));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Location")).isEqualTo("(none)");
        assertThat(answer.body()).contains("role=\"alert\"");
    }

    @Test
    void pages_areSafeAndAccessible() {
        Answer answer = open(caller, authorize());
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'none'", "form-action 'self' http://127.0.0.1:8400");
        assertThat(answer.body())
                .contains("<html lang=\"en\">", "name=\"viewport\"", "<label for=\"username\">", "This is a fake of");
        assertThat(answer.body()).doesNotContain("<script");
    }

    @Test
    void loginForm_isGoodOnce() {
        String page = open(caller, authorize()).body();
        String handle = page.replaceAll("(?s).*name=\"request\" value=\"([^\"]+)\".*", "$1");
        String form = "request=" + handle + "&username=limited&password=pw";
        assertThat(caller.post("/v2/authorize/login", "application/x-www-form-urlencoded", form)
                        .body())
                .contains("value=\"approve\"");
        assertThat(caller.post("/v2/authorize/login", "application/x-www-form-urlencoded", form)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void loggedInAlready_leadsStraightBack() {
        fake.on(EngagementSwitch.LOGGED_IN_ALREADY, EngagementSwitch.TSSD);
        Answer answer = open(caller, authorize());
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).endsWith("&tssd=" + fake.tenant().subdomain());
    }

    @Test
    void logOut_endsWhatIsNotOffline() {
        String online = caller.exchange(code("scope", "email_read")).text("refresh_token");
        String offline = caller.exchange(code("scope", "email_read offline")).text("refresh_token");
        fake.logOut("marta & co");
        assertThat(caller.refresh(online).error()).isEqualTo("400 invalid_grant");
        assertThat(caller.refresh(offline).status()).isEqualTo(200);
    }

    @Test
    void exchange_mayNarrowTheScopesAndChooseTheBusinessUnit() {
        Answer answer = caller.exchange(code(), "scope", "email_read", "account_id", "7294703");
        assertThat(answer.text("scope")).isEqualTo("email_read");
        assertThat(caller.exchange(code("scope", "email_read"), "scope", "email_send")
                        .error())
                .isEqualTo("400 invalid_scope");
    }
}
