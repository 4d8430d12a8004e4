package io.crosscloud.testkit.internal.engagement;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** All tokens that stem from one login. But for the counter it is used under the lock of the {@link Vault} only. */
final class Family {
    private final Set<String> accessTokens = new HashSet<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private boolean revoked;

    void add(String accessToken) {
        accessTokens.add(accessToken);
    }

    Set<String> accessTokens() {
        return accessTokens;
    }

    boolean isRevoked() {
        return revoked;
    }

    void revoke() {
        revoked = true;
    }

    /** Counts a refresh in and says how many there are now. */
    int enter() {
        return inFlight.incrementAndGet();
    }

    void leave() {
        inFlight.decrementAndGet();
    }
}
