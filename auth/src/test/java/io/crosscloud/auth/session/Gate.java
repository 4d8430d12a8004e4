package io.crosscloud.auth.session;

import java.util.concurrent.CountDownLatch;

/** Stops whoever comes through it until it is opened. */
final class Gate {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    /** Blocks until the gate is open. */
    void pass() {
        reached.countDown();
        try {
            open.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same for code that ignores being interrupted. */
    void passUninterrupted() {
        reached.countDown();
        boolean passed = false;
        while (!passed) {
            try {
                open.await();
                passed = true;
            } catch (InterruptedException e) {
                // ignored on purpose
            }
        }
    }

    /** Blocks until somebody stands at the gate, or has passed it. */
    void awaitSomebody() throws InterruptedException {
        reached.await();
    }

    void open() {
        open.countDown();
    }
}
