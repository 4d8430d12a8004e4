package io.crosscloud.auth.internal.session.grant;

import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.spi.SessionRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How often a server has refused a refresh token in a row, for reasons that are not known to end the login. The refresh token
 * is kept: the reason may pass, as a changed address, a frozen user or a policy does. After each refusal all hosts pause: one
 * minute, then twice as long each time up to six hours. After 24 hours of nothing else callers are told that a login is
 * required, and the refresh token is tried once a day. Immutable.
 *
 * @param count how many there were
 * @param lasting how long ago the first was
 * @param known the code of the problem that callers were told last; null if there was none
 */
record Refusals(int count, Duration lasting, @Nullable String known) {
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(6);
    private static final Duration DAY = Duration.ofHours(24);
    private static final int MOST_DOUBLINGS = 10;
    /** What a session that is seldom used must have been refused at least. */
    private static final int FEWEST = 3;

    private static final double JITTER = 0.2;

    static Refusals of(SessionRecord.History history, Instant now) {
        Instant since = history.refusedSince();
        Duration lasting = since == null ? Duration.ZERO : Duration.between(since, now);
        return new Refusals(history.refusals(), lasting, history.problem());
    }

    Refusals andOneMore() {
        return new Refusals(count + 1, lasting, known);
    }

    private boolean isLong() {
        return lasting.compareTo(DAY) >= 0 && count >= FEWEST;
    }

    /** What callers are told. */
    Problem problem() {
        return isLong() ? ServerProblem.SALESFORCE_REFRESH_STILL_REFUSED : ServerProblem.SALESFORCE_REFRESH_REFUSED;
    }

    /** Whether callers were told otherwise until now. */
    boolean isTheFirstOfMoreThanADay() {
        return isLong() && !problem().name().equals(known);
    }

    /** How long nobody asks again: up to a fifth less by chance, and not beyond the end of the first 24 hours. */
    Duration pause() {
        if (isLong()) {
            return DAY;
        }
        Duration doubled = FIRST.multipliedBy(1L << Math.min(Math.max(count - 1, 0), MOST_DOUBLINGS));
        Duration pause = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        double factor = 1 - JITTER * ThreadLocalRandom.current().nextDouble();
        Duration spread = Duration.ofMillis((long) (pause.toMillis() * factor));
        Duration left = DAY.minus(lasting);
        return spread.compareTo(left) > 0 && !left.isNegative() && !left.isZero() ? left : spread;
    }

    @Override
    public String toString() {
        return "refused " + count + (count == 1 ? " time" : " times");
    }
}
