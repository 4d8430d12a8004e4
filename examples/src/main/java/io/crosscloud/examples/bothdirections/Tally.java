package io.crosscloud.examples.bothdirections;

import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.AuthListener;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts where tokens come from, by listening. */
final class Tally implements AuthListener {
    private static final long PATIENCE_SECONDS = 10;

    private final Semaphore tokens = new Semaphore(0);
    private final AtomicInteger fromStore = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();

    /** Counts a request to an API. */
    void called() {
        calls.incrementAndGet();
    }

    /** Called on a thread of the library's, a moment after the token is there. */
    @Override
    public void on(AuthEvent event) {
        if (event instanceof AuthEvent.TokenAdopted) {
            fromStore.incrementAndGet();
            tokens.release();
        } else if (event instanceof AuthEvent.TokenIssued || event instanceof AuthEvent.TokenRefreshed) {
            tokens.release();
        }
    }

    /** What has been counted since this was last asked, as soon as it has been told of so many tokens. */
    String take(int tokensAtLeast) throws InterruptedException {
        boolean told = tokens.tryAcquire(tokensAtLeast, PATIENCE_SECONDS, TimeUnit.SECONDS);
        int got = tokens.drainPermits() + (told ? tokensAtLeast : 0);
        int stored = fromStore.getAndSet(0);
        int requested = got - stored;
        int cached = calls.getAndSet(0) - got;
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
