package io.crosscloud.auth.connectedapp;

import static io.crosscloud.auth.internal.http.ScriptedServer.json;
import static io.crosscloud.auth.internal.http.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.auth.Problems;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.internal.http.ScriptedServer.Received;
import io.crosscloud.auth.internal.oauth.Exchange;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.Endpoint;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.Identity;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectedAppLoginTest {
    private static final ClientId CLIENT = ClientId.of("3MVG9");
    private static final URI REDIRECT = URI.create("https://host.example/callback?from=cloud");
    private static final User MARTA = User.of("marta");
    private static final String SALESFORCE_USER = "005xx000001SwiUAAS";

    private final Exchange exchange = new Exchange();
    private final TokenCipher cipher = TokenCipher.generated();
    private final List<SessionManager> managers = new ArrayList<>();

    @AfterEach
    void stop() {
        managers.forEach(SessionManager::close);
        exchange.close();
    }

    @Test
    void salesforcesAuthorizationUri_hasAllThatTheFlowNeeds() throws Exception {
        exchange.server.always(json(200, exchange.salesforce("signature:", "refresh_token:\"5Aep861.new\"")));
        ConnectedAppLogin login = salesforce(builder -> builder);

        LoginRequest begun = login.begin(MARTA);

        assertThat(begun.authorizationUri().toString())
                .startsWith(exchange.server.uri() + "/services/oauth2/authorize?")
                .contains("scope=api%20refresh_token");
        Map<String, String> query = query(begun.authorizationUri());
        String challenge = query.remove("code_challenge");
        assertThat(query.remove("state")).hasSize(43);
        assertThat(query)
                .isEqualTo(Map.of(
                        "response_type", "code",
                        "client_id", "3MVG9",
                        "redirect_uri", REDIRECT.toString(),
                        "scope", "api refresh_token",
                        "code_challenge_method", "S256"));
        assertThat(begun.toString()).doesNotContain("state", begun.sealed());
        assertThat(begun.sealed()).matches("[\\x21-\\x7e]{1,1500}");

        login.complete(begun.sealed(), callback(begun, "code=c"));

        String verifier = onlyTokenRequest().form().get("code_verifier");
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
        assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(digest))
                .isEqualTo(challenge);
    }

    @Test
    @DisplayName("L15: a code of odd characters")
    void aLogin_endsInASession() {
        exchange.server.always(json(200, exchange.salesforce("signature:", "refresh_token:\"5Aep861.new\"")));
        ConnectedAppLogin login = salesforce(builder -> builder);
        LoginRequest begun = login.begin(MARTA);

        Session session = login.complete(begun.sealed(), callback(begun, "code=aPrx%2B%3D%3D"));

        assertThat(session.accessToken().exposeSecret()).isEqualTo("00Dxx0000001gPL!AR8AQ.one_two");
        assertThat(session.key().user()).isEqualTo(MARTA);
        Map<String, String> form = onlyTokenRequest().form();
        assertThat(form)
                .containsEntry("grant_type", "authorization_code")
                .containsEntry("code", "aPrx+==")
                .containsEntry("redirect_uri", REDIRECT.toString());
    }

    @Test
    void anotherHostWithTheSameCipher_canFinish() {
        exchange.server.always(json(200, exchange.salesforce("signature:", "refresh_token:\"5Aep861.new\"")));
        LoginRequest begun = salesforce(builder -> builder).begin(MARTA);

        Session session = salesforce(builder -> builder).complete(begun.sealed(), callback(begun, "code=c"));

        assertThat(session.accessToken()).isNotNull();
    }

    @Test
    void engagement_usesNoPkceAndNoScopeUnlessTold() {
        exchange.server
                .then(json(200, exchange.engagement("refresh_token:\"next\"")))
                .then(json(
                        200,
                        "{\"user\":{\"sub\":\"10654321\",\"preferred_username\":\"marta@acme\"},"
                                + "\"organization\":{\"member_id\":7,\"enterprise_id\":10123456}}"));
        List<Identity> seen = new ArrayList<>();
        ConnectedAppLogin login = engagement(builder -> builder.expecting((user, identity) -> seen.add(identity)));
        LoginRequest begun = login.begin(MARTA);

        login.complete(begun.sealed(), callback(begun, "code=c&tssd=mc563885gzs27c5t9-63k636ttgm"));

        assertThat(begun.authorizationUri().getPath()).isEqualTo("/v2/authorize");
        assertThat(query(begun.authorizationUri()))
                .containsOnlyKeys("response_type", "client_id", "redirect_uri", "state");
        List<Received> requests = exchange.server.requests();
        assertThat(requests).hasSize(2);
        assertThat(requests.get(0).body()).doesNotContain("code_verifier");
        assertThat(requests.get(1).line()).isEqualTo("GET /v2/userinfo HTTP/1.1");
        assertThat(requests.get(1).header("authorization")).isEqualTo("Bearer eyJh.eyJh.MAC.opaque");
        assertThat(seen).containsExactly(Identity.of("10123456", "10654321").withUsername("marta@acme"));
    }

    @Test
    void engagementThatDoesNotSayWhoItIs_isNoObstacle() {
        exchange.server
                .then(json(200, exchange.engagement("refresh_token:\"next\"")))
                .then(status(403, "text/html", "<html>"));
        ConnectedAppLogin login = engagement(builder -> builder);
        LoginRequest begun = login.begin(MARTA);

        assertThat(login.complete(begun.sealed(), callback(begun, "code=c")).accessToken())
                .isNotNull();
    }

    @Test
    void engagementThatDoesNotSayWhoItIs_isTheServersError() {
        exchange.server
                .then(json(200, exchange.engagement("refresh_token:\"next\"")))
                .then(status(403, "text/html", "<html>"));
        ConnectedAppLogin login = engagement(builder -> builder.expecting((user, identity) -> true));
        LoginRequest begun = login.begin(MARTA);

        assertProblem(
                ServerProblem.LOGIN_SERVER_ERROR, () -> login.complete(begun.sealed(), callback(begun, "code=c")));
    }

    @Test
    void options_areSent() {
        ConnectedAppLogin login = engagement(builder -> builder.pkce(true)
                .scopes(Scopes.of("offline", "email_read"))
                .prompt("login consent")
                .loginHint(user -> user.name() + "@acme.example"));

        assertThat(query(login.begin(MARTA).authorizationUri()))
                .containsEntry("scope", "email_read offline")
                .containsEntry("prompt", "login consent")
                .containsEntry("login_hint", "marta@acme.example")
                .containsEntry("code_challenge_method", "S256");
    }

    @Test
    @DisplayName("L19: two logins at once")
    void twoLogins_shareNothing() {
        ConnectedAppLogin login = salesforce(builder -> builder);

        Map<String, String> one = query(login.begin(MARTA).authorizationUri());
        Map<String, String> two = query(login.begin(MARTA).authorizationUri());

        assertThat(one.get("state")).isNotEqualTo(two.get("state"));
        assertThat(one.get("code_challenge")).isNotEqualTo(two.get("code_challenge"));
    }

    @Test
    @DisplayName("L1: a state that is missing, wrong or of another login")
    void aStateThatIsMissingWrongOrOfAnotherLogin_sendsNoCode() {
        ConnectedAppLogin login = salesforce(builder -> builder);
        LoginRequest begun = login.begin(MARTA);
        LoginRequest other = login.begin(MARTA);

        for (String query : List.of("code=c", "code=c&state=", "code=c&state=wrong", "code=c&state=" + state(other))) {
            assertProblem(
                    LoginProblem.LOGIN_STATE,
                    () -> login.complete(begun.sealed(), URI.create("https://host.example/callback?" + query)));
        }
        assertThat(exchange.server.requests()).isEmpty();
    }

    @Test
    @DisplayName("L1, L9: a sealed value, and with it state and verifier, of another host")
    void aSealedValueThatIsForeign_sendsNoCode() {
        ConnectedAppLogin login = salesforce(builder -> builder);
        LoginRequest begun = login.begin(MARTA);
        SessionManager stranger = manager("salesforce", refresher(exchange.org()), TokenCipher.generated());
        ConnectedAppLogin elsewhere =
                ConnectedAppLogin.builder(stranger, "salesforce", REDIRECT).build();
        SessionManager same = manager("other", refresher(exchange.org()), cipher);
        ConnectedAppLogin otherConnection =
                ConnectedAppLogin.builder(same, "other", REDIRECT).build();

        assertProblem(LoginProblem.LOGIN_STATE, () -> elsewhere.complete(begun.sealed(), callback(begun, "code=c")));
        assertProblem(
                LoginProblem.LOGIN_STATE, () -> otherConnection.complete(begun.sealed(), callback(begun, "code=c")));
        assertProblem(LoginProblem.LOGIN_STATE, () -> login.complete("garbage", callback(begun, "code=c")));
        assertProblem(LoginProblem.LOGIN_STATE, () -> login.complete(begun.sealed() + "x", callback(begun, "code=c")));
        assertThat(exchange.server.requests()).isEmpty();
    }

    @Test
    @DisplayName("L1: a login of another user, planted in the browser")
    void aLoginThatWasBegunForAnotherUser_sendsNoCode() {
        ConnectedAppLogin login = salesforce(builder -> builder);
        LoginRequest begun = login.begin(User.of("mallory"));

        assertProblem(LoginProblem.LOGIN_STATE, () -> login.complete(MARTA, begun.sealed(), callback(begun, "code=c")));
        assertThat(exchange.server.requests()).isEmpty();
    }

    @Test
    @DisplayName("L20: more than ten minutes")
    void aLoginOfMoreThanTenMinutes_isTooLate() {
        exchange.server.always(json(200, exchange.salesforce("signature:", "refresh_token:\"5Aep861.new\"")));
        ConnectedAppLogin login = salesforce(builder -> builder);
        LoginRequest inTime = login.begin(MARTA);
        LoginRequest late = login.begin(MARTA);

        exchange.clock.advance(Duration.ofMinutes(10));
        assertThat(login.complete(inTime.sealed(), callback(inTime, "code=c"))).isNotNull();
        exchange.clock.advance(Duration.ofMillis(1));

        assertProblem(LoginProblem.LOGIN_TOO_LATE, () -> login.complete(late.sealed(), callback(late, "code=c")));
        assertThat(tokenRequests()).hasSize(1);
    }

    @Test
    @DisplayName("L1, L2: a callback twice")
    void aSecondCallback_sendsNoCode() {
        exchange.server.always(json(200, exchange.salesforce("signature:", "refresh_token:\"5Aep861.new\"")));
        ConnectedAppLogin login = salesforce(builder -> builder);
        LoginRequest begun = login.begin(MARTA);
        login.complete(begun.sealed(), callback(begun, "code=c"));

        assertProblem(LoginProblem.LOGIN_USED, () -> login.complete(begun.sealed(), callback(begun, "code=c")));
        assertProblem(
                LoginProblem.LOGIN_USED,
                () -> salesforce(builder -> builder).complete(begun.sealed(), callback(begun, "code=d")));
        assertThat(tokenRequests()).hasSize(1);
    }

    @Test
    void aCodeThatCouldNotBeSent_mayBeTriedAgain() {
        ConnectedAppLogin login = login(
                exchange.org().withEndpoint(Endpoint.TOKEN, URI.create("https://nowhere.invalid/token")),
                builder -> builder);
        LoginRequest begun = login.begin(MARTA);

        assertProblem(ServerProblem.NETWORK, () -> login.complete(begun.sealed(), callback(begun, "code=c")));
        assertProblem(ServerProblem.NETWORK, () -> login.complete(begun.sealed(), callback(begun, "code=c")));
    }

    @Test
    @DisplayName("L8: an answer to the code that never arrives")
    void aCodeWhoseFateIsUnknown_isNeverSentAgain() {
        exchange.server.always((request, line) -> line.close());
        ConnectedAppLogin login = salesforce(builder -> builder);
        LoginRequest begun = login.begin(MARTA);

        assertProblem(
                ServerProblem.LOGIN_SERVER_ERROR, () -> login.complete(begun.sealed(), callback(begun, "code=c")));
        assertProblem(LoginProblem.LOGIN_USED, () -> login.complete(begun.sealed(), callback(begun, "code=c")));
        assertThat(tokenRequests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "access_denied, LOGIN_DENIED",
        "access-denied, LOGIN_DENIED",
        "login_required, REQUEST_REFUSED",
        "OAUTH_EC_APP_NOT_FOUND, SALESFORCE_APP_NOT_INSTALLED",
        "OAUTH_APP_ACCESS_DENIED, SALESFORCE_NOT_ADMIN_APPROVED",
        "invalid_scope, SALESFORCE_SCOPE",
        "server_error, LOGIN_SERVER_ERROR",
        "temporarily_unavailable, LOGIN_SERVER_ERROR",
        "redirect_uri_mismatch, SALESFORCE_REDIRECT_URI",
        "OAUTH_APP_BLOCKED, SALESFORCE_APP_BLOCKED",
        "invalid_client_id, SALESFORCE_CLIENT_UNKNOWN",
        "made_up, REQUEST_REFUSED",
    })
    @DisplayName("L3, L4: an error in the callback")
    void anErrorInTheCallback_isTold(String error, @ConvertWith(Problems.ByName.class) Problem problem) {
        ConnectedAppLogin login = salesforce(builder -> builder);
        LoginRequest begun = login.begin(MARTA);

        AuthException refused = assertProblem(
                problem,
                () -> login.complete(
                        begun.sealed(), callback(begun, "error=" + error + "&error_description=end+user%1b%0adenied")));

        assertThat(refused.error()).contains(error);
        assertThat(refused).hasMessageContaining(error + ": end user??denied");
        assertThat(exchange.server.requests()).isEmpty();
    }

    @Test
    @DisplayName("L3: an error without the right state")
    void anErrorWithoutTheRightState_isNotBelieved() {
        ConnectedAppLogin login = salesforce(builder -> builder);
        LoginRequest begun = login.begin(MARTA);

        assertProblem(
                LoginProblem.LOGIN_STATE,
                () -> login.complete(
                        begun.sealed(), URI.create("https://host.example/callback?error=access_denied&state=wrong")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code=c&error=access_denied",
                "code=c&code=d",
                "code=",
                "",
                "display=page",
            })
    @DisplayName("L5: contradictions and repetitions")
    void aCallbackThatNoCloudSends_sendsNoCode(String query) {
        ConnectedAppLogin login = salesforce(builder -> builder);
        LoginRequest begun = login.begin(MARTA);

        assertThat(assertProblem(
                        LoginProblem.LOGIN_CALLBACK, () -> login.complete(begun.sealed(), callback(begun, query))))
                .isNotInstanceOf(LoginRequiredException.class);
        assertThat(exchange.server.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example, https://evil.example",
        "https://login.salesforce.com.evil.example, https://login.salesforce.com.evil.example",
        "https://evil.example?token=1, of another form",
    })
    @DisplayName("L6: the issuer of another server")
    void theIssuerOfAnotherServer_isNamed_andSendsNoCode(String issuer, String shown) {
        ConnectedAppLogin login = salesforce(builder -> builder);
        LoginRequest begun = login.begin(MARTA);
        String query = "code=c&iss=" + URLEncoder.encode(issuer, StandardCharsets.UTF_8);

        assertThat(assertProblem(
                        LoginProblem.LOGIN_SERVER_OTHER, () -> login.complete(begun.sealed(), callback(begun, query))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("iss: " + shown + " (expected: " + exchange.server.uri());
        assertThat(exchange.server.requests()).isEmpty();
    }

    @Test
    @DisplayName("L5, L13: parameters in the fragment, or without end")
    void parametersInTheFragmentOrWithoutEnd_sendNoCode() {
        ConnectedAppLogin login = salesforce(builder -> builder);
        LoginRequest begun = login.begin(MARTA);

        assertProblem(
                LoginProblem.LOGIN_CALLBACK,
                () -> login.complete(
                        begun.sealed(), URI.create("https://host.example/callback#code=c&state=" + state(begun))));
        assertProblem(
                LoginProblem.LOGIN_CALLBACK,
                () -> login.complete(begun.sealed(), callback(begun, "code=c&x=" + "y".repeat(17_000))));
        assertThat(exchange.server.requests()).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void aCookieThatDidNotComeBack_isTold_andSendsNoCode(String sealed) {
        ConnectedAppLogin login = salesforce(builder -> builder);
        URI callback = callback(login.begin(MARTA), "code=c");

        AuthException refused =
                assertProblem(LoginProblem.LOGIN_COOKIE_MISSING, () -> login.complete(sealed, callback));
        assertProblem(LoginProblem.LOGIN_COOKIE_MISSING, () -> login.complete(MARTA, sealed, callback));

        assertThat(refused.remedy()).contains("Begin the login again", "cookie", "SameSite=Lax");
        assertThat(exchange.server.requests()).isEmpty();
    }

    @Test
    void aCallbackThatIsNone_isTold() {
        ConnectedAppLogin login = salesforce(builder -> builder);
        String sealed = login.begin(MARTA).sealed();

        assertProblem(LoginProblem.LOGIN_CALLBACK, () -> login.complete(sealed, null));
        assertProblem(LoginProblem.LOGIN_CALLBACK, () -> login.complete(MARTA, sealed, null));
        assertProblem(LoginProblem.LOGIN_CALLBACK, () -> login.complete(null, null));
        assertProblem(LoginProblem.LOGIN_STATE, () -> login.complete(sealed, URI.create("mailto:marta@acme.example")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"null", "x", "a.b.c.d.e", "....", "bnVsbA....", "eyJhbGciOiJkaXIifQ....", "\ud83d", "\0", "田"})
    void aCookieOfSomebodyElses_isTold(String sealed) {
        ConnectedAppLogin login = salesforce(builder -> builder);

        assertProblem(LoginProblem.LOGIN_STATE, () -> login.complete(sealed, callback(login.begin(MARTA), "code=c")));
    }

    @Test
    @DisplayName("L18: the code of another tenant")
    void anotherTenantsCode_isNotSent() {
        ConnectedAppLogin login = engagement(builder -> builder);
        LoginRequest begun = login.begin(MARTA);

        assertThat(assertProblem(
                        LoginProblem.LOGIN_SERVER_OTHER,
                        () -> login.complete(
                                begun.sealed(), callback(begun, "code=c&tssd=mct0l7nxfq2r988t1kxfy8sc47ma"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("tssd: mct0l7nxfq2r988t1kxfy8sc47ma")
                .hasMessageContaining("Make a connection for the tenant");
        assertThat(exchange.server.requests()).isEmpty();
    }

    @Test
    void itsOwnIssuer_isAccepted() {
        exchange.server.always(json(200, exchange.salesforce("signature:", "refresh_token:\"5Aep861.new\"")));
        ConnectedAppLogin login = salesforce(builder -> builder);
        LoginRequest begun = login.begin(MARTA);
        String issuer = URLEncoder.encode(exchange.server.uri() + "/", StandardCharsets.UTF_8);

        assertThat(login.complete(begun.sealed(), callback(begun, "code=c&iss=" + issuer)))
                .isNotNull();
    }

    @Test
    @DisplayName("L7: an expired code")
    void aCodeThatIsExpired_isTold() {
        exchange.server.always(
                json(400, "{\"error\":\"invalid_grant\",\"error_description\":\"expired authorization code\"}"));
        ConnectedAppLogin login = salesforce(builder -> builder);
        LoginRequest begun = login.begin(MARTA);

        assertProblem(
                ServerProblem.SALESFORCE_CODE_INVALID, () -> login.complete(begun.sealed(), callback(begun, "code=c")));
        assertThat(tokenRequests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_request, DPoP proof is missing, REQUEST_REFUSED",
        "invalid_grant, grant request is invalid, REQUEST_REFUSED",
        "use_dpop_nonce, Authorization server requires nonce in DPoP proof, DPOP_REQUIRED",
    })
    void aCodeThatIsRefusedForAnUnknownReason_isNoReasonToBeginAgain(
            String error, String description, @ConvertWith(Problems.ByName.class) Problem problem) {
        exchange.server.always(
                json(400, "{\"error\":\"" + error + "\",\"error_description\":\"" + description + "\"}"));
        for (AuthorizationServer server : new AuthorizationServer[] {exchange.org(), exchange.compatible()}) {
            ConnectedAppLogin login = login(server, builder -> builder);
            LoginRequest begun = login.begin(MARTA);

            assertThat(assertProblem(problem, () -> login.complete(begun.sealed(), callback(begun, "code=c"))))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(error + ": " + description);
        }
        assertThat(tokenRequests()).hasSize(2);
    }

    @Test
    void aCodeWhoseFateIsUnknown_isToldWithThePauseThatTheServerAsksFor() {
        exchange.server.always(status(503, "text/html", "", "Retry-After: 7"));
        ConnectedAppLogin login = salesforce(builder -> builder);
        LoginRequest begun = login.begin(MARTA);

        AuthException refused = assertProblem(
                ServerProblem.LOGIN_SERVER_ERROR, () -> login.complete(begun.sealed(), callback(begun, "code=c")));

        assertThat(refused.status()).hasValue(503);
        assertThat(((TryLaterException) refused).retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(tokenRequests()).hasSize(1);
    }

    @Test
    void aLoginWithoutARefreshToken_isTold() {
        exchange.server.always(json(200, exchange.salesforce("signature:")));
        ConnectedAppLogin login = salesforce(builder -> builder);
        LoginRequest begun = login.begin(MARTA);

        assertProblem(
                LoginProblem.REFRESH_TOKEN_NOT_GRANTED,
                () -> login.complete(begun.sealed(), callback(begun, "code=c")));
    }

    @Test
    @DisplayName("L17: somebody else comes back")
    void somebodyElse_isRefused() {
        exchange.server.always(json(200, exchange.salesforce("signature:", "refresh_token:\"5Aep861.new\"")));
        ConnectedAppLogin login = salesforce(builder -> builder.expecting(
                (user, identity) -> user.equals(MARTA) && identity.userId().equals(SALESFORCE_USER)));
        LoginRequest marta = login.begin(MARTA);
        LoginRequest jonas = login.begin(User.of("jonas"));

        assertThat(login.complete(marta.sealed(), callback(marta, "code=c"))).isNotNull();
        assertThat(revoked()).isEmpty();
        assertProblem(LoginProblem.LOGIN_OTHER_USER, () -> login.complete(jonas.sealed(), callback(jonas, "code=d")));
        assertThat(revoked()).containsExactly("5Aep861.new");
    }

    @Test
    void somebodyElse_atAServerThatAuthenticatesItsClients_isRevokedByTheClient() {
        exchange.server
                .then(json(200, exchange.salesforce("signature:", "refresh_token:\"5Aep861.new\"")))
                .then(json(404, "{}")) // the identity URL
                .always((request, line) -> (request.form().containsKey("client_secret")
                                ? status(200, "", "")
                                : json(401, "{\"error\":\"invalid_client\"}"))
                        .write(request, line));
        ConnectedAppLogin login = login(exchange.compatible(), builder -> builder.expecting((user, identity) -> false));
        LoginRequest begun = login.begin(MARTA);

        assertProblem(LoginProblem.LOGIN_OTHER_USER, () -> login.complete(begun.sealed(), callback(begun, "code=c")));

        assertThat(revoked()).containsExactly("5Aep861.new");
        assertThat(exchange.server.requests().get(2).form())
                .containsEntry("client_id", CLIENT.value())
                .containsEntry("client_secret", "CANARY-s3cret");
    }

    @Test
    void aLoginThatTheStoreDoesNotTake_isRevoked() {
        exchange.server.always(json(200, exchange.salesforce("signature:", "refresh_token:\"5Aep861.new\"")));
        ConnectedAppLogin login = salesforce(builder -> builder);
        LoginRequest begun = login.begin(MARTA);
        managers.get(0).close();

        assertThatIllegalStateException().isThrownBy(() -> login.complete(begun.sealed(), callback(begun, "code=c")));
        assertThat(revoked()).containsExactly("5Aep861.new");
    }

    @Test
    void aRefusedLoginThatCannotBeRevoked_isStillRefusedForItsOwnReason() {
        exchange.server
                .then(json(200, exchange.salesforce("signature:", "refresh_token:\"5Aep861.new\"")))
                .then(status(403, "text/html", ""))
                .always(status(503, "text/html", "<html>"));
        ConnectedAppLogin login = salesforce(builder -> builder.expecting((user, identity) -> false));
        LoginRequest begun = login.begin(MARTA);

        assertProblem(LoginProblem.LOGIN_OTHER_USER, () -> login.complete(begun.sealed(), callback(begun, "code=c")));
    }

    private Received onlyTokenRequest() {
        List<Received> requests = tokenRequests();
        assertThat(requests).hasSize(1);
        return requests.get(0);
    }

    private List<Received> tokenRequests() {
        return exchange.server.requests().stream()
                .filter(request -> request.line().contains("/token "))
                .toList();
    }

    private List<String> revoked() {
        return exchange.server.requests().stream()
                .filter(request -> request.line().startsWith("POST /services/oauth2/revoke "))
                .map(request -> request.form().get("token"))
                .toList();
    }

    @Test
    void aConnectionWithoutLogin_isRefused() {
        SessionManager sessions = SessionManager.builder()
                .connection(
                        "engagement",
                        ClientCredentialsTokenProvider.builder(
                                        exchange.tenant(), CLIENT, ClientAuthentication.secret(Secret.of("CANARY-s")))
                                .build())
                .build();
        managers.add(sessions);

        assertProblem(
                LoginProblem.LOGIN_UNSUPPORTED,
                () -> ConnectedAppLogin.builder(sessions, "engagement", REDIRECT)
                        .build());
        assertProblem(
                SettingProblem.CONNECTION_UNKNOWN, () -> ConnectedAppLogin.builder(sessions, "unknown", REDIRECT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://host.example/callback",
                "/callback",
                "https://host.example/callback#fragment",
                "https://user@host.example/callback",
                "javascript:alert(1)"
            })
    void aRedirectUriThatIsUnsafe_isRefused(String uri) {
        SessionManager sessions = manager("salesforce", refresher(exchange.org()), cipher);

        assertProblem(
                SettingProblem.SETTING_INVALID,
                () -> ConnectedAppLogin.builder(sessions, "salesforce", URI.create(uri))
                        .build());
    }

    @Test
    @Tag("S12")
    void aRecordThatNoLoginCouldReplace_isToldBeforeThePersonIsSentAway() {
        exchange.server.always(json(200, exchange.salesforce("signature:", "refresh_token:\"5Aep861.new\"")));
        InMemoryTokenStore store = InMemoryTokenStore.create();
        ConnectedAppLogin before = login(manager("salesforce", refresher(exchange.org()), store, cipher));
        LoginRequest begun = before.begin(MARTA);
        before.complete(begun.sealed(), callback(begun, "code=c"));
        int sent = exchange.server.requests().size();
        ConnectedAppLogin withoutTheKey =
                login(manager("salesforce", refresher(exchange.org()), store, TokenCipher.generated()));

        assertProblem(StoreProblem.STORE_RECORD_UNREADABLE, () -> withoutTheKey.begin(MARTA));
        assertThat(withoutTheKey.begin(User.of("jonas")).authorizationUri()).isNotNull();
        assertThat(exchange.server.requests()).hasSize(sent);
    }

    private static ConnectedAppLogin login(SessionManager sessions) {
        return ConnectedAppLogin.builder(sessions, "salesforce", REDIRECT).build();
    }

    private ConnectedAppLogin salesforce(UnaryOperator<ConnectedAppLogin.Builder> options) {
        return login(exchange.org(), options);
    }

    private ConnectedAppLogin engagement(UnaryOperator<ConnectedAppLogin.Builder> options) {
        return login(exchange.tenant(), options);
    }

    private ConnectedAppLogin login(AuthorizationServer server, UnaryOperator<ConnectedAppLogin.Builder> options) {
        SessionManager sessions = manager("salesforce", refresher(server), cipher);
        return options.apply(ConnectedAppLogin.builder(sessions, "salesforce", REDIRECT))
                .build();
    }

    private SessionManager manager(String connection, ConnectedAppTokenRefresher refresher, TokenCipher cipher) {
        return manager(connection, refresher, InMemoryTokenStore.create(), cipher);
    }

    private SessionManager manager(
            String connection, ConnectedAppTokenRefresher refresher, TokenStore store, TokenCipher cipher) {
        SessionManager sessions = SessionManager.builder()
                .connection(connection, refresher)
                .store(store, cipher)
                .clock(exchange.clock)
                .build();
        managers.add(sessions);
        return sessions;
    }

    private ConnectedAppTokenRefresher refresher(AuthorizationServer server) {
        return ConnectedAppTokenRefresher.builder(
                        server, CLIENT, ClientAuthentication.secret(Secret.of("CANARY-s3cret")))
                .clock(exchange.clock)
                .build();
    }

    private static URI callback(LoginRequest begun, String query) {
        return URI.create("https://host.example/callback?from=cloud&state=" + state(begun) + "&" + query);
    }

    private static String state(LoginRequest begun) {
        return query(begun.authorizationUri()).get("state");
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new HashMap<>();
        Arrays.stream(uri.getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .forEach(pair -> query.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        return query;
    }

    private static AuthException assertProblem(Problem problem, ThrowingCallable call) {
        AuthException refused = catchThrowableOfType(AuthException.class, call);

        assertThat(refused).isNotNull();
        assertThat(refused.problem()).isEqualTo(problem);
        return refused;
    }
}
