package io.crosscloud.auth.internal.session.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BackOffTest {
    @ParameterizedTest
    @EnumSource(
            value = ServerProblem.class,
            names = {"RESPONSE_INVALID", "NOT_JSON", "RESPONSE_TOO_LARGE", "SERVER_UNAVAILABLE"})
    void anAnswerThatMayHaveBeenCutOrReplacedOnItsWay_isAskedForAgainSoon(ServerProblem problem) {
        RuntimeException failure = AuthFailure.of(problem).toException();

        assertThat(BackOff.pauseAfter(failure, 1)).isBetween(Duration.ofMillis(800), Duration.ofMillis(1200));
        assertThat(BackOff.pauseAfter(failure, 3)).isBetween(Duration.ofMillis(3200), Duration.ofMillis(4800));
    }

    @ParameterizedTest
    @EnumSource(
            value = ServerProblem.class,
            names = {"HOST_UNTRUSTED", "REDIRECTED", "CLIENT_REJECTED"})
    @EnumSource(value = SessionProblem.class, names = "IDENTITY_CHANGED")
    void whatStaysAsItIs_isNotAskedForForAMinute(Problem problem) {
        RuntimeException failure = AuthFailure.of(problem).toException();

        assertThat(BackOff.pauseAfter(failure, 1)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aPauseThatIsStated_isBelievedUpToAnHour() {
        assertThat(BackOff.pauseAfter(throttled(Duration.ofMinutes(59)), 1)).isEqualTo(Duration.ofMinutes(59));
        assertThat(BackOff.pauseAfter(throttled(Duration.ofSeconds(Long.MAX_VALUE)), 1))
                .isEqualTo(Duration.ofHours(1));
    }

    private static RuntimeException throttled(Duration pause) {
        return AuthFailure.of(ServerProblem.SERVER_THROTTLES).retryAfter(pause).toException();
    }
}
