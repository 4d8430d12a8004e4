package io.crosscloud.auth.session;

import io.crosscloud.cloud.Cloud;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Counts how often tokens of one user are asked for, so that the host hears of a loop before the cloud locks the user out:
 * Salesforce at 3,600 logins an hour (help page "Login Rate Exceeded"), Engagement at more than one token in 20 minutes
 * (help page "API Rate Limits"), of which a refresh just before the end makes two.
 */
final class LoginBudget {
    private static final int SALESFORCE_WARN_AT = 2_880;
    private static final int ENGAGEMENT_WARN_AT = 4;

    private record Window(Instant since, int requests) {}

    private final int warnAt;
    private final Duration window;
    private final AtomicReference<Window> current = new AtomicReference<>(new Window(Instant.MIN, 0));

    private LoginBudget(int warnAt, Duration window) {
        this.warnAt = warnAt;
        this.window = window;
    }

    static LoginBudget of(Cloud cloud) {
        return cloud == Cloud.SALESFORCE
                ? new LoginBudget(SALESFORCE_WARN_AT, Duration.ofHours(1))
                : new LoginBudget(ENGAGEMENT_WARN_AT, Duration.ofMinutes(20));
    }

    /** Counts a request. True once in a window, when it gets too many. */
    boolean spend(Instant now) {
        Window counted = current.updateAndGet(last -> last.since().isAfter(now.minus(window))
                ? new Window(last.since(), last.requests() + 1)
                : new Window(now, 1));
        return counted.requests() == warnAt;
    }

    int warnAt() {
        return warnAt;
    }

    Duration window() {
        return window;
    }
}
