package io.crosscloud.auth.connectedapp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/**
 * The logins of this process whose code has been sent: each code is exchanged once. Bounded; what it forgets, the server's
 * single-use code still decides.
 */
final class UsedStates {
    private static final Cache<String, Boolean> USED = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofMinutes(15))
            .build();

    private UsedStates() {}

    /** Whether this is the first use. */
    static boolean use(String state) {
        return USED.asMap().putIfAbsent(state, true) == null;
    }

    /** The code was not sent after all. */
    static void unuse(String state) {
        USED.invalidate(state);
    }
}
