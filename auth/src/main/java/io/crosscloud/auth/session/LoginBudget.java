package io.crosscloud.auth.session;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Counts how often tokens of one user are asked for, so that the host hears of a loop before the cloud locks the user out:
 * Salesforce at 3,600 logins an hour (help page "Login Rate Exceeded"), Engagement at more than one token in 20 minutes for
 * each business unit (help page "API Rate Limits"); a refresh just before the end is a second one. Thread-safe; of requests that
 * come at once as a window begins, some may go uncounted.
 */
final class LoginBudget {
    static final Limit SALESFORCE = new Limit(2_880, Duration.ofHours(1));
    static final Limit ENGAGEMENT = new Limit(4, Duration.ofMinutes(20));

    /** So many requests within this time are too many. */
    record Limit(int warnAt, Duration window) {
        Limit times(int sessions) {
            return new Limit(warnAt * sessions, window);
        }
    }

    private static final AtomicIntegerFieldUpdater<LoginBudget> REQUESTS =
            AtomicIntegerFieldUpdater.newUpdater(LoginBudget.class, "requests");

    private volatile long since = Long.MIN_VALUE;

    @SuppressWarnings("UnusedVariable") // the updater reads it
    private volatile int requests;

    /** Counts a request. True once in a window, when it gets too many. */
    boolean spend(Limit limit, Instant now) {
        if (now.minus(limit.window()).toEpochMilli() >= since) {
            since = now.toEpochMilli();
            requests = 0;
        }
        return REQUESTS.incrementAndGet(this) == limit.warnAt();
    }
}
