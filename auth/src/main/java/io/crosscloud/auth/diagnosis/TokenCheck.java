package io.crosscloud.auth.diagnosis;

import io.crosscloud.auth.internal.session.manage.ExaminedSession;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.token.AccessToken;
import java.time.Duration;

/** Whether there is a token, and if not, what the server's answer may mean. */
final class TokenCheck {
    private TokenCheck() {}

    static Answer of(Examination examination) {
        Patient patient = examination.patient();
        if (patient.rotating() && patient.session().isEmpty()) {
            return Answer.notCheckable("its refresh token is a session manager's; let the doctor have that");
        }
        return examination
                .grant()
                .failure()
                .map(failure -> refused(failure, examination))
                .orElseGet(() -> granted(examination.token().orElseThrow(), examination));
    }

    private static Answer granted(AccessToken token, Examination examination) {
        String life = token.expiresAt().map(end -> "good until " + end).orElse("whose end the server does not say");
        if (examination.endedEarly()) {
            return Answer.warn(
                    DiagnosisProblem.TOKEN_ENDED_EARLY,
                    "the API refused the token at hand; a new one was granted, " + life);
        }
        return Answer.pass(
                examination.atHand()
                        ? "the token at hand, " + Times.about(age(token, examination)) + " old, " + life
                        : "a token was granted, " + life);
    }

    private static Duration age(AccessToken token, Examination examination) {
        return Duration.between(token.issuedAt(), examination.startedAt());
    }

    private static Answer refused(AuthException failure, Examination examination) {
        Answer refusal = Answer.fail(failure).with(Suspects.of(failure, examination));
        Answer answer = examination.endedEarly() ? refusal.after("the token at hand has ended, and ") : refusal;
        boolean standIn = failure instanceof LoginRequiredException
                && examination
                                .patient()
                                .session()
                                .map(ExaminedSession::fallbacks)
                                .orElse(0)
                        > 0;
        return standIn && answer.problem() != null
                ? Answer.warn(answer.problem(), answer.seen() + "; a fallback stands in")
                        .with(answer.candidates())
                : answer;
    }
}
