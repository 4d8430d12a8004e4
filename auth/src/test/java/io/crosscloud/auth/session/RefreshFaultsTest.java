package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.ProtocolException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Ending;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a login when a refresh is refused, its answer is lost, or it brings something else than was asked for. */
class RefreshFaultsTest extends TwoHosts {
    @Tag("N2")
    @Test
    void aRefreshThatWasNeverSent_leavesNoDoubt() {
        expire();
        server.failBefore(failure(ServerProblem.NETWORK));
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
        server.failAfter(failure(ServerProblem.OUTCOME_UNKNOWN));
        assertThat(session().accessToken()).isEqualTo(old);
        await(AuthEvent.RefreshFailed.class);

        clock.advance(Duration.ofSeconds(20));
        assertThat(session().accessToken()).isEqualTo(old);
        await(AuthEvent.RefreshFailed.class);
        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(old);
        assertThat(server.requests()).hasSize(1);
        assertThat(events).hasAtLeastOneElementOfType(AuthEvent.InDoubt.class);

        expire();
        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(session()::accessToken)
                .matches(e -> e.problem() == SessionProblem.LOST_IN_DOUBT);
        assertThat(server.requests()).hasSize(2);
        clock.advance(Duration.ofHours(1));
        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(otherHost.session(KEY)::accessToken)
                .matches(e -> e.problem() == SessionProblem.LOST_IN_DOUBT);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    @Tag("S5")
    void lostRequestThatNeverArrived_isSavedByTheProbe() {
        expire();
        server.failBefore(failure(ServerProblem.OUTCOME_UNKNOWN));
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);
        clock.advance(Duration.ofMinutes(2));

        assertThat(session().accessToken().exposeSecret()).startsWith("at-");
        assertThat(server.requests()).hasSize(2);
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    void aProbeThatNeverArrived_leavesTheEarlierAttemptInDoubt() {
        expire();
        server.failAfter(failure(ServerProblem.OUTCOME_UNKNOWN));
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);
        clock.advance(Duration.ofMinutes(2));
        server.failBefore(failure(ServerProblem.NETWORK));
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);
        clock.advance(Duration.ofMinutes(2));

        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(session()::accessToken)
                .matches(e -> e.problem() == SessionProblem.LOST_IN_DOUBT);
    }

    @Test
    @Tag("S7")
    void aLostAnswerOfAServerWithGrace_isGotAgainByTheProbe() {
        server.gracious();
        expire();
        server.failAfter(failure(ServerProblem.OUTCOME_UNKNOWN));
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);
        clock.advance(Duration.ofSeconds(2));

        otherHost.session(KEY).accessToken();
        expire();
        session().accessToken();

        assertThat(server.requests()).hasSize(3);
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    void inDoubt_aTokenThatAnApiRefuses_isNotWaitedFor() throws Exception {
        server.gracious();
        Session session = session();
        AccessToken token = session.accessToken();
        clock.advance(RotatingProvider.LIFE.minusSeconds(90));
        server.failAfter(failure(ServerProblem.OUTCOME_UNKNOWN));
        assertThat(session.accessToken()).isEqualTo(token);
        await(AuthEvent.RefreshFailed.class);
        clock.advance(Duration.ofSeconds(2));
        assertThat(session.accessToken()).isEqualTo(token);
        await(AuthEvent.RefreshFailed.class);

        session.invalidate(token);
        clock.advance(Duration.ofMinutes(1)); // longer than any pause after a second failure

        assertThat(session.accessToken()).isNotEqualTo(token);
        assertThat(server.requests()).hasSize(2);
    }

    @Tag("H23")
    @Tag("H26")
    @ParameterizedTest
    @ValueSource(ints = {500, 501, 502, 503, 504, 524})
    void aServerErrorAfterTheServerHasCommitted_isInDoubt_whateverItSaysOfRetrying(int status) throws Exception {
        AccessToken old = session().accessToken();
        enterWindow();
        server.failAfter(() -> AuthFailure.of(ServerProblem.SERVER_UNAVAILABLE)
                .answer(status, null, null)
                .retryAfter(Duration.ofSeconds(1))
                .toException());
        assertThat(session().accessToken()).isEqualTo(old);
        await(AuthEvent.RefreshFailed.class);
        assertThat(events).hasAtLeastOneElementOfType(AuthEvent.InDoubt.class);

        clock.advance(Duration.ofSeconds(20));
        assertThat(session().accessToken()).isEqualTo(old);
        await(AuthEvent.RefreshFailed.class);
        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(old);
        assertThat(server.requests()).hasSize(1);

        expire();
        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(session()::accessToken)
                .matches(e -> e.problem() == SessionProblem.LOST_IN_DOUBT);
    }

    @Tag("H26")
    @Test
    void inDoubtWithAPause_theProbeWaitsForIt() {
        expire();
        server.failBefore(() -> AuthFailure.of(ServerProblem.SERVER_UNAVAILABLE)
                .answer(503, null, null)
                .retryAfter(Duration.ofMinutes(10))
                .toException());
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);

        clock.advance(Duration.ofMinutes(5));
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(otherHost.session(KEY)::accessToken);
        assertThat(server.requests()).hasSize(1);

        clock.advance(Duration.ofMinutes(10));
        assertThat(otherHost.session(KEY).accessToken().exposeSecret()).startsWith("at-");
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aLateCommitAfterAReuseOfOurOwn_endsAsLostInDoubt() throws Exception {
        expire();
        Gate gate = new Gate();
        server.gateAfter(gate::pass);
        CompletableFuture<AccessToken> slow = session().accessTokenAsync();
        gate.awaitSomebody();
        clock.advance(Duration.ofMinutes(
                1)); // longer than the lease: the other host probes, and the server takes it for a theft
        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(otherHost.session(KEY)::accessToken)
                .matches(e -> e.problem() == SessionProblem.LOST_IN_DOUBT);
        gate.open();
        slow.join();

        expire();
        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(otherHost.session(KEY)::accessToken)
                .matches(e -> e.problem() == SessionProblem.LOST_IN_DOUBT);
        assertThat(stored().ending()).isEqualTo(Ending.LOST_IN_DOUBT);
    }

    @Tag("H20")
    @Test
    void aPauseThatTheServerAskedFor_holdsForAllHosts() {
        expire();
        server.failBefore(() -> AuthFailure.of(ServerProblem.SERVER_THROTTLES)
                .answer(429, null, null)
                .retryAfter(Duration.ofMinutes(10))
                .toException());
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);

        assertThatExceptionOfType(TryLaterException.class)
                .isThrownBy(otherHost.session(KEY)::accessToken)
                .matches(e -> e.problem() == SessionProblem.REFRESH_IN_PROGRESS);
        assertThat(server.requests()).hasSize(1);
    }

    @Tag("H7")
    @Test
    void alreadyBeingProcessed_isWaitedOutUnderTheSameLease() {
        expire();
        server.failBefore(failure(ServerProblem.SALESFORCE_REFRESH_BUSY));
        server.failBefore(failure(ServerProblem.SALESFORCE_REFRESH_BUSY));

        assertThat(session().accessToken().exposeSecret()).startsWith("at-");
        assertThat(server.requests()).hasSize(3);
    }

    @Tag("H7")
    @Test
    void alreadyBeingProcessed_endlessly_givesUpUntilLater() {
        expire();
        for (int i = 0; i < 20; i++) {
            server.failBefore(failure(ServerProblem.SALESFORCE_REFRESH_BUSY));
        }

        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);
        assertThat(server.requests()).hasSizeLessThanOrEqualTo(5);
    }

    @Tag("B20")
    @Test
    void aRotationInAnUnusableAnswer_isKept() {
        expire();
        server.failAfter(() -> AuthFailure.of(ServerProblem.RESPONSE_INVALID)
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
                .matches(e -> e.problem() == SessionProblem.IDENTITY_CHANGED);
        assertThat(events).noneMatch(AuthEvent.InDoubt.class::isInstance);
        server.nextIdentity(RotatingProvider.MARTA);
        clock.advance(Duration.ofMinutes(2));
        session().accessToken();

        assertThat(server.spentPresented()).isZero();
    }
}
