package io.crosscloud.auth.internal.session.grant;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * Counts how often tokens of one user are asked for, so that the host hears of a loop before the cloud locks the user out:
 * Salesforce at 3,600 logins an hour (help page "Login Rate Exceeded"), Engagement at more than one token in 20 minutes for
 * each business unit (help page "API Rate Limits"); a refresh just before the end is a second one. Thread-safe; every request
 * is counted.
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

    private static final AtomicLongFieldUpdater<LoginBudget> WINDOW =
            AtomicLongFieldUpdater.newUpdater(LoginBudget.class, "window");
    private static final int COUNT_BITS = 20;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    /** The second in which the window began, and below it the count of its requests. */
    @SuppressWarnings("UnusedVariable") // the updater reads it
    private volatile long window;

    /** Counts a request. True once in a window, when it gets too many. */
    boolean spend(Limit limit, Instant now) {
        long second = now.getEpochSecond();
        long counted = WINDOW.updateAndGet(this, seen -> {
            boolean over = second - (seen >> COUNT_BITS) >= limit.window().toSeconds();
            if (over || (seen & COUNT_MASK) == 0) {
                return (second << COUNT_BITS) + 1;
            }
            return (seen & COUNT_MASK) == COUNT_MASK ? seen : seen + 1;
        });
        return (counted & COUNT_MASK) == limit.warnAt();
    }
}
