package io.crosscloud.auth.diagnosis;

import io.crosscloud.auth.internal.session.manage.ExaminedSession;
import io.crosscloud.auth.internal.session.record.SessionState;
import io.crosscloud.error.Problem;
import java.time.Duration;
import java.time.Instant;

/** For how long the refresh token has idled, of the time for which the app's policy lets it. */
final class RefreshTokenCheck {
    private RefreshTokenCheck() {}

    static Answer of(Examination examination) {
        if (!examination.patient().rotating()) {
            return Answer.notCheckable("this grant has none");
        }
        Instant usedAt =
                examination.state().answer().map(SessionState::refreshedAt).orElse(null);
        if (usedAt == null) {
            return Answer.notCheckable("there is none");
        }
        Duration life = examination.meant().refreshTokenLife();
        Duration idle = Duration.between(usedAt, examination.startedAt());
        boolean keptAlive =
                examination.patient().session().map(ExaminedSession::keptAlive).orElse(false);
        String seen = "used last " + Times.about(idle) + " ago, of " + Times.about(life) + " for which it may idle; "
                + (keptAlive ? "kept alive" : "not kept alive");
        boolean soon = idle.compareTo(life.dividedBy(6).multipliedBy(5)) > 0;
        return soon ? Answer.warn(DiagnosisProblem.REFRESH_TOKEN_IDLE, seen) : Answer.pass(seen);
    }
}
