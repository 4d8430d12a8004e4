package io.crosscloud.testkit;

import io.crosscloud.testkit.internal.engagement.RestErrors;
import java.time.Duration;

/**
 * The answers with which Engagement turns requests away for a while, to be scripted like any other fault:
 * {@code fake.faults().next(Route.REST).fail(EngagementFaults.rateLimited(Duration.ofSeconds(5)))}. Source: Salesforce's
 * developer page "Error Handling" of the Marketing Cloud APIs.
 */
public final class EngagementFaults {
    private static final String JSON = "application/json;charset=UTF-8";

    private EngagementFaults() {}

    /** 429 with errorcode 50100, and {@code Retry-After} in whole seconds. */
    public static Fault.Answer rateLimited(Duration retryAfter) {
        long seconds = retryAfter.toSeconds();
        return Fault.status(429)
                .header("Retry-After", Long.toString(seconds))
                .body(JSON, RestErrors.rateLimitBody(seconds));
    }

    /** 429 with errorcode 50200 and no {@code Retry-After}; token requests get it too. */
    public static Fault.Answer blocked() {
        return Fault.status(429)
                .body(JSON, RestErrors.body(50200, "Your requests are temporarily blocked.", RestErrors.DOCUMENTATION));
    }

    /** 503 with errorcode 50300, and {@code Retry-After} in whole seconds. */
    public static Fault.Answer unavailable(Duration retryAfter) {
        return Fault.status(503)
                .header("Retry-After", Long.toString(retryAfter.toSeconds()))
                .body(JSON, RestErrors.body(50300, "Service Unavailable", RestErrors.DOCUMENTATION));
    }
}
