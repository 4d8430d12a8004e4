package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.AccessToken;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host is paused, closed, crowded, cloned, or wrong about the time, in the middle of a rotation. */
class HostFaultsTest extends TwoHosts {
    @Test
    void aHostPausedRightAfterItsClaim_sendsNothing() {
        expire();
        store.afterClaim(() -> clock.advance(Duration.ofSeconds(15)));

        assertThatExceptionOfType(TryLaterException.class)
                .isThrownBy(session()::accessToken)
                .matches(e -> e.problem() == ServerProblem.NOT_SENT_IN_TIME);
        assertThat(server.requests()).isEmpty();
        store.afterClaim(() -> {});
        clock.advance(Duration.ofSeconds(1));

        assertThat(otherHost.session(KEY).accessToken().exposeSecret()).startsWith("at-");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @Tag("S22")
    void aHostWhoseClockIsMinutesAhead_overtakesNobody() throws Exception {
        TestClock ahead = TestClock.startingAt(clock.instant().plus(RotatingProvider.LIFE.plusMinutes(5)));
        try (SessionManager hasty = builder(server)
                .scheduler(new EagerScheduler(ahead))
                .clock(ahead)
                .build()) {
            expire();
            Gate gate = new Gate();
            server.gate(gate::pass);
            var slow = session().accessTokenAsync();
            gate.awaitSomebody();

            assertThatExceptionOfType(TryLaterException.class)
                    .isThrownBy(hasty.session(KEY)::accessToken)
                    .matches(e -> e.problem() == SessionProblem.REFRESH_IN_PROGRESS);
            gate.open();
            slow.get();
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @Tag("S23")
    void waitingForAnotherHostBeyondTheDeadline_isSaidWithAPause() throws Exception {
        otherHost.session(KEY).accessToken();
        expire();
        store.claim(row(), stored().generation(), "another host", Duration.ofMinutes(10));

        assertThatExceptionOfType(TryLaterException.class)
                .isThrownBy(otherHost.session(KEY)::accessToken)
                .matches(e -> e.problem() == SessionProblem.REFRESH_IN_PROGRESS)
                .matches(e -> e.retryAfter().isPresent());
        assertThat(server.requests()).isEmpty();
    }

    @Test
    @Tag("S24")
    void aThousandCallersOnEachOfFourHosts_sendOneRequest() {
        List<SessionManager> hosts = List.of(host, otherHost, host(server), host(server));
        expire();

        List<CompletableFuture<AccessToken>> callers = IntStream.range(0, 4000)
                .mapToObj(i -> hosts.get(i % 4).session(KEY).accessTokenAsync())
                .toList();

        assertThat(callers.stream().map(CompletableFuture::join).distinct()).hasSize(1);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @Tag("S27")
    void everyStart_holdsLeasesByANameOfItsOwn_andACloneOfItIsKeptOutAllTheSame() {
        expire();
        session().accessToken();
        String holder = store.lastHolder();
        expire();
        otherHost.session(KEY).accessToken();
        assertThat(store.lastHolder()).isNotEqualTo(holder);
        expire();
        store.claim(row(), stored().generation(), holder, Duration.ofMinutes(10));

        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(otherHost.session(KEY)::accessToken);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    @Tag("C1")
    void closingDuringARefresh_waitsForItsEndAndStoresIt() throws Exception {
        SessionManager closing = patient().build();
        expire();
        Gate gate = new Gate();
        server.gate(gate::pass);
        CompletableFuture<?> unused = closing.session(KEY).accessTokenAsync();
        gate.awaitSomebody();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(closing::close);
        assertThat(closed).isNotDone();
        gate.open();
        closed.join();

        otherHost.session(KEY).accessToken();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @Tag("C4")
    void aSingleThread_isEnoughForSessionsThatWaitForEachOther() {
        try (SessionManager narrow = builder(server).concurrency(1).build()) {
            expire();
            Session sibling = narrow.session(KEY.in(BusinessUnit.of(7)));

            var tokens = IntStream.range(0, 50)
                    .mapToObj(i -> narrow.session(KEY).accessTokenAsync().thenApply(token -> sibling.accessToken()))
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

        assertThatThrownBy(session()::accessToken).hasRootCauseInstanceOf(StackOverflowError.class);
        assertThat(stored().lease()).isNull();
        assertThat(stored().attemptedAt()).isNotNull();
        assertThat(otherHost.session(KEY).accessToken().exposeSecret()).startsWith("at-");
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @Tag("C7")
    @Tag("C8")
    void aSessionThatNobodyHoldsAndTheCacheEvicts_losesNoRotation() throws Exception {
        SessionManager tiny = patient().keep(1, Duration.ofMinutes(1)).build();
        expire();
        Gate gate = new Gate();
        server.gate(gate::pass);
        store.fail(FaultyStore.Verb.COMMIT);
        tiny.session(KEY).accessTokenAsync().cancel(true);
        gate.awaitSomebody();
        for (int i = 0; i < 100; i++) {
            tiny.session("salesforce", User.of("user-" + i));
        }
        System.gc();
        gate.open();
        await(AuthEvent.CommitDelayed.class);
        System.gc();
        store.heal();
        tiny.close();

        otherHost.session(KEY).accessToken();
        assertThat(server.requests()).hasSize(1);
    }
}
