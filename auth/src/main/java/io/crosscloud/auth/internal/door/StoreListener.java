package io.crosscloud.auth.internal.door;

import io.crosscloud.internal.events.EventDelivery;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.AuthListener;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** The listener of a store: the one that it was given, or else its session manager's. Thread-safe. */
public final class StoreListener {
    private final AuthListener listener;
    private final boolean given;
    private final AtomicBoolean told = new AtomicBoolean();

    private StoreListener(AuthListener listener, boolean given) {
        this.listener = listener;
        this.given = given;
    }

    /**
     * The listener of a store that has no manager yet.
     *
     * @param given null if it was given none
     * @param log what a listener that fails is told to
     */
    public static StoreListener of(@Nullable AuthListener given, Logger log) {
        return new StoreListener(given == null ? AuthListener.NONE : EventDelivery.to(given, log::warn), given != null);
    }

    /** That of a copy of the store which has these defaults; this one if the store was given its own. */
    public StoreListener with(Defaults defaults) {
        return given ? this : new StoreListener(defaults.listener(), false);
    }

    /** Tells it, the first time. */
    public void tellOnce(AuthEvent event) {
        if (told.compareAndSet(false, true)) {
            listener.on(event);
        }
    }
}
