package io.crosscloud.auth.diagnosis;

import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a check answers. */
record Answer(Verdict verdict, String seen, @Nullable Problem problem, List<String> candidates) {
    static Answer pass(String seen) {
        return new Answer(Verdict.PASS, seen, null, List.of());
    }

    static Answer warn(Problem problem, String seen) {
        return new Answer(Verdict.WARN, seen, problem, List.of());
    }

    static Answer fail(Problem problem, String seen) {
        return new Answer(Verdict.FAIL, seen, problem, List.of());
    }

    /** What an exception says, but for its remedy, which stands in the problem. */
    static Answer fail(AuthException e) {
        String message = String.valueOf(e.getMessage());
        String remedy = ". " + e.remedy();
        String seen = message.endsWith(remedy) ? message.substring(0, message.length() - remedy.length()) : message;
        return fail(e.problem(), seen);
    }

    static Answer notCheckable(String why) {
        return new Answer(Verdict.NOT_CHECKABLE, why, null, List.of());
    }

    /** The same with what may be behind it. */
    Answer with(List<String> candidates) {
        return new Answer(verdict, seen, problem, candidates);
    }

    /** The same with what was seen before it. */
    Answer after(String before) {
        return new Answer(verdict, before + seen, problem, candidates);
    }
}
