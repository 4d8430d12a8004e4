package io.crosscloud.auth.diagnosis;

import io.crosscloud.Cloud;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.SessionRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How the session's record stands: it opens, it has not ended, and nobody holds it longer than a refresh takes. */
final class SessionCheck {
    /** No exchange takes longer: a provider's timeout is five minutes at most. */
    private static final Duration LONGEST_LEASE = Duration.ofMinutes(10);

    private SessionCheck() {}

    static Answer of(Examination examination) {
        if (examination.patient().session().isEmpty()) {
            return Answer.notCheckable("there is no session manager");
        }
        AuthException unreachable = examination.record().failure().orElse(null);
        if (unreachable != null) {
            return Answer.fail(unreachable);
        }
        Optional<SessionRecord> record = examination.record().answer().flatMap(stored -> stored);
        if (record.isEmpty()) {
            return Answer.pass("none yet");
        }
        AuthException unreadable = examination.state().failure().orElse(null);
        return unreadable != null ? Answer.fail(unreadable) : of(record.get(), examination);
    }

    private static Answer of(SessionRecord record, Examination examination) {
        Ending ending = record.ending();
        if (ending != null) {
            return Answer.warn(problem(ending, examination.patient()), "it has ended: " + ending);
        }
        Instant now = examination.patient().clock().instant();
        SessionRecord.Lease lease = record.lease();
        if (lease != null && now.plus(LONGEST_LEASE).isBefore(lease.until())) {
            return Answer.warn(
                    DiagnosisProblem.STORE_LEASE_STUCK, "held by " + lease.holder() + " until " + lease.until());
        }
        if (lease != null) {
            return Answer.pass("another host is getting a token at this moment");
        }
        if (record.attemptedAt() != null) {
            return Answer.warn(
                    ServerProblem.OUTCOME_UNKNOWN,
                    "in doubt: the answer to a refresh of " + record.attemptedAt() + " never arrived");
        }
        Instant notBefore = record.notBefore();
        return Answer.pass("it opens and goes on, in generation " + record.generation()
                + (notBefore != null && notBefore.isAfter(now)
                        ? "; the server asked for a pause until " + notBefore
                        : ""));
    }

    private static Problem problem(Ending ending, Patient patient) {
        boolean engagement = patient.in(Cloud.ENGAGEMENT);
        return switch (ending) {
            case LOGGED_OUT -> SessionProblem.LOGGED_OUT;
            case LOST_IN_DOUBT -> SessionProblem.LOST_IN_DOUBT;
            case REVOKED ->
                engagement ? ServerProblem.ENGAGEMENT_REFRESH_TOKEN : ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED;
            case EXPIRED ->
                engagement ? ServerProblem.ENGAGEMENT_REFRESH_TOKEN : ServerProblem.SALESFORCE_REFRESH_TOKEN_EXPIRED;
        };
    }
}
