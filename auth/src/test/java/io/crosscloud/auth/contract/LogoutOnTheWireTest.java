package io.crosscloud.auth.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.connectedapp.ConnectedAppLogin;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.connectedapp.LoginRequest;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.session.User;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.RecordedRequest;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.testkit.junit.Fake;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Logging out of both clouds, as they see it. */
class LogoutOnTheWireTest {
    private static final User MARTA = User.of("marta");

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

    private SessionManager manager(TokenProvider provider) {
        SessionManager sessions = SessionManager.builder()
                .connection("cloud", provider)
                .clock(clock)
                .build();
        managers.add(sessions);
        return sessions;
    }

    private Session logIntoSalesforce() {
        SessionManager sessions = manager(ConnectedAppTokenRefresher.builder(
                        salesforce.org(), salesforce.clientId(), ClientAuthentication.secret(salesforce.clientSecret()))
                .clock(clock)
                .build());
        return logIn(sessions, salesforce.redirectUri(), Scopes.of("api", "refresh_token"), salesforce::login);
    }

    private Session logIntoEngagement() {
        SessionManager sessions = manager(ConnectedAppTokenRefresher.builder(
                        engagement.tenant(),
                        engagement.webApp().clientId(),
                        ClientAuthentication.secret(
                                engagement.webApp().clientSecret().orElseThrow()))
                .clock(clock)
                .build());
        return logIn(sessions, engagement.redirectUri(), Scopes.of("offline"), engagement::login);
    }

    private static Session logIn(SessionManager sessions, URI redirectUri, Scopes scopes, UnaryOperator<URI> person) {
        ConnectedAppLogin login = ConnectedAppLogin.builder(sessions, "cloud", redirectUri)
                .scopes(scopes)
                .build();
        LoginRequest begun = login.begin(MARTA);
        return login.complete(begun.sealed(), person.apply(begun.authorizationUri()));
    }

    private Session byJwt() {
        return manager(JwtBearerTokenProvider.builder(
                                salesforce.org(), salesforce.clientId(), SigningKey.fromPem(salesforce.signingKeyPem()))
                        .clock(clock)
                        .build())
                .session("cloud", salesforce.user());
    }

    private List<RecordedRequest> revocations() {
        return salesforce.journal().requests().stream()
                .filter(request -> request.route() == Route.REVOKE)
                .toList();
    }

    private int status(Session session) throws Exception {
        return session.send(
                        HttpRequest.newBuilder(session.resolve("/services/data/v64.0/limits"))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void salesforce_endsTheRefreshTokenAndItsAccessTokens() {
        salesforce.rotation(true);
        Session session = logIntoSalesforce();
        clock.advance(Duration.ofHours(3));
        session.accessToken();

        assertThat(session.revoke()).isEqualTo(Revocation.REVOKED);

        assertThat(revocations()).hasSize(1);
        assertThat(salesforce.tally().liveRefreshTokens()).isZero();
        assertThat(salesforce.tally().liveSessions()).isZero();
        assertThat(salesforce.tally().spentTokensPresented()).isZero();
        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(session::accessToken)
                .matches(e -> e.problem() == SessionProblem.LOGGED_OUT);
    }

    @Test
    @DisplayName("S25: a refresh in flight at the server loses to the logout")
    void salesforceIsRefreshing_loggedOut_nothingLives() {
        salesforce.rotation(true);
        Session session = logIntoSalesforce();
        clock.advance(Duration.ofHours(3));
        salesforce.duringNextRefresh(session::revoke);

        assertThatExceptionOfType(LoginRequiredException.class).isThrownBy(session::accessToken);

        assertThat(salesforce.tally().liveRefreshTokens()).isZero();
        assertThat(salesforce.tally().liveSessions()).isZero();
    }

    @Test
    void engagement_hasNoRevocationAndIsNotAsked() {
        Session session = logIntoEngagement();
        int requests = engagement.journal().requests().size();

        assertThat(session.revoke()).isEqualTo(Revocation.FORGOTTEN);

        assertThat(engagement.journal().requests()).hasSize(requests);
        assertThatExceptionOfType(LoginRequiredException.class).isThrownBy(session::accessToken);
    }

    @Test
    void processesThatShareAToken_surviveTheLogoutOfOne() throws Exception {
        salesforce.on(SalesforceSwitch.SHARED_SESSIONS);
        Session one = byJwt();
        Session sibling = byJwt();
        assertThat(one.accessToken()).isEqualTo(sibling.accessToken());

        assertThat(one.revoke()).isEqualTo(Revocation.FORGOTTEN);

        assertThat(revocations()).isEmpty();
        assertThat(status(sibling)).isEqualTo(200);
    }

    @Test
    void processesThatShareAToken_refreshWhenOneRevokesItByChoice() throws Exception {
        salesforce.on(SalesforceSwitch.SHARED_SESSIONS);
        Session one = byJwt();
        Session sibling = byJwt();
        AccessToken shared = sibling.accessToken();
        one.accessToken();

        assertThat(one.revokeAccessToken()).isEqualTo(Revocation.REVOKED);

        assertThat(revocations()).hasSize(1);
        assertThat(status(sibling)).isEqualTo(200);
        assertThat(sibling.accessToken()).isNotEqualTo(shared);
        assertThat(status(one)).isEqualTo(200);
    }
}
