package io.crosscloud.auth.connectedapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.session.Identity;
import io.crosscloud.session.User;
import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.RecordedRequest;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.testkit.junit.Fake;
import io.crosscloud.token.Scopes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who a login was, by what both clouds say, and by what somebody in the middle might. */
class WhoIsItTest {
    private static final User MARTA = User.of("marta");
    private static final Scopes OPENID = Scopes.of("api", "openid", "refresh_token");

    @Fake
    private TestClock clock;

    @Fake
    private FakeSalesforce salesforce;

    @Fake
    private FakeEngagement engagement;

    private final List<SessionManager> managers = new ArrayList<>();

    @AfterEach
    void close() {
        managers.forEach(SessionManager::close);
    }

    private ConnectedAppLogin intoSalesforce(UnaryOperator<ConnectedAppLogin.Builder> options) {
        return intoSalesforce(ClientAuthentication.secret(salesforce.clientSecret()), options);
    }

    private ConnectedAppLogin intoSalesforce(
            ClientAuthentication authentication, UnaryOperator<ConnectedAppLogin.Builder> options) {
        SessionManager sessions =
                manager(ConnectedAppTokenRefresher.builder(salesforce.org(), salesforce.clientId(), authentication)
                        .clock(clock)
                        .build());
        return options.apply(ConnectedAppLogin.builder(sessions, "cloud", salesforce.redirectUri()))
                .build();
    }

    private ConnectedAppLogin intoEngagement(UnaryOperator<ConnectedAppLogin.Builder> options) {
        SessionManager sessions = manager(ConnectedAppTokenRefresher.builder(
                        engagement.tenant(),
                        engagement.webApp().clientId(),
                        ClientAuthentication.secret(
                                engagement.webApp().clientSecret().orElseThrow()))
                .clock(clock)
                .build());
        return options.apply(ConnectedAppLogin.builder(sessions, "cloud", engagement.redirectUri()))
                .build();
    }

    private SessionManager manager(ConnectedAppTokenRefresher refresher) {
        SessionManager sessions = SessionManager.builder()
                .connection("cloud", refresher)
                .clock(clock)
                .build();
        managers.add(sessions);
        return sessions;
    }

    private Session logIn(ConnectedAppLogin login) {
        LoginRequest begun = login.begin(MARTA);
        return login.complete(begun.sealed(), salesforce.login(begun.authorizationUri()));
    }

    private AuthException refused(ConnectedAppLogin login) {
        AuthException refused = catchThrowableOfType(AuthException.class, () -> logIn(login));
        assertThat(refused).isNotNull();
        assertThat(refused)
                .hasMessageNotContaining(salesforce.clientSecret().exposeSecret())
                .hasMessageNotContaining("eyJ");
        return refused;
    }

    private List<RecordedRequest> requests(Route route, String path) {
        return salesforce.journal().requests().stream()
                .filter(request -> request.route() == route && request.path().startsWith(path))
                .toList();
    }

    private void assertNothingLivesOn() {
        assertThat(requests(Route.REVOKE, "/services/oauth2/revoke"))
                .hasSize(1)
                .allMatch(request -> request.status().orElseThrow() == 200);
        assertThat(salesforce.tally().liveRefreshTokens()).isZero();
        Session session = managers.get(managers.size() - 1).session("cloud", MARTA);
        assertThat(catchThrowableOfType(AuthException.class, session::accessToken)
                        .problem())
                .isEqualTo(SessionProblem.LOGIN_MISSING);
    }

    @Test
    void salesforce_saysItInTheAnswerAndTheNameAtTheIdentityUrl() {
        Session session = logIn(intoSalesforce(builder -> builder));

        Identity identity = session.status().identity().orElseThrow();
        assertThat(identity.sameUserAs(salesforce.identity())).isTrue();
        assertThat(identity.username()).contains(salesforce.username());
        assertThat(requests(Route.IDENTITY, "/id/")).hasSize(1);
    }

    @Test
    void salesforceThatDoesNotSayTheName_isNoObstacle() {
        salesforce.faults().next(Route.IDENTITY).fail(Fault.status(403).body("text/html", "Bad_OAuth_Token"));

        Session session = logIn(intoSalesforce(builder -> builder));

        assertThat(session.status().identity().orElseThrow().sameUserAs(salesforce.identity()))
                .isTrue();
        assertThat(session.status().identity().orElseThrow().username()).isEmpty();
    }

    @Test
    void anIdentityUrlThatNamesSomebodyElse_isRefusedAndRevoked() {
        salesforce
                .faults()
                .next(Route.IDENTITY)
                .fail(Fault.status(200)
                        .body(
                                "application/json",
                                "{\"user_id\":\"005000000000009AAA\",\"organization_id\":\""
                                        + salesforce.identity().organizationId() + "\",\"username\":\"eve\"}"));

        assertThat(refused(intoSalesforce(builder -> builder)).problem()).isEqualTo(ServerProblem.RESPONSE_INVALID);
        assertNothingLivesOn();
    }

    @Test
    void engagement_saysItAtUserinfo() {
        ConnectedAppLogin login = intoEngagement(builder -> builder.scopes(Scopes.of("offline")));
        LoginRequest begun = login.begin(MARTA);

        Session session = login.complete(begun.sealed(), engagement.login(begun.authorizationUri()));

        assertThat(session.status().identity().orElseThrow().username()).contains(engagement.username());
    }

    @Test
    @DisplayName("L17: somebody else comes back, and the refresh token is revoked")
    void somebodyElse_isRefusedAndRevoked() {
        ConnectedAppLogin login = intoSalesforce(builder -> builder.expecting(
                (user, identity) -> identity.username().equals(Optional.of("somebody.else@example.com"))));

        assertThat(refused(login).problem()).isEqualTo(LoginProblem.LOGIN_OTHER_USER);

        assertNothingLivesOn();
    }

    @Tag("B24")
    @Test
    @DisplayName("B24: the signature of id and issued_at is checked by the client's secret")
    void aWrongSignature_isRefusedAndRevoked() {
        salesforce.on(SalesforceSwitch.WRONG_SIGNATURE);

        AuthException refused = refused(intoSalesforce(builder -> builder));

        assertThat(refused.problem()).isEqualTo(ServerProblem.RESPONSE_INVALID);
        assertThat(refused).hasMessageContaining("signature");
        assertNothingLivesOn();
    }

    @Test
    @DisplayName("B24: a client without a secret cannot check the signature")
    void aWrongSignature_isNothingToAClientWithAKey() {
        salesforce.on(SalesforceSwitch.WRONG_SIGNATURE);
        ClientAuthentication key = ClientAuthentication.privateKeyJwt(SigningKey.fromPem(salesforce.signingKeyPem()));

        assertThat(logIn(intoSalesforce(key, builder -> builder)).accessToken()).isNotNull();
    }

    @Test
    void anIdToken_isVerifiedByTheOrgsKeys_whichAreReadOnce() {
        ConnectedAppLogin login = intoSalesforce(builder -> builder.scopes(OPENID));

        logIn(login);
        logIn(login);

        assertThat(requests(Route.IDENTITY, "/id/keys")).hasSize(1);
    }

    @Test
    void theKeys_areReadAgainAfterAnHour() {
        ConnectedAppLogin login = intoSalesforce(builder -> builder.scopes(OPENID));
        logIn(login);
        clock.advance(Duration.ofHours(1));

        logIn(login);

        assertThat(requests(Route.IDENTITY, "/id/keys")).hasSize(2);
    }

    @Test
    void aKeyThatIsNew_isFoundByReadingTheKeysOnceMore() {
        ConnectedAppLogin login = intoSalesforce(builder -> builder.scopes(OPENID));
        logIn(login);
        salesforce.on(SalesforceSwitch.NEXT_SIGNING_KEY);

        logIn(login);
        logIn(login);

        assertThat(requests(Route.IDENTITY, "/id/keys")).hasSize(2);
    }

    @Test
    void aKeyThatTheOrgDoesNotKnow_isRefusedAfterReadingTheKeysOnceMore() {
        ConnectedAppLogin login = intoSalesforce(builder -> builder.scopes(OPENID));
        logIn(login);
        salesforce.on(SalesforceSwitch.ID_TOKEN_UNKNOWN_KEY);

        assertThat(refused(login).problem()).isEqualTo(ServerProblem.RESPONSE_INVALID);
        assertThat(requests(Route.IDENTITY, "/id/keys")).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "ID_TOKEN_.*")
    void anIdTokenThatIsWrong_isRefusedAndRevoked(SalesforceSwitch wrong) {
        salesforce.on(wrong);

        AuthException refused = refused(intoSalesforce(builder -> builder.scopes(OPENID)));

        assertThat(refused.problem()).isEqualTo(ServerProblem.RESPONSE_INVALID);
        assertThat(refused).hasMessageContaining("id_token");
        assertNothingLivesOn();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "ID_TOKEN_.*")
    void anIdTokenThatNobodyAskedFor_isNotLookedAt(SalesforceSwitch wrong) {
        salesforce.on(wrong);

        assertThat(logIn(intoSalesforce(builder -> builder)).accessToken()).isNotNull();
        assertThat(requests(Route.IDENTITY, "/id/keys")).isEmpty();
    }

    @Test
    void keysThatCannotBeRead_endTheLoginAndItIsRevoked() {
        ConnectedAppLogin login = intoSalesforce(builder -> builder.scopes(OPENID));
        for (Fault fault :
                List.of(Fault.status(503), Fault.status(200).body("application/json", "{\"keys\":\"none\"}"))) {
            salesforce.faults().next(Route.IDENTITY).onPath("/id/keys").fail(fault);

            assertThat(refused(login).problem()).isEqualTo(ServerProblem.LOGIN_SERVER_ERROR);
        }
        assertThat(requests(Route.REVOKE, "/services/oauth2/revoke")).hasSize(2);
    }

    @Test
    void aPublicClient_hasNoSecretToCheckBy() {
        salesforce.put(salesforce.app(salesforce.clientId()).with(ConnectedApp.Trait.LOGIN_WITHOUT_SECRET));
        salesforce.on(SalesforceSwitch.WRONG_SIGNATURE);

        assertThat(logIn(intoSalesforce(ClientAuthentication.none(), builder -> builder))
                        .accessToken())
                .isNotNull();
    }
}
