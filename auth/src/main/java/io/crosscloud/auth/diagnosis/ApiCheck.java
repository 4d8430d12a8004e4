package io.crosscloud.auth.diagnosis;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.error.ServerProblem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the API takes the token: a call of {@code /limits} or {@code /platform/v1/tokenContext}. */
final class ApiCheck {
    private static final Pattern ERROR_CODE = Pattern.compile("\"error[cC]ode\"\\s*+:\\s*+\"?+([A-Z_0-9]{1,60}+)");

    private ApiCheck() {}

    static Answer of(Examination examination) {
        if (examination.token().isEmpty()) {
            return Answer.notCheckable("there is no token");
        }
        if (examination.patient().internals().isEmpty()) {
            return Answer.notCheckable("a provider of the host's own");
        }
        return examination
                .api()
                .failure()
                .map(Answer::fail)
                .orElseGet(() -> of(examination.api().answer().orElseThrow(), examination));
    }

    private static Answer of(HttpReply reply, Examination examination) {
        if (reply.succeeded() || examination.limitsWithheld()) {
            return Answer.pass("the API takes the token");
        }
        String seen = seen(reply);
        boolean engagement = examination.patient().in(Cloud.ENGAGEMENT);
        if (seen.endsWith("REQUEST_LIMIT_EXCEEDED")) {
            return Answer.fail(ServerProblem.ALLOWANCE_LOW, seen);
        }
        if (reply.status() == 429) {
            return Answer.warn(engagement ? ServerProblem.ENGAGEMENT_THROTTLED : ServerProblem.SERVER_THROTTLES, seen);
        }
        return reply.status() >= 500
                ? Answer.warn(
                        engagement ? ServerProblem.ENGAGEMENT_MAINTENANCE : ServerProblem.SERVER_UNAVAILABLE, seen)
                : Answer.fail(DiagnosisProblem.API_REFUSED, seen);
    }

    /** A refusal in a few words. */
    static String seen(HttpReply reply) {
        Matcher code = ERROR_CODE.matcher(Examination.text(reply));
        return "HTTP " + reply.status() + (code.find() ? ", error code " + code.group(1) : "");
    }
}
