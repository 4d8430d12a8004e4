package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Salesforce refuses a refresh for a reason that is not known to end the login: nothing is ended by that. */
class RefusalsTest extends TwoHosts {
    private static RuntimeException refusal() {
        return AuthFailure.of(ServerProblem.SALESFORCE_REFRESH_REFUSED)
                .answer(400, "invalid_grant", "ip address not allowed")
                .toException();
    }

    @Test
    void aRefusalWithoutAKnownReason_isToldWithTheServersWords_andTheRecordGoesOn() {
        expire();
        server.failBefore(RefusalsTest::refusal);

        assertThatExceptionOfType(TryLaterException.class)
                .isThrownBy(session()::accessToken)
                .matches(e -> e.problem() == ServerProblem.SALESFORCE_REFRESH_REFUSED)
                .matches(e -> e.retryAfter().orElseThrow().compareTo(Duration.ofMinutes(1)) <= 0)
                .withMessageContaining("ip address not allowed");

        assertThat(stored().ending()).isNull();
        assertThat(stored().attemptedAt()).isNull();
        assertThat(events)
                .noneMatch(AuthEvent.LoginRequired.class::isInstance)
                .noneMatch(AuthEvent.InDoubt.class::isInstance);
    }

    @Test
    void theOtherHosts_waitAsLong_andAskNobody() {
        expire();
        server.failBefore(RefusalsTest::refusal);
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);

        Instant before = clock.instant();
        assertThatExceptionOfType(TryLaterException.class)
                .isThrownBy(otherHost.session(KEY)::accessToken)
                .matches(e -> e.problem() == ServerProblem.SALESFORCE_REFRESH_REFUSED)
                .matches(e -> e.retryAfter().isPresent());

        assertThat(clock.instant()).isEqualTo(before);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void whenTheCauseIsGone_everyHostHasATokenAgain() {
        expire();
        server.failBefore(RefusalsTest::refusal);
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(otherHost.session(KEY)::accessToken);

        clock.advance(Duration.ofMinutes(1));

        AccessToken token = otherHost.session(KEY).accessToken();
        assertThat(session().accessToken()).isEqualTo(token);
        assertThat(server.requests()).hasSize(2);
        assertThat(stored().history().refusals()).isZero();
    }

    @Test
    void refusedAgainAndAgain_thePausesGrowFromAMinuteToSixHours() {
        expire();
        Duration last = Duration.ZERO;
        for (int i = 0; i < 12; i++) {
            Duration pause = refused();
            assertThat(pause).isLessThanOrEqualTo(Duration.ofHours(6));
            if (clock.instant().isBefore(since().plus(Duration.ofHours(17)))) {
                assertThat(pause).isGreaterThanOrEqualTo(last.multipliedBy(8).dividedBy(10));
            }
            last = pause;
            clock.advance(pause);
            if (!clock.instant().isBefore(since().plus(Duration.ofHours(24)))) {
                break;
            }
        }
        assertThat(server.requests()).hasSizeBetween(9, 14);
    }

    @Test
    void afterADayOfNothingElse_aLoginIsRequired_theRecordStaysAndIsTriedDaily() {
        refuseForADay();

        server.failBefore(RefusalsTest::refusal);
        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(session()::accessToken)
                .matches(e -> e.problem() == ServerProblem.SALESFORCE_REFRESH_STILL_REFUSED)
                .withMessageContaining("ip address not allowed");
        assertThat(events).filteredOn(AuthEvent.LoginRequired.class::isInstance).hasSize(1);
        int asked = server.requests().size();
        clock.advance(Duration.ofHours(23));
        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(otherHost.session(KEY)::accessToken)
                .matches(e -> e.problem() == ServerProblem.SALESFORCE_REFRESH_STILL_REFUSED);
        assertThat(server.requests()).hasSize(asked);

        clock.advance(Duration.ofHours(1));
        server.failBefore(RefusalsTest::refusal);
        assertThatExceptionOfType(LoginRequiredException.class).isThrownBy(otherHost.session(KEY)::accessToken);
        assertThat(server.requests()).hasSize(asked + 1);
        assertThat(events).filteredOn(AuthEvent.LoginRequired.class::isInstance).hasSize(1);

        clock.advance(Duration.ofHours(24));
        assertThat(session().accessToken().exposeSecret()).startsWith("at-");
    }

    @Test
    void aLogin_replacesARefusedOneAtOnce() {
        expire();
        server.failBefore(RefusalsTest::refusal);
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);

        assertThatExceptionOfType(TryLaterException.class).isThrownBy(otherHost.session(KEY)::accessToken);
        TokenGrant login = server.login();
        host.connection("salesforce").adopt(MARTA, login);
        clock.advance(Duration.ofSeconds(5)); // after that a host looks into the store again

        assertThat(session().accessToken()).isEqualTo(login.accessToken());
        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(login.accessToken());
        assertThat(stored().history().refusals()).isZero();
    }

    @Test
    void aFallback_takesOver() {
        List<TokenRequest> asked = new CopyOnWriteArrayList<>();
        Session session = host(server, newTokens(asked)).session(KEY);
        expire();
        server.failBefore(RefusalsTest::refusal);

        assertThat(session.accessToken().exposeSecret()).startsWith("at-custom-");
        assertThat(asked).hasSize(1);
    }

    @Test
    void aProbeThatIsRefusedWithoutAKnownReason_staysInDoubt() {
        expire();
        server.failAfter(failure(ServerProblem.OUTCOME_UNKNOWN));
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);
        clock.advance(Duration.ofMinutes(2));
        server.failBefore(RefusalsTest::refusal);
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session()::accessToken);
        assertThat(stored().attemptedAt()).isNotNull();
        clock.advance(Duration.ofMinutes(2));

        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(session()::accessToken)
                .matches(e -> e.problem() == SessionProblem.LOST_IN_DOUBT);
    }

    private void refuseForADay() {
        expire();
        while (server.requests().isEmpty() || clock.instant().isBefore(since().plus(Duration.ofHours(24)))) {
            clock.advance(refused());
        }
    }

    /** The pause that the next refusal calls for. */
    private Duration refused() {
        server.failBefore(RefusalsTest::refusal);
        int asked = server.requests().size();
        Instant before = clock.instant();
        try {
            session().accessToken();
            throw new AssertionError("not refused");
        } catch (TryLaterException e) {
            assertThat(server.requests()).hasSize(asked + 1);
            assertThat(clock.instant()).isEqualTo(before);
            return Duration.between(clock.instant(), stored().notBefore());
        }
    }

    private Instant since() {
        return stored().history().refusedSince();
    }
}
