package io.crosscloud.auth;

import io.crosscloud.internal.events.EventDelivery;
import io.crosscloud.spi.AuthListener;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener that has been called when whatever told it goes on: on that thread, one event after another. */
public final class AtOnce extends AbstractExecutorService {
    private static final Logger LOG = LoggerFactory.getLogger(AtOnce.class);

    private final ReentrantLock turn = new ReentrantLock();
    private volatile boolean shutdown;

    private AtOnce() {}

    /** For one session manager, which closes it, or for any number of stores and providers. */
    public static AuthListener listener(AuthListener listener) {
        return EventDelivery.over(new AtOnce(), listener, LOG::warn);
    }

    @Override
    public void execute(Runnable task) {
        turn.lock();
        try {
            task.run();
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shutdown;
    }
}
