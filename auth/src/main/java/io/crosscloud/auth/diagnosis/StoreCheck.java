package io.crosscloud.auth.diagnosis;

import io.crosscloud.error.StoreProblem;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Whether the store can be reached and written, and what time it has: a claim on a row of the doctor's own, given back at
 * once. The row stays, without a session.
 */
final class StoreCheck {
    private static final String ROW = "(doctor)";
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final Duration TOLERATED = Duration.ofSeconds(10);

    private StoreCheck() {}

    static Answer of(Examination examination) {
        TokenStore store =
                examination.patient().session().map(session -> session.store()).orElse(null);
        if (store == null) {
            return Answer.notCheckable("there is no session manager");
        }
        if (!store.persistent()) {
            return examination.patient().rotating()
                    ? Answer.warn(
                            StoreProblem.STORE_IN_MEMORY, "in memory: after a restart everybody must log in again")
                    : Answer.pass("in memory");
        }
        Optional<Instant> time = time(store);
        if (time.isEmpty()) {
            return Answer.pass("it answers; its time was not told, as another doctor holds the row");
        }
        Duration ahead = Duration.between(examination.patient().clock().instant(), time.get());
        return ahead.abs().compareTo(TOLERATED) <= 0
                ? Answer.pass("it answers and can be written, and its clock is right")
                : Answer.warn(
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
}
