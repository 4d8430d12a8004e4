package io.crosscloud.auth.diagnosis;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.session.manage.ExaminedSession;
import io.crosscloud.auth.internal.session.record.SessionState;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The checks of the session store, of the stored session and of its refresh token. */
final class SessionChecks {
    private static final String ROW = "(doctor)";
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final Duration TOLERATED = Duration.ofSeconds(10);

    /** No token request takes longer: a provider's timeout is five minutes at most. */
    private static final Duration LONGEST_LEASE = Duration.ofMinutes(10);

    private SessionChecks() {}

    /**
     * Checks that the store can be reached and written, and compares its clock, by a claim on a row of the doctor's
     * own, which is released at once. The row stays, without a session.
     */
    static CheckResult store(Examination examination) {
        TokenStore store =
                examination.subject().session().map(session -> session.store()).orElse(null);
        if (store == null) {
            return noManager();
        }
        if (!store.persistent()) {
            return examination.subject().rotating()
                    ? CheckResult.warn(
                            StoreProblem.STORE_IN_MEMORY, "in memory: after a restart every user must log in again")
                    : CheckResult.pass("in memory");
        }
        Optional<Instant> time = time(store);
        if (time.isEmpty()) {
            return CheckResult.pass("it answers; its clock was not read, because another doctor holds the row");
        }
        Duration ahead = Duration.between(examination.subject().clock().instant(), time.get());
        return ahead.abs().compareTo(TOLERATED) <= 0
                ? CheckResult.pass("it answers and accepts writes, and its clock is correct")
                : CheckResult.warn(
                        DiagnosisProblem.STORE_CLOCK_OFF,
                        "its clock is " + Times.about(ahead.abs()) + (ahead.isNegative() ? " behind" : " ahead"));
    }

    private static Optional<Instant> time(TokenStore store) {
        String holder = UUID.randomUUID().toString();
        long generation = store.find(ROW).map(SessionRecord::generation).orElse(0L);
        if (!(store.claim(ROW, generation, holder, LEASE) instanceof Claim.Granted granted)) {
            return Optional.empty();
        }
        store.release(ROW, generation, holder, Release.nothingSpent());
        return Optional.ofNullable(granted.record().lease())
                .map(lease -> lease.until().minus(LEASE));
    }

    /** Checks that the session's record opens, has not ended, and is not held longer than a refresh takes. */
    static CheckResult session(Examination examination) {
        if (examination.subject().session().isEmpty()) {
            return noManager();
        }
        AuthException unreachable = examination.record().failure().orElse(null);
        if (unreachable != null) {
            return CheckResult.fail(unreachable);
        }
        Optional<SessionRecord> record = examination.record().answer().flatMap(stored -> stored);
        if (record.isEmpty()) {
            return CheckResult.pass("none yet");
        }
        AuthException unreadable = examination.state().failure().orElse(null);
        return unreadable != null ? CheckResult.fail(unreadable) : session(record.get(), examination);
    }

    private static CheckResult session(SessionRecord record, Examination examination) {
        Ending ending = record.ending();
        if (ending != null) {
            return CheckResult.warn(problem(ending, examination.subject()), "it has ended: " + ending);
        }
        Instant now = examination.subject().clock().instant();
        SessionRecord.Lease lease = record.lease();
        if (lease != null && now.plus(LONGEST_LEASE).isBefore(lease.until())) {
            return CheckResult.warn(
                    DiagnosisProblem.STORE_LEASE_STUCK, "held by " + lease.holder() + " until " + lease.until());
        }
        if (lease != null) {
            return CheckResult.pass("another host is requesting a token at this moment");
        }
        if (record.attemptedAt() != null) {
            return CheckResult.warn(
                    ServerProblem.OUTCOME_UNKNOWN,
                    "in doubt: the answer to a refresh of " + record.attemptedAt() + " never arrived");
        }
        Instant notBefore = record.notBefore();
        return CheckResult.pass("it opens and is in use, in generation " + record.generation()
                + (notBefore != null && notBefore.isAfter(now)
                        ? "; the server asked for a pause until " + notBefore
                        : ""));
    }

    private static Problem problem(Ending ending, DiagnosisSubject subject) {
        boolean engagement = subject.in(Cloud.ENGAGEMENT);
        return switch (ending) {
            case LOGGED_OUT -> SessionProblem.LOGGED_OUT;
            case LOST_IN_DOUBT -> SessionProblem.LOST_IN_DOUBT;
            case REVOKED ->
                engagement ? ServerProblem.ENGAGEMENT_REFRESH_TOKEN : ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED;
            case EXPIRED ->
                engagement ? ServerProblem.ENGAGEMENT_REFRESH_TOKEN : ServerProblem.SALESFORCE_REFRESH_TOKEN_EXPIRED;
        };
    }

    /** Compares the refresh token's idle time with the time that the app's policy allows. */
    static CheckResult refreshToken(Examination examination) {
        if (!examination.subject().rotating()) {
            return CheckResult.notCheckable("this grant has no refresh token");
        }
        Instant usedAt =
                examination.state().answer().map(SessionState::refreshedAt).orElse(null);
        if (usedAt == null) {
            return CheckResult.notCheckable("there is no refresh token");
        }
        Duration life = examination.expectations().refreshTokenLife();
        Duration idle = Duration.between(usedAt, examination.startedAt());
        boolean keptAlive =
                examination.subject().session().map(ExaminedSession::keptAlive).orElse(false);
        String seen = "last used " + Times.about(idle) + " ago; it may be idle for " + Times.about(life) + "; "
                + (keptAlive ? "kept alive" : "not kept alive");
        boolean soon = idle.compareTo(life.dividedBy(6).multipliedBy(5)) > 0;
        return soon ? CheckResult.warn(DiagnosisProblem.REFRESH_TOKEN_IDLE, seen) : CheckResult.pass(seen);
    }

    private static CheckResult noManager() {
        return CheckResult.notCheckable("there is no session manager");
    }
}
