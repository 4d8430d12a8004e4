package io.crosscloud.auth.diagnosis;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.api.DailyRequests;
import io.crosscloud.error.ServerProblem;

/** How many API requests are left of those that the org has in 24 hours (REST resource {@code /limits}). */
final class AllowanceCheck {
    private static final int LOW = 5;

    private AllowanceCheck() {}

    static Answer of(Examination examination) {
        if (examination.patient().in(Cloud.ENGAGEMENT)) {
            return Answer.notCheckable(
                    "Engagement tells no figure; requests into it do not count against Salesforce's allowance");
        }
        if (examination.limitsWithheld()) {
            String refusal = examination.api().answer().map(ApiCheck::seen).orElseThrow();
            return Answer.notCheckable(
                    "/limits needs the user's permission \"View Setup and Configuration\" (" + refusal + ")");
        }
        return examination
                .apiBody()
                .flatMap(DailyRequests::in)
                .map(AllowanceCheck::of)
                .orElseGet(() -> Answer.notCheckable("the API did not tell"));
    }

    private static Answer of(DailyRequests daily) {
        String seen = daily.left() + " of " + daily.most() + " requests are left for 24 hours";
        return daily.left() <= (daily.most() - 1) / LOW
                ? Answer.warn(ServerProblem.ALLOWANCE_LOW, seen)
                : Answer.pass(seen);
    }
}
