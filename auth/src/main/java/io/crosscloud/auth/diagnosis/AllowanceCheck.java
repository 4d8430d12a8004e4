package io.crosscloud.auth.diagnosis;

import io.crosscloud.auth.internal.json.JsonObject;
import io.crosscloud.cloud.Cloud;
import io.crosscloud.error.Problem;
import java.util.OptionalLong;

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
                .flatMap(body -> body.object("DailyApiRequests"))
                .map(AllowanceCheck::of)
                .orElseGet(() -> Answer.notCheckable("the API did not tell"));
    }

    private static Answer of(JsonObject requests) {
        OptionalLong most = requests.wholeNumber("Max");
        OptionalLong left = requests.wholeNumber("Remaining");
        if (most.isEmpty() || left.isEmpty()) {
            return Answer.notCheckable("the API did not tell");
        }
        String seen = left.getAsLong() + " of " + most.getAsLong() + " requests are left for 24 hours";
        return left.getAsLong() <= (most.getAsLong() - 1) / LOW
                ? Answer.warn(Problem.ALLOWANCE_LOW, seen)
                : Answer.pass(seen);
    }
}
