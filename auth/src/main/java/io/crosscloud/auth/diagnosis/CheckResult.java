package io.crosscloud.auth.diagnosis;

import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a check.
 *
 * @param problem the problem; null unless the check warns or fails
 */
record CheckResult(Verdict verdict, String seen, @Nullable Problem problem, List<String> likelyCauses) {
    static CheckResult pass(String seen) {
        return new CheckResult(Verdict.PASS, seen, null, List.of());
    }

    static CheckResult warn(Problem problem, String seen) {
        return new CheckResult(Verdict.WARN, seen, problem, List.of());
    }

    static CheckResult fail(Problem problem, String seen) {
        return new CheckResult(Verdict.FAIL, seen, problem, List.of());
    }

    /** A failure with the exception's message, without its remedy, which the problem has too. */
    static CheckResult fail(AuthException e) {
        String message = String.valueOf(e.getMessage());
        String remedy = ". " + e.remedy();
        String seen = message.endsWith(remedy) ? message.substring(0, message.length() - remedy.length()) : message;
        return fail(e.problem(), seen);
    }

    static CheckResult notCheckable(String reason) {
        return new CheckResult(Verdict.NOT_CHECKABLE, reason, null, List.of());
    }

    CheckResult withLikelyCauses(List<String> causes) {
        return new CheckResult(verdict, seen, problem, causes);
    }

    CheckResult withPrefix(String prefix) {
        return new CheckResult(verdict, prefix + seen, problem, likelyCauses);
    }

    CheckResult asWarning(String suffix) {
        return new CheckResult(Verdict.WARN, seen + suffix, problem, likelyCauses);
    }
}
