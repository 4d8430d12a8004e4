package io.crosscloud.auth.internal.session.grant;

import io.crosscloud.auth.internal.session.engine.Pauses;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.NextStep;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.TryLaterException;
import java.time.Duration;
import java.util.Set;

/**
 * How long a failure is believed. One minute for a wrong setting, an untrusted host or a wrong identity. A few seconds for a
 * missing login, or one that is refused, which costs only a look into the store. For anything else, such as an answer that was cut or replaced on its
 * way, what the server said in {@code Retry-After}; or else one second, then twice as long each time up to a minute, a fifth
 * more or less by chance.
 */
public final class BackOff {
    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final Duration LOGIN = Duration.ofSeconds(5);
    private static final Duration ELSEWHERE = Duration.ofMillis(250);
    /** What a provider of the host's own may state; servers are held to the same. */
    private static final Duration LONGEST_STATED = Duration.ofHours(1);

    private static final Set<Problem> UNREADABLE =
            Set.of(ServerProblem.NOT_JSON, ServerProblem.RESPONSE_TOO_LARGE, ServerProblem.RESPONSE_INVALID);

    private BackOff() {}

    public static Duration pauseAfter(Throwable failure, int failures) {
        if (!(failure instanceof AuthException e)) {
            return Pauses.exponential(failures);
        }
        NextStep next = e.problem().nextStep();
        if (next == NextStep.FIX_CONFIGURATION
                || (next == NextStep.CHECK_SERVER && !UNREADABLE.contains(e.problem()))) {
            return QUIET;
        }
        if (next == NextStep.LOG_IN || e.problem() == ServerProblem.SALESFORCE_REFRESH_REFUSED) {
            return LOGIN;
        }
        if (e.problem() == SessionProblem.REFRESH_IN_PROGRESS || e.problem() == ServerProblem.NOT_SENT_IN_TIME) {
            return ELSEWHERE;
        }
        if (e instanceof TryLaterException later && later.retryAfter().isPresent()) {
            return shorter(later.retryAfter().get(), LONGEST_STATED);
        }
        return Pauses.exponential(failures);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Between two tries of which a caller waits for the outcome: about half a second, then twice that. */
    static Duration beforeRepetition(int tries) {
        return Pauses.exponential(tries).dividedBy(2);
    }
}
