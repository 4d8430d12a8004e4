package io.crosscloud.examples.bothdirections;

import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.AuthListener;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts where tokens come from, by listening. */
final class Tally implements AuthListener {
    private final AtomicInteger issued = new AtomicInteger();
    private final AtomicInteger fromStore = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();

    /** Counts a request to an API. */
    void called() {
        calls.incrementAndGet();
    }

    @Override
    public void on(AuthEvent event) {
        if (event instanceof AuthEvent.TokenIssued || event instanceof AuthEvent.TokenRefreshed) {
            issued.incrementAndGet();
        } else if (event instanceof AuthEvent.TokenAdopted) {
            fromStore.incrementAndGet();
        }
    }

    /** What has been counted since this was last asked. */
    String take() {
        int requested = issued.getAndSet(0);
        int stored = fromStore.getAndSet(0);
        int cached = calls.getAndSet(0) - requested - stored;
        StringBuilder text = new StringBuilder().append(requested);
        if (stored > 0) {
            text.append("; ").append(stored).append(" came out of the store, where they are encrypted");
        }
        if (cached > 0) {
            text.append("; ").append(cached).append(cached == 1 ? " further call" : " further calls");
            text.append(" used the token in memory");
        }
        return text.toString();
    }
}
