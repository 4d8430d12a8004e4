package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.cloud.BusinessUnit;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.StoreException;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logging out, alone and against a refresh in flight. */
class LogoutTest {
    private static final User MARTA = User.of("marta");
    private static final SessionKey KEY = SessionKey.of("salesforce", MARTA);

    private final TestClock clock = TestClock.create();
    private final TokenCipher cipher = TokenCipher.generated();
    private final RotatingProvider server = new RotatingProvider(clock);
    private final InMemoryTokenStore rows = InMemoryTokenStore.create(clock);
    private final FaultyStore store = new FaultyStore(rows);
    private final List<AuthEvent> events = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<AuthEvent.RevocationFailed> failures = new LinkedBlockingQueue<>();
    private final List<SessionManager> hosts = new ArrayList<>();
    private final SessionManager host = host(server, store);
    private final SessionManager otherHost = host(server, store);

    private SessionManager host(TokenProvider provider, TokenStore store, TokenProvider... fallbacks) {
        SessionManager started = SessionManager.builder()
                .connection("salesforce", provider, fallbacks)
                .store(store, cipher)
                .clock(clock)
                .scheduler(new EagerScheduler(clock))
                .closeTimeout(Duration.ofSeconds(2))
                .listener(event -> {
                    events.add(event);
                    if (event instanceof AuthEvent.RevocationFailed failed) {
                        failures.add(failed);
                    }
                })
                .build();
        hosts.add(started);
        return started;
    }

    private Session session() {
        return host.session(KEY);
    }

    @BeforeEach
    void logIn() {
        host.connection("salesforce").adopt(MARTA, server.login());
    }

    @AfterEach
    void close() {
        store.heal();
        hosts.forEach(SessionManager::close);
    }

    private static Supplier<RuntimeException> failure(Problem problem) {
        return () -> AuthFailure.of(problem).toException();
    }

    private static void assertLoggedOut(Session session) {
        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(session::accessToken)
                .matches(e -> e.problem() == Problem.LOGGED_OUT, "logged out");
    }

    @Test
    void loggedOut_theServerIsToldAndNobodyGetsAToken() {
        session().accessToken();

        assertThat(session().revoke()).isEqualTo(Revocation.REVOKED);

        assertThat(server.revoked()).containsExactly("rt-CANARY-1");
        assertThat(server.living()).isNull();
        assertThat(session().status().state()).isEqualTo(SessionStatus.State.LOGIN_REQUIRED);
        assertThat(session().status().problem()).contains(Problem.LOGGED_OUT);
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

        assertThat(rows.find(StoreKeys.storeKey(KEY, server)).orElseThrow().session())
                .isNull();
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
        clock.advance(RotatingProvider.LIFE);
        assertThat(otherHost.session(KEY).accessToken().exposeSecret()).startsWith("at-");
    }

    @Test
    void loggedOut_noFallbackTakesItsPlace() {
        TokenProvider fallback = request -> TokenGrant.of(token("fallback"));
        SessionManager withFallback = host(server, store, fallback);
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
            public io.crosscloud.spi.ProviderInfo info() {
                return server.info();
            }
        };
        Session session = host(engagement, store).session(KEY);
        session.accessToken();

        assertThat(session.revoke()).isEqualTo(Revocation.FORGOTTEN);

        assertThat(events).contains(new AuthEvent.LoggedOut(KEY, Revocation.FORGOTTEN));
        assertLoggedOut(session);
    }

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
        clock.advance(RotatingProvider.LIFE);
        at(step, () -> session().revoke());

        Throwable refreshed = catchThrowableOfType(AuthException.class, session()::accessToken);

        assertNothingLives(step, refreshed);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("S25: logout races a refresh on another host")
    void loggedOutDuringARefreshElsewhere_nothingLivesOn(Step step) {
        clock.advance(RotatingProvider.LIFE);
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
        clock.advance(RotatingProvider.LIFE);
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        server.gate(() -> {
            sending.countDown();
            uninterruptibly(go);
        });
        var waiting = session().accessTokenAsync();
        sending.await();

        assertThat(session().revoke()).isEqualTo(Revocation.REVOKED);

        assertThat(waiting).isNotDone();
        go.countDown();
        assertThat(catchThrowableOfType(Exception.class, waiting::get))
                .hasCauseInstanceOf(LoginRequiredException.class);
        assertThat(server.living()).isNull();
    }

    @Test
    @DisplayName("S25: a rotation that only an unusable answer told of is revoked too")
    void loggedOutDuringARefreshWithAnUnusableAnswer_itsRotationIsRevoked() {
        clock.advance(RotatingProvider.LIFE);
        server.gateAfter(() -> session().revoke());
        server.failAfter(() -> AuthFailure.of(Problem.RESPONSE_INVALID)
                .rotated(RefreshToken.of(server.living()))
                .toException());

        assertThatExceptionOfType(AuthException.class).isThrownBy(session()::accessToken);

        assertThat(server.revoked()).containsExactly("rt-CANARY-1", "rt-CANARY-3");
        assertThat(server.living()).isNull();
    }

    @Test
    @DisplayName("S25: a commit that the store took late meets the tombstone")
    void loggedOutWhileACommitIsDelayed_theLateTokenIsRevoked() {
        clock.advance(RotatingProvider.LIFE);
        store.fail(1, FaultyStore.Verb.COMMIT);
        server.gateAfter(() -> otherHost.session(KEY).revoke());

        session().accessToken();
        server.awaitRevocations(2);

        assertThat(server.revoked()).containsExactly("rt-CANARY-1", "rt-CANARY-3");
        assertThat(server.living()).isNull();
    }

    @ParameterizedTest
    @Tag("S26")
    @EnumSource(names = {"ANSWERED", "COMMITTING"})
    @DisplayName("S26: a login races the refresh of the one before")
    void newLoginDuringARefresh_theLateTokenIsRevokedAndTheNewOneLives(Step step) {
        clock.advance(RotatingProvider.LIFE);
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
        clock.advance(RotatingProvider.LIFE);
        session().accessToken();
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    @DisplayName("S26: a login replaces a token that the store had not taken yet")
    void newLoginWhileACommitIsDelayed_theLateTokenIsRevoked() {
        clock.advance(RotatingProvider.LIFE);
        store.before(FaultyStore.Verb.COMMIT, () -> store.fail(1, FaultyStore.Verb.COMMIT));
        SessionManager quiet = SessionManager.builder()
                .connection("salesforce", server)
                .store(store, cipher)
                .clock(clock)
                .scheduler(clock.scheduler())
                .build();
        hosts.add(quiet);
        quiet.session(KEY).accessToken();
        TokenGrant login = server.login();

        quiet.connection("salesforce").adopt(MARTA, login);

        assertThat(server.revoked()).containsExactly("rt-CANARY-3");
        assertThat(server.living()).isEqualTo(login.refreshToken().orElseThrow().exposeSecret());
    }

    @Test
    @DisplayName("S26: what another host committed of the same login is never revoked")
    void sameLoginCommittedElsewhere_nothingIsRevoked() {
        clock.advance(RotatingProvider.LIFE);
        server.rotating(false);
        store.before(FaultyStore.Verb.COMMIT, () -> {
            // The lease of this slow host ends, and another one refreshes and commits, twice.
            clock.advance(Duration.ofMinutes(1));
            otherHost.session(KEY).accessToken();
            clock.advance(RotatingProvider.LIFE);
            otherHost.session(KEY).accessToken();
        });

        AccessToken token = session().accessToken();

        assertThat(server.revoked()).isEmpty();
        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(token);
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void storeDown_nothingHasHappenedAndItIsSaid() {
        AccessToken token = session().accessToken();
        store.fail(FaultyStore.Verb.FIND);

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(session()::revoke)
                .matches(e -> e.session().orElseThrow().equals(KEY));

        assertThat(server.revoked()).isEmpty();
        assertThat(session().accessToken()).isEqualTo(token);
        assertThat(events).noneMatch(AuthEvent.LoggedOut.class::isInstance);
    }

    @ParameterizedTest
    @EnumSource(names = {"END", "END_UNCONFIRMED"})
    void storeDownInBetween_theServerIsToldAndTheEndIsStoredLater(FaultyStore.Verb verb) {
        session().accessToken();
        store.fail(1, verb);

        assertThatExceptionOfType(StoreException.class).isThrownBy(session()::revoke);

        assertThat(server.revoked()).containsOnly("rt-CANARY-1"); // also by the later end, which may come at once
        assertLoggedOut(session());
        assertLoggedOut(otherHost.session(KEY));
        assertThat(session().revoke()).isEqualTo(Revocation.FORGOTTEN);
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void storeThatMissedTheEnd_takesItWithoutBeingAskedForTheSession() {
        String row = StoreKeys.storeKey(KEY, server);
        store.fail(1, FaultyStore.Verb.END);

        assertThatExceptionOfType(StoreException.class).isThrownBy(session()::revoke);

        while (rows.find(row).orElseThrow().session() != null && !Thread.interrupted()) {
            Thread.onSpinWait();
        }
        assertLoggedOut(otherHost.session(KEY));
    }

    @Test
    void aStoreThatLosesLogoutAndLogin_isGivenTheLogin() {
        InMemoryTokenStore replica = InMemoryTokenStore.create(clock);
        String row = StoreKeys.storeKey(KEY, server);
        replica.commit(row, 0, rows.find(row).orElseThrow().session());
        session().revoke();
        TokenGrant login = server.login();
        host.connection("salesforce").adopt(MARTA, login);

        store.failOverTo(replica);
        clock.advance(RotatingProvider.LIFE);
        session().accessToken();

        assertThat(server.requests().get(server.requests().size() - 1).refreshToken())
                .isEqualTo(login.refreshToken());
        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(session().accessToken());
        assertThat(server.spentPresented()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void loggedOutInAndOutDuringARefresh_theFirstLoginDoesNotComeBack(boolean storeForgets) {
        clock.advance(RotatingProvider.LIFE);
        server.gateAfter(() -> {
            session().revoke();
            host.connection("salesforce").adopt(MARTA, server.login());
            session().revoke();
            if (storeForgets) {
                store.failOverTo(InMemoryTokenStore.create(clock));
            }
        });

        assertThatExceptionOfType(LoginRequiredException.class).isThrownBy(session()::accessToken);

        assertThat(store.find(StoreKeys.storeKey(KEY, server)).map(SessionRecord::session))
                .isEmpty();
        assertThat(server.revoked()).containsExactly("rt-CANARY-1", "rt-CANARY-5", "rt-CANARY-3");
    }

    @Test
    void aStoreThatLosesTheEnd_isToldAgain() {
        InMemoryTokenStore replica = InMemoryTokenStore.create(clock);
        String row = StoreKeys.storeKey(KEY, server);
        replica.commit(row, 0, rows.find(row).orElseThrow().session());
        session().revoke();
        store.failOverTo(replica);

        assertLoggedOut(session());

        assertThat(replica.find(row).orElseThrow().session()).isNull();
    }

    @Test
    void serverDown_isSaidAndToldAgainInTheBackground() {
        server.failToRevoke(failure(Problem.NETWORK));

        assertThatExceptionOfType(TryLaterException.class)
                .isThrownBy(session()::revoke)
                .matches(e -> e.problem() == Problem.NOT_REVOKED)
                .withMessageNotContaining("rt-CANARY-1");

        assertLoggedOut(session());
        server.awaitRevocations(1);
        assertThat(server.revoked()).containsExactly("rt-CANARY-1");
        assertThat(events)
                .contains(
                        new AuthEvent.RevocationFailed(KEY, Problem.NETWORK, 1),
                        new AuthEvent.LoggedOut(KEY, Revocation.FORGOTTEN));
    }

    @Test
    void serverDown_loggingOutAgainTellsItAgain() {
        SessionManager quiet = SessionManager.builder()
                .connection("salesforce", server)
                .store(store, cipher)
                .clock(clock)
                .scheduler(clock.scheduler())
                .build();
        hosts.add(quiet);
        Session session = quiet.session(KEY);
        server.failToRevoke(failure(Problem.NETWORK));
        server.failToRevoke(failure(Problem.SERVER_UNAVAILABLE));
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session::revoke);
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session::revoke);

        assertThat(session.revoke()).isEqualTo(Revocation.REVOKED);
        assertThat(session.revoke()).isEqualTo(Revocation.FORGOTTEN);
        assertThat(server.revoked()).containsExactly("rt-CANARY-1");
    }

    @Test
    void serverDownForLong_isGivenUpAndEachFailureIsAnEvent() throws Exception {
        for (int i = 0; i < 30; i++) {
            server.failToRevoke(failure(Problem.NETWORK));
        }

        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::revoke);

        for (int attempts = 1; attempts <= 10; attempts++) {
            assertThat(failures.take().attempts()).isEqualTo(attempts);
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
    void aGrantWithoutRefreshToken_forgetsAndRevokesNothingThatOthersShare() {
        List<TokenRequest> asked = new CopyOnWriteArrayList<>();
        TokenProvider custom = newTokens(asked);
        Session session = host(custom, store).session(KEY);
        AccessToken first = session.accessToken();

        assertThat(session.revoke()).isEqualTo(Revocation.FORGOTTEN);

        assertThat(session.status().state()).isEqualTo(SessionStatus.State.IDLE);
        assertThat(session.accessToken()).isNotEqualTo(first);
        assertThat(asked).hasSize(2);
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aGrantWithoutRefreshToken_isForgottenByAStoreThatMissedItsEnd() {
        TokenProvider custom = request -> TokenGrant.of(token("at-custom"));
        SessionManager manager = host(custom, store);
        Session session = manager.session(KEY);
        session.accessToken();
        String row = StoreKeys.storeKey(KEY, custom);
        assertThat(rows.find(row).orElseThrow().session()).isNotNull();
        store.fail(1, FaultyStore.Verb.END);

        assertThatExceptionOfType(StoreException.class).isThrownBy(session::revoke);

        while (rows.find(row).orElseThrow().session() != null && !Thread.interrupted()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aGrantWithoutRefreshToken_isNotTakenFromAStoreThatMissedItsEnd() {
        List<TokenRequest> asked = new CopyOnWriteArrayList<>();
        TokenProvider custom = newTokens(asked);
        SessionManager manager = host(custom, store);
        AccessToken first = manager.session(KEY).accessToken();
        store.fail(FaultyStore.Verb.END);
        assertThatExceptionOfType(StoreException.class).isThrownBy(manager.session(KEY)::revoke);

        assertThat(manager.session(KEY).accessToken()).isNotEqualTo(first);

        assertThat(asked).hasSize(2);
    }

    @Test
    void aLogoutThatTheStoreMissed_isStoredWhenTheManagerCloses() {
        SessionManager brief = tryingNothingAgain();
        store.fail(1, FaultyStore.Verb.END);
        assertThatExceptionOfType(StoreException.class).isThrownBy(brief.session(KEY)::revoke);

        brief.close();

        assertThat(rows.find(StoreKeys.storeKey(KEY, server)).orElseThrow().session())
                .isNull();
    }

    @Test
    void aLogoutThatTheStoreNeverTakes_isNamedWhenTheManagerCloses() {
        SessionManager brief = tryingNothingAgain();
        store.fail(FaultyStore.Verb.END);
        assertThatExceptionOfType(StoreException.class).isThrownBy(brief.session(KEY)::revoke);

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(brief::close)
                .withMessageContaining("salesforce/marta");
    }

    /** One whose scheduler takes nothing, so that only closing it is left. */
    private SessionManager tryingNothingAgain() {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
        scheduler.shutdown();
        return SessionManager.builder()
                .connection("salesforce", server)
                .store(store, cipher)
                .clock(clock)
                .scheduler(scheduler)
                .closeTimeout(Duration.ofMillis(1))
                .build();
    }

    @Test
    void closing_revokesNothing() {
        Session session = session();
        session.accessToken();
        host.close();

        assertThat(server.revoked()).isEmpty();
        assertThatIllegalStateException().isThrownBy(session::revoke);
    }

    /** A grant without a refresh token, with another token each time. */
    private TokenProvider newTokens(List<TokenRequest> asked) {
        return request -> {
            asked.add(request);
            return TokenGrant.of(token("at-custom-" + asked.size()));
        };
    }

    private AccessToken token(String value) {
        return AccessToken.of(value, ApiEndpoints.of(RotatingProvider.HOST), Scopes.unspecified(), clock.instant());
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
