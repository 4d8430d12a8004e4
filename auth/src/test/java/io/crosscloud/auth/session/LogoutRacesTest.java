package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A logout, or a new login, against a refresh in flight. */
class LogoutRacesTest extends TwoHosts {
    /** Where a refresh stands when somebody logs out. */
    enum Step {
        BEFORE_CLAIM,
        SENT,
        ANSWERED,
        COMMITTING,
        COMMITTED
    }

    private void at(Step step, Runnable action) {
        switch (step) {
            case BEFORE_CLAIM -> store.before(FaultyStore.Verb.CLAIM, action);
            case SENT -> server.gate(action);
            case ANSWERED -> server.gateAfter(action);
            case COMMITTING -> store.before(FaultyStore.Verb.COMMIT, action);
            case COMMITTED -> store.after(FaultyStore.Verb.COMMIT, action);
        }
    }

    @ParameterizedTest
    @Tag("S25")
    @EnumSource
    @DisplayName("S25: logout races a refresh on the same host")
    void loggedOutDuringARefresh_nothingLivesOn(Step step) {
        expire();
        at(step, () -> session().revoke());

        Throwable refreshed = catchThrowableOfType(AuthException.class, session()::accessToken);

        assertNothingLives(step, refreshed);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("S25: logout races a refresh on another host")
    void loggedOutDuringARefreshElsewhere_nothingLivesOn(Step step) {
        expire();
        at(step, () -> session().revoke());

        Throwable refreshed = catchThrowableOfType(AuthException.class, otherHost.session(KEY)::accessToken);

        assertNothingLives(step, refreshed);
    }

    /** Whoever waited while the logout came last may have got the token, which is revoked; nobody gets it afterwards. */
    private void assertNothingLives(Step step, Throwable refreshed) {
        if (step == Step.COMMITTED) {
            assertThat(refreshed).isNull();
        } else {
            assertThat(refreshed).isInstanceOf(LoginRequiredException.class);
        }
        assertThat(server.living()).as("the living refresh token").isNull();
        assertThat(server.requests()).hasSize(step == Step.BEFORE_CLAIM ? 0 : 1);
        assertLoggedOut(session());
        assertThat(events).filteredOn(AuthEvent.LoggedOut.class::isInstance).hasSize(1);
        assertThat(events).noneMatch(AuthEvent.LoginRequired.class::isInstance);
        if (step != Step.COMMITTED) {
            assertLoggedOut(otherHost.session(KEY));
        }
    }

    @Test
    @DisplayName("S25: a logout does not wait for the refresh in flight")
    void refreshInFlight_logoutDoesNotWait() throws Exception {
        expire();
        Gate gate = new Gate();
        server.gate(gate::pass);
        var waiting = session().accessTokenAsync();
        gate.awaitSomebody();

        assertThat(session().revoke()).isEqualTo(Revocation.REVOKED);

        assertThat(waiting).isNotDone();
        gate.open();
        assertThat(catchThrowableOfType(Exception.class, waiting::get))
                .hasCauseInstanceOf(LoginRequiredException.class);
        assertThat(server.living()).isNull();
    }

    @Test
    @DisplayName("S25: a rotation that only an unusable answer told of is revoked too")
    void loggedOutDuringARefreshWithAnUnusableAnswer_itsRotationIsRevoked() {
        expire();
        server.gateAfter(() -> session().revoke());
        server.failAfter(() -> AuthFailure.of(ServerProblem.RESPONSE_INVALID)
                .rotated(RefreshToken.of(server.living()))
                .toException());

        assertThatExceptionOfType(AuthException.class).isThrownBy(session()::accessToken);

        assertThat(server.revoked()).containsExactly("rt-CANARY-1", "rt-CANARY-3");
        assertThat(server.living()).isNull();
    }

    @Test
    @DisplayName("S25: a commit that the store took late meets the tombstone")
    void loggedOutWhileACommitIsDelayed_theLateTokenIsRevoked() {
        expire();
        store.fail(1, FaultyStore.Verb.COMMIT);
        server.gateAfter(() -> otherHost.session(KEY).revoke());

        session().accessToken();
        server.awaitRevocations(2);

        assertThat(server.revoked()).containsExactly("rt-CANARY-1", "rt-CANARY-3");
        assertThat(server.living()).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void loggedOutInAndOutDuringARefresh_theFirstLoginDoesNotComeBack(boolean storeForgets) {
        expire();
        server.gateAfter(() -> {
            session().revoke();
            host.connection("salesforce").adopt(MARTA, server.login());
            session().revoke();
            if (storeForgets) {
                store.failOverTo(InMemoryTokenStore.create(clock));
            }
        });

        assertThatExceptionOfType(LoginRequiredException.class).isThrownBy(session()::accessToken);

        assertThat(store.find(row()).map(SessionRecord::session)).isEmpty();
        assertThat(server.revoked()).containsExactly("rt-CANARY-1", "rt-CANARY-5", "rt-CANARY-3");
    }

    @ParameterizedTest
    @Tag("S26")
    @EnumSource(names = {"ANSWERED", "COMMITTING"})
    @DisplayName("S26: a login races the refresh of the one before")
    void newLoginDuringARefresh_theLateTokenIsRevokedAndTheNewOneLives(Step step) {
        expire();
        List<TokenGrant> logins = new ArrayList<>();
        at(step, () -> {
            logins.add(server.login());
            otherHost.connection("salesforce").adopt(MARTA, logins.get(0));
        });

        AccessToken token = session().accessToken();

        String late = "rt-CANARY-3";
        String living = logins.get(0).refreshToken().orElseThrow().exposeSecret();
        assertThat(token).isEqualTo(logins.get(0).accessToken());
        assertThat(server.revoked()).containsExactly(late);
        assertThat(server.living()).isEqualTo(living).isNotEqualTo(late);
        expire();
        session().accessToken();
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    @DisplayName("S26: a login replaces a token that the store had not taken yet")
    void newLoginWhileACommitIsDelayed_theLateTokenIsRevoked() {
        expire();
        store.before(FaultyStore.Verb.COMMIT, () -> store.fail(1, FaultyStore.Verb.COMMIT));
        SessionManager quiet = closedLater(patient().build());
        quiet.session(KEY).accessToken();
        TokenGrant login = server.login();

        quiet.connection("salesforce").adopt(MARTA, login);

        assertThat(server.revoked()).containsExactly("rt-CANARY-3");
        assertThat(server.living()).isEqualTo(login.refreshToken().orElseThrow().exposeSecret());
    }

    @Test
    @DisplayName("S26: what another host committed of the same login is never revoked")
    void sameLoginCommittedElsewhere_nothingIsRevoked() {
        expire();
        server.rotating(false);
        store.before(FaultyStore.Verb.COMMIT, () -> {
            // The lease of this slow host ends, and another one refreshes and commits, twice.
            clock.advance(Duration.ofMinutes(1));
            otherHost.session(KEY).accessToken();
            expire();
            otherHost.session(KEY).accessToken();
        });

        AccessToken token = session().accessToken();

        assertThat(server.revoked()).isEmpty();
        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(token);
        assertThat(server.requests()).hasSize(3);
    }
}
