package io.crosscloud.auth.diagnosis;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.api.DailyRequests;
import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.session.BusinessUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The checks of the API: whether it accepts the token, the business unit, and the remaining requests. */
final class ApiChecks {
    private static final Pattern ERROR_CODE = Pattern.compile("\"error[cC]ode\"\\s*+:\\s*+\"?+([A-Z_0-9]{1,60}+)");
    private static final int LOW = 5;

    private ApiChecks() {}

    /** Checks that the API accepts the token, by a call of {@code /limits} or {@code /platform/v1/tokenContext}. */
    static CheckResult api(Examination examination) {
        if (examination.token().isEmpty()) {
            return CheckResult.notCheckable("there is no token");
        }
        if (examination.subject().internals().isEmpty()) {
            return CheckResult.notCheckable("the provider is the host's own");
        }
        return examination
                .api()
                .failure()
                .map(CheckResult::fail)
                .orElseGet(() -> api(examination.api().answer().orElseThrow(), examination));
    }

    private static CheckResult api(HttpReply reply, Examination examination) {
        if (reply.succeeded() || examination.limitsWithheld()) {
            return CheckResult.pass("the API accepts the token");
        }
        String seen = refusal(reply);
        boolean engagement = examination.subject().in(Cloud.ENGAGEMENT);
        if (seen.endsWith("REQUEST_LIMIT_EXCEEDED")) {
            return CheckResult.fail(ServerProblem.ALLOWANCE_LOW, seen);
        }
        if (reply.status() == 429) {
            return CheckResult.warn(
                    engagement ? ServerProblem.ENGAGEMENT_THROTTLED : ServerProblem.SERVER_THROTTLES, seen);
        }
        return reply.status() >= 500
                ? CheckResult.warn(
                        engagement ? ServerProblem.ENGAGEMENT_MAINTENANCE : ServerProblem.SERVER_UNAVAILABLE, seen)
                : CheckResult.fail(DiagnosisProblem.API_REFUSED, seen);
    }

    /** A refusal in a few words. */
    private static String refusal(HttpReply reply) {
        Matcher code = ERROR_CODE.matcher(Examination.text(reply));
        return "HTTP " + reply.status() + (code.find() ? ", error code " + code.group(1) : "");
    }

    /** Compares the token's business unit with the expected one (REST resource {@code /platform/v1/tokenContext}). */
    static CheckResult businessUnit(Examination examination) {
        DiagnosisSubject subject = examination.subject();
        if (!subject.in(Cloud.ENGAGEMENT)) {
            return CheckResult.notCheckable("only Engagement has business units");
        }
        OptionalLong actual = examination
                .apiBody()
                .flatMap(body -> body.object("organization"))
                .map(organization -> organization.wholeNumber("id"))
                .orElse(OptionalLong.empty());
        if (actual.isEmpty()) {
            return CheckResult.notCheckable("there is no token, or the API did not report the business unit");
        }
        Optional<BusinessUnit> wanted = subject.businessUnit();
        if (wanted.isPresent() && wanted.get().mid() != actual.getAsLong()) {
            return CheckResult.fail(
                    DiagnosisProblem.BUSINESS_UNIT_OTHER,
                    "MID " + actual.getAsLong() + " (expected: " + wanted.get() + ")");
        }
        return CheckResult.pass("MID " + actual.getAsLong() + (wanted.isEmpty() ? ", the package's own" : ""));
    }

    /** Reports the remaining API requests of the org's allowance for 24 hours (REST resource {@code /limits}). */
    static CheckResult allowance(Examination examination) {
        if (examination.subject().in(Cloud.ENGAGEMENT)) {
            return CheckResult.notCheckable(
                    "Engagement reports no figure; requests to it do not count against Salesforce's allowance");
        }
        if (examination.limitsWithheld()) {
            String refusal = examination.api().answer().map(ApiChecks::refusal).orElseThrow();
            return CheckResult.notCheckable(
                    "/limits needs the user's permission \"View Setup and Configuration\" (" + refusal + ")");
        }
        return examination
                .apiBody()
                .flatMap(DailyRequests::in)
                .map(ApiChecks::allowance)
                .orElseGet(() -> CheckResult.notCheckable("the API did not report its limits"));
    }

    private static CheckResult allowance(DailyRequests daily) {
        String seen = daily.left() + " of " + daily.most() + " requests are left for 24 hours";
        return daily.left() <= (daily.most() - 1) / LOW
                ? CheckResult.warn(ServerProblem.ALLOWANCE_LOW, seen)
                : CheckResult.pass(seen);
    }
}
