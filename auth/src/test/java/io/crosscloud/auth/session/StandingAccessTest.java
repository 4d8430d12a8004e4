package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.cloud.BusinessUnit;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ProtocolException;
import io.crosscloud.error.StoreException;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.Identity;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StandingAccessTest {
    private static final User MARTA = User.of("marta");

    private final TestClock clock = TestClock.create();
    private final TokenCipher cipher = TokenCipher.generated();
    private final RotatingProvider server = new RotatingProvider(clock);
    private final FaultyStore store = new FaultyStore(InMemoryTokenStore.create(clock));
    private final List<AuthEvent> events = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<AuthEvent> arriving = new LinkedBlockingQueue<>();
    private final SessionManager host = host(store);
    private final SessionManager otherHost = host(store);

    private SessionManager host(TokenStore store, TokenProvider... fallbacks) {
        return SessionManager.builder()
                .connection("salesforce", server, fallbacks)
                .store(store, cipher)
                .clock(clock)
                .scheduler(new EagerScheduler(clock))
                .closeTimeout(Duration.ofSeconds(2))
                .listener(event -> {
                    events.add(event);
                    arriving.add(event);
                })
                .build();
    }

    private Session session() {
        return host.session("salesforce", MARTA);
    }

    @BeforeEach
    void logIn() {
        host.connection("salesforce").adopt(MARTA, server.login());
    }

    @AfterEach
    void close() {
        store.heal();
        host.close();
        otherHost.close();
    }

    private void expire() {
        clock.advance(RotatingProvider.LIFE);
    }

    private void rotateThrice() {
        for (int i = 0; i < 3; i++) {
            expire();
            session().accessToken();
        }
    }

    private void enterWindow() {
        clock.advance(RotatingProvider.LIFE.minusSeconds(30));
    }

    private void await(Class<? extends AuthEvent> kind) throws InterruptedException {
        while (!kind.isInstance(arriving.take())) {
            // The events before it are of no interest here.
        }
    }

    private static Supplier<RuntimeException> failure(Problem problem) {
        return () -> AuthFailure.of(problem).toException();
    }

    @Test
    void afterALogin_nothingIsAsked() {
        assertThat(session().accessToken().exposeSecret()).startsWith("at-");
        assertThat(server.requests()).isEmpty();
        assertThat(session().status().identity()).contains(RotatingProvider.MARTA);
    }

    @Test
    void expired_theNewestRefreshTokenIsSentOnceEachTime() {
        for (int i = 1; i <= 5; i++) {
            expire();
            String living = server.living();
            session().accessToken();
            assertThat(server.requests()).hasSize(i);
            assertThat(server.requests().get(i - 1).refreshToken().orElseThrow().exposeSecret())
                    .isEqualTo(living);
        }
        assertThat(server.spentPresented()).isZero();
    }

    @Tag("B21")
    @Test
    void anAnswerWithoutRefreshToken_keepsTheOldOne() {
        server.rotating(false);
        expire();
        session().accessToken();
        expire();
        session().accessToken();

        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void twoLoginsAtOnce_theOneThatTheStoreHoldsIsUsed() {
        TokenGrant earlier = server.login();
        TokenGrant later = server.login();
        store.after(
                FaultyStore.Verb.COMMIT,
                () -> host.connection("salesforce").adopt(MARTA, later)); // before the earlier one is offered

        host.connection("salesforce").adopt(MARTA, earlier);

        assertThat(session().accessToken()).isEqualTo(later.accessToken());
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void anotherHostOnTheSameStore_adoptsTheTokenAndAsksNobody() {
        expire();
        AccessToken token = session().accessToken();

        assertThat(otherHost.session("salesforce", MARTA).accessToken()).isEqualTo(token);
        assertThat(server.requests()).hasSize(1);
        assertThat(events).hasAtLeastOneElementOfType(AuthEvent.TokenAdopted.class);
    }

    @Test
    void twoHostsAtOnce_sendOneRequest() throws Exception {
        expire();
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        server.gate(() -> {
            sending.countDown();
            uninterruptibly(go);
        });
        var first = session().accessTokenAsync();
        sending.await();
        var second = otherHost.session("salesforce", MARTA).accessTokenAsync();
        go.countDown();

        assertThat(second.get()).isEqualTo(first.get());
        assertThat(server.requests()).hasSize(1);
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    void twoBusinessUnitsOfOneUser_takeTurnsOnOneRefreshToken() {
        Session parent = host.session(SessionKey.of("salesforce", MARTA).in(BusinessUnit.of(1)));
        Session child = host.session(SessionKey.of("salesforce", MARTA).in(BusinessUnit.of(2)));
        Session scoped = host.session(SessionKey.of("salesforce", MARTA).scopedTo(Scopes.of("api")));

        var tokens = List.of(parent.accessTokenAsync(), child.accessTokenAsync(), scoped.accessTokenAsync());

        assertThat(tokens.stream().map(token -> token.join().exposeSecret()).distinct())
                .hasSize(3);
        assertThat(server.requests()).hasSize(3);
        assertThat(server.requests().stream().map(TokenRequest::businessUnit).distinct())
                .hasSize(3);
        assertThat(server.spentPresented()).isZero();
        assertThat(otherHost.session(child.key()).accessToken()).isEqualTo(child.accessToken());
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void nobodyHasLoggedIn_isSaidWithoutAskingTheServer() {
        Session nobody = host.session("salesforce", User.of("nobody"));

        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(nobody::accessToken)
                .matches(e -> e.problem() == Problem.LOGIN_MISSING)
                .matches(e -> e.session().orElseThrow().equals(nobody.key()));
        assertThat(server.requests()).isEmpty();
        assertThat(nobody.status().state()).isEqualTo(SessionStatus.State.LOGIN_REQUIRED);
    }

    @Test
    void revoked_isRememberedForAllHosts() {
        expire();
        server.failBefore(failure(Problem.SALESFORCE_REFRESH_TOKEN_REVOKED));

        assertThatExceptionOfType(LoginRequiredException.class).isThrownBy(session()::accessToken);
        clock.advance(Duration.ofHours(1));
        assertThatExceptionOfType(LoginRequiredException.class).isThrownBy(session()::accessToken);
        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(otherHost.session("salesforce", MARTA)::accessToken)
                .matches(e -> e.problem() == Problem.SALESFORCE_REFRESH_TOKEN_REVOKED);

        assertThat(server.requests()).hasSize(1);
        assertThat(events.stream().filter(AuthEvent.LoginRequired.class::isInstance))
                .hasSize(1);
    }

    @Test
    void aNewLogin_bringsTheSessionBackAtOnce() {
        expire();
        server.failBefore(failure(Problem.SALESFORCE_REFRESH_TOKEN_REVOKED));
        assertThatExceptionOfType(LoginRequiredException.class).isThrownBy(session()::accessToken);

        TokenGrant login = server.login();
        host.connection("salesforce").adopt(MARTA, login);

        assertThat(session().accessToken()).isEqualTo(login.accessToken());
    }

    @Tag("H6")
    @Test
    void refusedWhileAnotherHostHasRotated_isAdoptedAndNotDeath() {
        Session other = otherHost.session("salesforce", MARTA);
        expire();
        server.gate(() -> otherHost.connection("salesforce").adopt(MARTA, server.login()));

        AccessToken token = session().accessToken();

        assertThat(token).isEqualTo(other.accessToken());
        assertThat(events).noneMatch(AuthEvent.LoginRequired.class::isInstance);
    }

    @Test
    @Tag("S1")
    void storeDownBeforeSending_sendsNothingAndServesTheLivingToken() throws Exception {
        AccessToken old = session().accessToken();
        enterWindow();
        store.fail(FaultyStore.Verb.CLAIM);

        assertThat(session().accessToken()).isEqualTo(old);
        await(AuthEvent.RefreshFailed.class);
        assertThat(server.requests()).isEmpty();

        expire();
        assertThatExceptionOfType(StoreException.class).isThrownBy(session()::accessToken);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    @Tag("S2")
    void storeDownAfterRotating_servesTheNewTokenAndStoresItLater() throws Exception {
        expire();
        store.fail(2, FaultyStore.Verb.COMMIT);

        AccessToken token = session().accessToken();
        await(AuthEvent.CommitDelayed.class);
        await(AuthEvent.CommitDelayed.class);
        host.close();

        assertThat(otherHost.session("salesforce", MARTA).accessToken()).isEqualTo(token);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void closingWhileTheStoreIsStillDown_namesTheSession() {
        expire();
        store.fail(FaultyStore.Verb.COMMIT);
        session().accessToken();

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(host::close)
                .withMessageContaining("salesforce/marta")
                .matches(e -> !e.getMessage().contains("rt-"));
    }

    @Test
    @Tag("C1")
    void closingWhileTheStoreIsDownForAMoment_waitsAndLosesNothing() {
        SessionManager closing = SessionManager.builder()
                .connection("salesforce", server)
                .store(store, cipher)
                .clock(clock)
                .scheduler(clock.scheduler())
                .build();
        expire();
        store.fail(3, FaultyStore.Verb.COMMIT);
        AccessToken token = closing.session("salesforce", MARTA).accessToken();

        closing.close();

        assertThat(otherHost.session("salesforce", MARTA).accessToken()).isEqualTo(token);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void storeReadOnlyAfterRotating_servesTheNewTokenAndStoresItLater() throws Exception {
        expire();
        store.fail(1, FaultyStore.Verb.COMMIT_READ_ONLY);

        AccessToken token = session().accessToken();
        await(AuthEvent.CommitDelayed.class);
        host.close();

        assertThat(otherHost.session("salesforce", MARTA).accessToken()).isEqualTo(token);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @Tag("S3")
    void aCommitWhoseConfirmationWasLost_isFoundAndNotRepeated() throws Exception {
        expire();
        store.fail(1, FaultyStore.Verb.COMMIT_UNCONFIRMED);
        AccessToken token = session().accessToken();
        await(AuthEvent.CommitDelayed.class);
        host.close();

        assertThat(otherHost.session("salesforce", MARTA).accessToken()).isEqualTo(token);
        clock.advance(RotatingProvider.LIFE);
        otherHost.session("salesforce", MARTA).accessToken();
        assertThat(server.spentPresented()).isZero();
    }

    @Tag("N2")
    @Test
    void aRefreshThatWasNeverSent_leavesNoDoubt() {
        expire();
        server.failBefore(failure(Problem.NETWORK));
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);
        clock.advance(Duration.ofSeconds(2));

        session().accessToken();

        assertThat(server.requests()).hasSize(2);
        assertThat(events).noneMatch(AuthEvent.InDoubt.class::isInstance);
    }

    @Tag("N8")
    @Tag("H25")
    @Test
    @Tag("S6")
    void lostAnswerInTheWindow_servesTheLivingTokenThenProbesOnce() throws Exception {
        AccessToken old = session().accessToken();
        enterWindow();
        server.failAfter(failure(Problem.OUTCOME_UNKNOWN));
        assertThat(session().accessToken()).isEqualTo(old);
        await(AuthEvent.RefreshFailed.class);

        clock.advance(Duration.ofSeconds(20));
        assertThat(session().accessToken()).isEqualTo(old);
        await(AuthEvent.RefreshFailed.class);
        assertThat(otherHost.session("salesforce", MARTA).accessToken()).isEqualTo(old);
        assertThat(server.requests()).hasSize(1);
        assertThat(events).hasAtLeastOneElementOfType(AuthEvent.InDoubt.class);

        expire();
        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(session()::accessToken)
                .matches(e -> e.problem() == Problem.LOST_IN_DOUBT);
        assertThat(server.requests()).hasSize(2);
        clock.advance(Duration.ofHours(1));
        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(otherHost.session("salesforce", MARTA)::accessToken)
                .matches(e -> e.problem() == Problem.LOST_IN_DOUBT);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    @Tag("S5")
    void lostRequestThatNeverArrived_isSavedByTheProbe() {
        expire();
        server.failBefore(failure(Problem.OUTCOME_UNKNOWN));
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);
        clock.advance(Duration.ofMinutes(2));

        assertThat(session().accessToken().exposeSecret()).startsWith("at-");
        assertThat(server.requests()).hasSize(2);
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    void aProbeThatNeverArrived_leavesTheEarlierAttemptInDoubt() {
        expire();
        server.failAfter(failure(Problem.OUTCOME_UNKNOWN));
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);
        clock.advance(Duration.ofMinutes(2));
        server.failBefore(failure(Problem.NETWORK));
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);
        clock.advance(Duration.ofMinutes(2));

        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(session()::accessToken)
                .matches(e -> e.problem() == Problem.LOST_IN_DOUBT);
    }

    @Tag("H23")
    @Tag("H26")
    @Test
    void serverUnavailableWithoutRetryAfter_isInDoubt_withItIsNot() {
        expire();
        server.failBefore(() -> AuthFailure.of(Problem.SERVER_UNAVAILABLE)
                .answer(503, null, null)
                .retryAfter(Duration.ofSeconds(7))
                .toException());
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);
        assertThat(events).noneMatch(AuthEvent.InDoubt.class::isInstance);

        clock.advance(Duration.ofSeconds(7));
        server.failBefore(() -> AuthFailure.of(Problem.SERVER_UNAVAILABLE)
                .answer(503, null, null)
                .toException());
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);
        assertThat(events).hasAtLeastOneElementOfType(AuthEvent.InDoubt.class);
    }

    @Tag("H20")
    @Test
    void aPauseThatTheServerAskedFor_holdsForAllHosts() {
        expire();
        server.failBefore(() -> AuthFailure.of(Problem.SERVER_THROTTLES)
                .answer(429, null, null)
                .retryAfter(Duration.ofMinutes(10))
                .toException());
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);

        assertThatExceptionOfType(TryLaterException.class)
                .isThrownBy(otherHost.session("salesforce", MARTA)::accessToken)
                .matches(e -> e.problem() == Problem.REFRESH_IN_PROGRESS);
        assertThat(server.requests()).hasSize(1);
    }

    @Tag("H7")
    @Test
    void alreadyBeingProcessed_isWaitedOutUnderTheSameLease() {
        expire();
        server.failBefore(failure(Problem.SALESFORCE_REFRESH_BUSY));
        server.failBefore(failure(Problem.SALESFORCE_REFRESH_BUSY));

        assertThat(session().accessToken().exposeSecret()).startsWith("at-");
        assertThat(server.requests()).hasSize(3);
    }

    @Tag("H7")
    @Test
    void alreadyBeingProcessed_endlessly_givesUpUntilLater() {
        expire();
        for (int i = 0; i < 20; i++) {
            server.failBefore(failure(Problem.SALESFORCE_REFRESH_BUSY));
        }

        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);
        assertThat(server.requests()).hasSizeLessThanOrEqualTo(5);
    }

    @Tag("B20")
    @Test
    void aRotationInAnUnusableAnswer_isKept() {
        expire();
        server.failAfter(() -> AuthFailure.of(Problem.RESPONSE_INVALID)
                .rotated(RefreshToken.of(server.living()))
                .toException());

        assertThatExceptionOfType(ProtocolException.class).isThrownBy(session()::accessToken);
        clock.advance(Duration.ofMinutes(2));

        assertThat(session().accessToken().exposeSecret()).startsWith("at-");
        assertThat(server.spentPresented()).isZero();
    }

    @Tag("B23")
    @Test
    void anAnswerForSomebodyElse_isNotPublishedAndItsRotationIsKept() {
        expire();
        server.nextIdentity(Identity.of("00D000000000001EAA", "005000000000009AAA"));

        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(session()::accessToken)
                .matches(e -> e.problem() == Problem.IDENTITY_CHANGED);
        assertThat(events).noneMatch(AuthEvent.InDoubt.class::isInstance);
        server.nextIdentity(RotatingProvider.MARTA);
        clock.advance(Duration.ofMinutes(2));
        session().accessToken();

        assertThat(server.spentPresented()).isZero();
    }

    @Test
    @Tag("S9")
    @Tag("S10")
    @Tag("S11")
    void aStoreThatLostTheLastCommits_isRepairedFromMemory() {
        InMemoryTokenStore replica = InMemoryTokenStore.create(clock);
        rotateThrice();
        store.failOverTo(replica);
        expire();

        session().accessToken();

        assertThat(server.spentPresented()).isZero();
        clock.advance(RotatingProvider.LIFE);
        assertThat(otherHost.session("salesforce", MARTA).accessToken().exposeSecret())
                .startsWith("at-");
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    @Tag("S9")
    void aStoreThatWentBackSeveralGenerations_isRepairedInOneCommit() {
        InMemoryTokenStore replica = replicaOfNow();
        rotateThrice();
        store.failOverTo(replica);
        expire();

        session().accessToken();

        assertThat(replica.find(row()).orElseThrow().generation()).isEqualTo(3); // the repair's, then the rotation's
        expire();
        otherHost.session("salesforce", MARTA).accessToken();
        assertThat(server.requests()).hasSize(5);
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    @Tag("S10")
    void aStoreThatGoesBackDuringTheExchange_isGivenWhatTheServerGranted() {
        InMemoryTokenStore replica = replicaOfNow();
        expire();
        session().accessToken();
        expire();
        server.gate(() -> store.failOverTo(replica));

        session().accessToken();

        server.gate(() -> {});
        expire();
        otherHost.session("salesforce", MARTA).accessToken();
        assertThat(server.requests()).hasSize(3);
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    @Tag("S11")
    void aStoreThatBringsBackAReplacedLogin_isGivenTheNewerOne() {
        InMemoryTokenStore replica = replicaOfNow();
        TokenGrant login = server.login();
        host.connection("salesforce").adopt(MARTA, login);
        store.failOverTo(replica);
        expire();

        session().accessToken();

        assertThat(server.requests().get(0).refreshToken()).isEqualTo(login.refreshToken());
        assertThat(server.spentPresented()).isZero();
    }

    /** A store that has the session as it is now, for the first time. */
    private InMemoryTokenStore replicaOfNow() {
        InMemoryTokenStore replica = InMemoryTokenStore.create(clock);
        replica.commit(row(), 0, store.find(row()).orElseThrow().session());
        return replica;
    }

    private String row() {
        return StoreKeys.storeKey(SessionKey.of("salesforce", MARTA), server);
    }

    @Test
    void aNewLoginInAStoreThatLostEverything_isNotOverwrittenFromMemory() {
        rotateThrice();
        store.failOverTo(InMemoryTokenStore.create(clock));
        TokenGrant login = server.login();
        otherHost.connection("salesforce").adopt(MARTA, login);
        expire();

        session().accessToken();

        assertThat(server.requests().get(3).refreshToken()).isEqualTo(login.refreshToken());
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    void aDeadFamily_fallsBackToAnotherGrant() {
        AccessToken standIn = AccessToken.of(
                "fallback", ApiEndpoints.of(RotatingProvider.HOST), Scopes.unspecified(), clock.instant());
        try (SessionManager withFallback = host(store, request -> TokenGrant.of(standIn))) {
            expire();
            server.failBefore(failure(Problem.SALESFORCE_REFRESH_TOKEN_REVOKED));

            Session session = withFallback.session("salesforce", MARTA);

            assertThat(session.accessToken()).isEqualTo(standIn);
            assertThat(session.accessToken()).isEqualTo(standIn);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aFallbackThatNeedsALoginItself_isFollowedByTheNext() {
        AccessToken standIn = AccessToken.of(
                "fallback", ApiEndpoints.of(RotatingProvider.HOST), Scopes.unspecified(), clock.instant());
        TokenProvider needsLogin = request -> {
            throw failure(Problem.LOGIN_MISSING).get();
        };
        try (SessionManager withFallbacks = host(store, needsLogin, request -> TokenGrant.of(standIn))) {
            expire();
            server.failBefore(failure(Problem.SALESFORCE_REFRESH_TOKEN_REVOKED));

            assertThat(withFallbacks.session("salesforce", MARTA).accessToken()).isEqualTo(standIn);
        }
    }

    @Test
    void whatHangsOnAFuture_mayWaitForASessionOfTheSameUser() throws Exception {
        expire();
        CountDownLatch hung = new CountDownLatch(1);
        server.gate(() -> uninterruptibly(hung));
        Session sibling = host.session(SessionKey.of("salesforce", MARTA).in(BusinessUnit.of(7)));

        var siblingsToken = session().accessTokenAsync().thenApply(token -> sibling.accessToken());
        hung.countDown();

        assertThat(siblingsToken.get()).isNotNull();
    }

    @Test
    void aFallbackThatSpeaksForSomebodyElse_isRefused() {
        AccessToken standIn = AccessToken.of(
                "fallback", ApiEndpoints.of(RotatingProvider.HOST), Scopes.unspecified(), clock.instant());
        TokenGrant stranger = TokenGrant.of(standIn).with(Identity.of("00D000000000001EAA", "005000000000009AAA"));
        try (SessionManager withFallback = host(store, request -> stranger)) {
            expire();
            server.failBefore(failure(Problem.SALESFORCE_REFRESH_TOKEN_REVOKED));

            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(withFallback.session("salesforce", MARTA)::accessToken)
                    .matches(e -> e.problem() == Problem.IDENTITY_CHANGED);
        }
    }

    @Test
    void aNewLogin_reachesEverySessionOfTheUser() {
        Session child = host.session(SessionKey.of("salesforce", MARTA).in(BusinessUnit.of(2)));
        AccessToken before = child.accessToken();

        host.connection("salesforce").adopt(MARTA, server.login());

        assertThat(child.accessToken()).isNotEqualTo(before);
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    @Tag("S12")
    void aRecordUnderAnotherKey_isRefusedAndLeftAlone() {
        try (SessionManager stranger = SessionManager.builder()
                .connection("salesforce", server)
                .store(store, TokenCipher.generated())
                .clock(clock)
                .build()) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(stranger.session("salesforce", MARTA)::accessToken)
                    .matches(e -> e.problem() == Problem.STORE_RECORD_UNREADABLE);
        }
        assertThat(otherHost.session("salesforce", MARTA).accessToken())
                .isEqualTo(session().accessToken());
    }

    @Tag("N17")
    @Test
    void theCallerIsInterrupted_theRotationGoesOn() throws Exception {
        expire();
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        server.gate(() -> {
            sending.countDown();
            uninterruptibly(go);
        });
        LinkedBlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
        Thread caller = new Thread(() -> {
            try {
                session().accessToken();
            } catch (TryLaterException e) {
                thrown.add(e);
            }
        });
        caller.start();
        sending.await();
        caller.interrupt();
        assertThat(thrown.take()).hasMessageContaining("interrupted");
        go.countDown();

        assertThat(session().accessToken().exposeSecret()).startsWith("at-");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @Tag("C2")
    void afterClose_callsFailClearly() {
        Session session = session();
        host.close();
        host.close();

        assertThatIllegalStateException().isThrownBy(session::accessToken);
        assertThatIllegalStateException().isThrownBy(() -> host.session("salesforce", User.of("someone")));
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
