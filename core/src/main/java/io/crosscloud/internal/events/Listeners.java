package io.crosscloud.internal.events;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Calls listeners of the host's, which may throw anything. */
public final class Listeners {
    private Listeners() {}

    /**
     * Calls a listener. What it throws ends here: exceptions, errors, and checked exceptions of other JVM languages.
     *
     * @param about what it is told, for the log
     * @param log takes a line and its cause
     */
    public static void call(Runnable listener, Object about, BiConsumer<String, @Nullable Throwable> log) {
        try {
            listener.run();
        } catch (Throwable e) {
            log.accept("a listener failed on " + about, e);
        }
    }
}
