package io.crosscloud.auth;

import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.AuthListener;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** A listener that does not return before it is released or closed. */
public final class HangingListener implements AuthListener, AutoCloseable {
    private final LinkedBlockingQueue<AuthEvent> heard = new LinkedBlockingQueue<>();
    private final CountDownLatch released = new CountDownLatch(1);

    @Override
    public void on(AuthEvent event) {
        heard.add(event);
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the next event. */
    public AuthEvent next() throws InterruptedException {
        return heard.take();
    }

    /** It returns, now and from now on. */
    public void release() {
        released.countDown();
    }

    @Override
    public void close() {
        release();
    }
}
