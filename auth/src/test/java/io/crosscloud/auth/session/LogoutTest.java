package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.crosscloud.auth.internal.session.record.StoreKeys;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.Scopes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a logout ends, for whom, and what the server is told. */
class LogoutTest extends TwoHosts {
    @Test
    void loggedOut_theServerIsToldAndNobodyGetsAToken() {
        session().accessToken();

        assertThat(session().revoke()).isEqualTo(Revocation.REVOKED);

        assertThat(server.revoked()).containsExactly("rt-CANARY-1");
        assertThat(server.living()).isNull();
        assertThat(session().status().state()).isEqualTo(SessionStatus.State.LOGIN_REQUIRED);
        assertThat(session().status().problem()).contains(SessionProblem.LOGGED_OUT);
        assertThat(session().status().identity()).isEmpty();
        assertThat(session().status().token()).isEmpty();
        assertLoggedOut(session());
        assertLoggedOut(otherHost.session(KEY));
        assertThat(server.requests()).isEmpty();
        assertThat(events).contains(new AuthEvent.LoggedOut(KEY, Revocation.REVOKED));
    }

    @Test
    void loggedOut_theStoreHoldsNothingThatCouldBeOpened() {
        session().revoke();

        assertThat(rows.find(row()).orElseThrow().session()).isNull();
    }

    @Test
    void loggedOut_everyBusinessUnitAndScopeOfTheUserForgets() {
        Session child = host.session(KEY.in(BusinessUnit.of(7)));
        Session scoped = host.session(KEY.scopedTo(Scopes.of("api")));
        Session stranger = host.session("salesforce", User.of("someone"));
        host.connection("salesforce").adopt(User.of("someone"), server.login());
        AccessToken theirs = stranger.accessToken();
        host.connection("salesforce").adopt(MARTA, server.login());
        child.accessToken();
        scoped.accessToken();

        child.revoke();

        assertLoggedOut(child);
        assertLoggedOut(scoped);
        assertLoggedOut(session());
        assertThat(stranger.accessToken()).isEqualTo(theirs);
    }

    @Test
    void loggedOut_aNewLoginBringsTheSessionBack() {
        session().revoke();
        TokenGrant login = server.login();

        host.connection("salesforce").adopt(MARTA, login);

        assertThat(session().accessToken()).isEqualTo(login.accessToken());
        assertThat(session().status().state()).isEqualTo(SessionStatus.State.VALID);
        expire();
        assertThat(otherHost.session(KEY).accessToken().exposeSecret()).startsWith("at-");
    }

    @Test
    void loggedOut_noFallbackTakesItsPlace() {
        TokenProvider fallback = request -> TokenGrant.of(token("fallback"));
        SessionManager withFallback = host(server, fallback);
        Session session = withFallback.session(KEY);

        session.revoke();

        assertLoggedOut(session);
    }

    @Test
    void loggedOutTwice_orNeverIn_asksTheServerOnce() {
        session().revoke();

        assertThat(session().revoke()).isEqualTo(Revocation.FORGOTTEN);
        assertThat(host.session("salesforce", User.of("nobody")).revoke()).isEqualTo(Revocation.FORGOTTEN);

        assertThat(server.revoked()).containsExactly("rt-CANARY-1");
        assertThat(rows.find(StoreKeys.storeKey(SessionKey.of("salesforce", User.of("nobody")), server)))
                .isEmpty();
    }

    @Test
    void aCloudWithoutRevocation_forgetsAndSaysSo() {
        TokenProvider engagement = new TokenProvider() {
            @Override
            public TokenGrant token(TokenRequest request) {
                return server.token(request);
            }

            @Override
            public ProviderInfo info() {
                return server.info();
            }
        };
        Session session = host(engagement).session(KEY);
        session.accessToken();

        assertThat(session.revoke()).isEqualTo(Revocation.FORGOTTEN);

        assertThat(events).contains(new AuthEvent.LoggedOut(KEY, Revocation.FORGOTTEN));
        assertLoggedOut(session);
    }

    @Test
    void serverDown_isSaidAndToldAgainInTheBackground() {
        server.failToRevoke(failure(ServerProblem.NETWORK));

        assertThatExceptionOfType(TryLaterException.class)
                .isThrownBy(session()::revoke)
                .matches(e -> e.problem() == SessionProblem.NOT_REVOKED)
                .withMessageNotContaining("rt-CANARY-1");

        assertLoggedOut(session());
        server.awaitRevocations(1);
        assertThat(server.revoked()).containsExactly("rt-CANARY-1");
        assertThat(events)
                .contains(
                        new AuthEvent.RevocationFailed(KEY, ServerProblem.NETWORK, 1),
                        new AuthEvent.LoggedOut(KEY, Revocation.FORGOTTEN));
    }

    @Test
    void serverDown_loggingOutAgainTellsItAgain() {
        SessionManager quiet = closedLater(patient().build());
        Session session = quiet.session(KEY);
        server.failToRevoke(failure(ServerProblem.NETWORK));
        server.failToRevoke(failure(ServerProblem.SERVER_UNAVAILABLE));
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session::revoke);
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session::revoke);

        assertThat(session.revoke()).isEqualTo(Revocation.REVOKED);
        assertThat(session.revoke()).isEqualTo(Revocation.FORGOTTEN);
        assertThat(server.revoked()).containsExactly("rt-CANARY-1");
    }

    @Test
    void serverDownForLong_isGivenUpAndEachFailureIsAnEvent() throws Exception {
        for (int i = 0; i < 30; i++) {
            server.failToRevoke(failure(ServerProblem.NETWORK));
        }

        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::revoke);

        for (int attempts = 1; attempts <= 10; attempts++) {
            assertThat(await(AuthEvent.RevocationFailed.class).attempts()).isEqualTo(attempts);
        }
    }

    @Test
    void anAccessTokenAlone_isRevokedByChoice() {
        AccessToken token = session().accessToken();

        assertThat(session().revokeAccessToken()).isEqualTo(Revocation.REVOKED);

        assertThat(server.revoked()).containsExactly(token.exposeSecret());
        assertThat(session().accessToken()).isNotEqualTo(token);
        assertThat(server.requests()).hasSize(1);
        assertThat(host.session("salesforce", User.of("nobody")).revokeAccessToken())
                .isEqualTo(Revocation.FORGOTTEN);
    }

    @Test
    void closing_revokesNothing() {
        Session session = session();
        session.accessToken();
        host.close();

        assertThat(server.revoked()).isEmpty();
        assertThatIllegalStateException().isThrownBy(session::revoke);
    }

    @Test
    void aCloudThatRefusesToRevoke_isNotAskedAgainInVain_andItsWordsAreKept() {
        server.failToRevoke(() -> AuthFailure.of(ServerProblem.CLIENT_REJECTED)
                .answer(401, "invalid_client", "client authentication failed")
                .toException());

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(session()::revoke)
                .matches(e -> e.problem() == ServerProblem.CLIENT_REJECTED)
                .withMessageContaining("client authentication failed");
        clock.advance(Duration.ofHours(1));
        assertThat(server.revoked()).isEmpty();
        assertLoggedOut(session());

        assertThat(session().revoke()).isEqualTo(Revocation.REVOKED);
        assertThat(server.revoked()).hasSize(1);
    }
}
