package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.auth.internal.state.SessionStateCodec;
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
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.AccessToken;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a session when the store, or a host, fails in the middle of a rotation. */
class StoreFaultsTest {
    private static final User MARTA = User.of("marta");

    private final TestClock clock = TestClock.create();
    private final TokenCipher cipher = TokenCipher.generated();
    private final RotatingProvider server = new RotatingProvider(clock);
    private final FaultyStore store = new FaultyStore(InMemoryTokenStore.create(clock));
    private final List<AuthEvent> events = new CopyOnWriteArrayList<>();
    private final SessionManager host = host(cipher, new EagerScheduler(clock));
    private final SessionManager otherHost = host(cipher, new EagerScheduler(clock));

    private SessionManager host(TokenCipher cipher, ScheduledExecutorService scheduler) {
        return builder(cipher, scheduler).build();
    }

    private SessionManager.Builder builder(TokenCipher cipher, ScheduledExecutorService scheduler) {
        return SessionManager.builder()
                .connection("salesforce", server)
                .store(store, cipher)
                .clock(clock)
                .scheduler(scheduler)
                .closeTimeout(Duration.ofSeconds(2))
                .listener(events::add);
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

    private static Session session(SessionManager host) {
        return host.session("salesforce", MARTA);
    }

    private void expire() {
        clock.advance(RotatingProvider.LIFE);
    }

    private static RuntimeException failure(Problem problem) {
        return AuthFailure.of(problem).toException();
    }

    @Test
    void refusedWhileTheStoreCannotBeRead_isNoDeathYet() {
        expire();
        server.gate(() -> store.fail(FaultyStore.Verb.FIND));
        server.failBefore(() -> failure(Problem.SALESFORCE_REFRESH_TOKEN_REVOKED));

        assertThatExceptionOfType(StoreException.class).isThrownBy(session(host)::accessToken);
        assertThat(events).noneMatch(AuthEvent.LoginRequired.class::isInstance);
        store.heal();
        TokenGrant login = server.login();
        otherHost.connection("salesforce").adopt(MARTA, login);
        clock.advance(Duration.ofMinutes(2));

        assertThat(session(host).accessToken()).isEqualTo(login.accessToken());
    }

    @Test
    void whatIsOwedToTheStore_isStoredWhileAllThreadsWait() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch stored = new CountDownLatch(1);
        User anna = User.of("anna");
        try (SessionManager busy =
                builder(cipher, clock.scheduler()).concurrency(1).build()) {
            expire();
            store.fail(1, FaultyStore.Verb.COMMIT);
            session(busy).accessToken();
            Session annas = busy.connection("salesforce").adopt(anna, server.login());
            annas.invalidate(annas.accessToken());
            server.gate(() -> {
                waiting.countDown();
                uninterruptibly(goOn);
            });
            CompletableFuture<AccessToken> token = annas.accessTokenAsync();
            waiting.await();
            store.after(FaultyStore.Verb.COMMIT, stored::countDown);

            clock.advance(Duration.ofSeconds(5));

            assertThat(stored.await(10, TimeUnit.SECONDS)).isTrue();
            goOn.countDown();
            token.join();
        }
    }

    @Test
    void aLoginInPlaceOfACommitThatTheStoreHasNotTaken_leavesNothingToWaitFor() {
        SessionManager closing = host(cipher, clock.scheduler());
        expire();
        store.fail(1, FaultyStore.Verb.COMMIT);
        session(closing).accessToken();

        TokenGrant login = server.login();
        closing.connection("salesforce").adopt(MARTA, login);
        closing.close();

        assertThat(session(otherHost).accessToken()).isEqualTo(login.accessToken());
    }

    @Test
    void aHostPausedRightAfterItsClaim_sendsNothing() {
        expire();
        store.afterClaim(() -> clock.advance(Duration.ofSeconds(15)));

        assertThatExceptionOfType(TryLaterException.class)
                .isThrownBy(session(host)::accessToken)
                .matches(e -> e.problem() == Problem.REFRESH_IN_PROGRESS);
        assertThat(server.requests()).isEmpty();
        store.afterClaim(() -> {});
        clock.advance(Duration.ofSeconds(1));

        assertThat(session(otherHost).accessToken().exposeSecret()).startsWith("at-");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @Tag("S7")
    void aLostAnswerOfAServerWithGrace_isGotAgainByTheProbe() {
        server.gracious();
        expire();
        server.failAfter(() -> failure(Problem.OUTCOME_UNKNOWN));
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session(host)::accessToken);
        clock.advance(Duration.ofSeconds(2));

        session(otherHost).accessToken();
        expire();
        session(host).accessToken();

        assertThat(server.requests()).hasSize(3);
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    @Tag("S11")
    void aRecordThatVanished_isNoSession_whereNobodyRemembersIt() {
        store.failOverTo(InMemoryTokenStore.create(clock));

        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(session(otherHost)::accessToken)
                .matches(e -> e.problem() == Problem.LOGIN_MISSING);
    }

    @Test
    @Tag("S11")
    void aStoreThatCameToTheSameGenerationAnotherWay_isReadAgain() {
        expire();
        store.before(FaultyStore.Verb.CLAIM, () -> {
            session(otherHost).accessToken();
            store.failOverTo(InMemoryTokenStore.create(clock));
            readAndRepair(otherHost);
        });

        assertThat(session(host).accessToken()).isEqualTo(session(otherHost).accessToken());
        assertThat(row().generation()).isEqualTo(1);
        assertThat(server.requests()).hasSize(1);
        assertThat(server.spentPresented()).isZero();
    }

    private static void readAndRepair(SessionManager host) {
        session(host)
                .access()
                .obtain(new Want(SessionKey.of("salesforce", MARTA), null, Set.of()))
                .toCompletableFuture()
                .join();
    }

    @Test
    @Tag("S12")
    void aDamagedRecord_isToldAndNeverOverwritten_notEvenByALogin() {
        SessionRecord row = row();
        String damaged = row.session().payload().replaceFirst("..$", "AA");
        store.commit(row.key(), row.generation(), new SealedSession(damaged, 1, null));
        expire();

        assertUnreadable(session(otherHost)::accessToken, Problem.STORE_RECORD_UNREADABLE);
        assertUnreadable(
                () -> otherHost.connection("salesforce").adopt(MARTA, server.login()), Problem.STORE_RECORD_UNREADABLE);
        assertThat(events)
                .contains(new AuthEvent.RecordUnreadable(
                        SessionKey.of("salesforce", MARTA), Problem.STORE_RECORD_UNREADABLE));
        assertThat(store.find(row.key()).orElseThrow().session().payload()).isEqualTo(damaged);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    @Tag("S13")
    void aNewKey_opensWhatTheOldOneSealedAndSealsItAnewAtTheNextWrite() {
        TokenCipher next = TokenCipher.generated();
        try (SessionManager rolledOut = host(next.accepting(cipher), new EagerScheduler(clock));
                SessionManager withoutOldKey = host(next, new EagerScheduler(clock))) {
            assertUnreadable(session(withoutOldKey)::accessToken, Problem.STORE_RECORD_UNREADABLE);
            assertThatThrownBy(session(withoutOldKey)::accessToken).hasMessageContaining(cipher.keyId());
            expire();
            session(rolledOut).accessToken();
            clock.advance(Duration.ofMinutes(2));

            assertThat(session(withoutOldKey).accessToken())
                    .isEqualTo(session(rolledOut).accessToken());
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @Tag("S22")
    void aHostWhoseClockIsMinutesAhead_overtakesNobody() throws Exception {
        TestClock ahead = TestClock.startingAt(clock.instant().plus(RotatingProvider.LIFE.plusMinutes(5)));
        try (SessionManager hasty =
                builder(cipher, new EagerScheduler(ahead)).clock(ahead).build()) {
            expire();
            CountDownLatch sending = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            server.gate(() -> {
                sending.countDown();
                uninterruptibly(go);
            });
            var slow = session(host).accessTokenAsync();
            sending.await();

            assertThatExceptionOfType(TryLaterException.class)
                    .isThrownBy(session(hasty)::accessToken)
                    .matches(e -> e.problem() == Problem.REFRESH_IN_PROGRESS);
            go.countDown();
            slow.get();
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @Tag("S23")
    void waitingForAnotherHostBeyondTheDeadline_isSaidWithAPause() throws Exception {
        session(otherHost).accessToken();
        expire();
        store.claim(store.lastKey(), row().generation(), "another host", Duration.ofMinutes(10));

        assertThatExceptionOfType(TryLaterException.class)
                .isThrownBy(session(otherHost)::accessToken)
                .matches(e -> e.problem() == Problem.REFRESH_IN_PROGRESS)
                .matches(e -> e.retryAfter().isPresent());
        assertThat(server.requests()).isEmpty();
    }

    @Test
    @Tag("S24")
    void aThousandCallersOnEachOfFourHosts_sendOneRequest() {
        List<SessionManager> hosts = List.of(
                host, otherHost, host(cipher, new EagerScheduler(clock)), host(cipher, new EagerScheduler(clock)));
        expire();

        List<CompletableFuture<AccessToken>> callers = IntStream.range(0, 4000)
                .mapToObj(i -> session(hosts.get(i % 4)).accessTokenAsync())
                .toList();

        assertThat(callers.stream().map(CompletableFuture::join).distinct()).hasSize(1);
        assertThat(server.requests()).hasSize(1);
        hosts.subList(2, 4).forEach(SessionManager::close);
    }

    @Test
    @Tag("S27")
    void everyStart_holdsLeasesByANameOfItsOwn_andACloneOfItIsKeptOutAllTheSame() {
        expire();
        session(host).accessToken();
        String holder = store.lastHolder();
        expire();
        store.claim(store.lastKey(), row().generation(), holder, Duration.ofMinutes(10));

        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session(host)::accessToken);
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session(otherHost)::accessToken);
        assertThat(store.lastHolder()).isNotEqualTo(holder);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @Tag("C1")
    void closingDuringARefresh_waitsForItsEndAndStoresIt() throws Exception {
        SessionManager closing = host(cipher, clock.scheduler());
        expire();
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        server.gate(() -> {
            sending.countDown();
            uninterruptibly(go);
        });
        CompletableFuture<?> unused = session(closing).accessTokenAsync();
        sending.await();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(closing::close);
        assertThat(closed).isNotDone();
        go.countDown();
        closed.join();

        session(otherHost).accessToken();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @Tag("C4")
    void aSingleThread_isEnoughForSessionsThatWaitForEachOther() {
        try (SessionManager narrow =
                builder(cipher, new EagerScheduler(clock)).concurrency(1).build()) {
            expire();
            Session sibling = narrow.session(SessionKey.of("salesforce", MARTA).in(BusinessUnit.of(7)));

            var tokens = IntStream.range(0, 50)
                    .mapToObj(i -> session(narrow).accessTokenAsync().thenApply(token -> sibling.accessToken()))
                    .toList();

            assertThat(tokens.stream().map(CompletableFuture::join).distinct()).hasSize(1);
        }
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    @Tag("C6")
    void anErrorWhileTheAnswerIsRead_leavesTheSessionInDoubt() {
        expire();
        server.gate(() -> {
            throw new StackOverflowError();
        });

        assertThatThrownBy(session(host)::accessToken).hasRootCauseInstanceOf(StackOverflowError.class);
        assertThat(row().lease()).isNull();
        assertThat(row().attemptedAt()).isNotNull();
        assertThat(session(otherHost).accessToken().exposeSecret()).startsWith("at-");
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @Tag("C7")
    @Tag("C8")
    void aSessionThatNobodyHoldsAndTheCacheEvicts_losesNoRotation() throws Exception {
        SessionManager tiny = builder(cipher, clock.scheduler())
                .keep(1, Duration.ofMinutes(1))
                .build();
        expire();
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        server.gate(() -> {
            sending.countDown();
            uninterruptibly(go);
        });
        store.fail(FaultyStore.Verb.COMMIT);
        session(tiny).accessTokenAsync().cancel(true);
        sending.await();
        for (int i = 0; i < 100; i++) {
            tiny.session("salesforce", User.of("user-" + i));
        }
        System.gc();
        go.countDown();
        while (events.stream().noneMatch(AuthEvent.CommitDelayed.class::isInstance) && !Thread.interrupted()) {
            Thread.onSpinWait();
        }
        System.gc();
        store.heal();
        tiny.close();

        session(otherHost).accessToken();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @Tag("C10")
    void aRecordOfANewerFormat_isReadByNobodyHereAndNeverOverwritten() {
        SessionRecord row = row();
        SealedSession newer = new SealedSession(row.session().payload(), SessionStateCodec.FORMAT + 1, null);
        store.commit(row.key(), row.generation(), newer);

        assertUnreadable(session(otherHost)::accessToken, Problem.STORE_FORMAT_NEWER);
        assertUnreadable(
                () -> otherHost.connection("salesforce").adopt(MARTA, server.login()), Problem.STORE_FORMAT_NEWER);
        expire();
        assertUnreadable(session(host)::accessToken, Problem.STORE_FORMAT_NEWER);
        assertThat(store.find(row.key()))
                .contains(new SessionRecord(row.key(), row.generation() + 1, newer, null, null, null, null));
        assertThat(server.requests()).isEmpty();
    }

    private SessionRecord row() {
        return store.find(store.lastKey()).orElseThrow();
    }

    private static void assertUnreadable(ThrowingCallable call, Problem problem) {
        assertThatThrownBy(call)
                .isInstanceOf(StoreException.class)
                .extracting(e -> ((AuthException) e).problem())
                .isEqualTo(problem);
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
