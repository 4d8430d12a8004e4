package io.crosscloud.spi;

/**
 * Hears what happens. Called on the thread where it happens, so it should be quick; what it throws is logged and never
 * reaches a session. Thread-safe.
 */
@FunctionalInterface
public interface AuthListener {
    /** Hears nothing. */
    AuthListener NONE = event -> {};

    /** Something happened. */
    void on(AuthEvent event);

    /** This listener, then that one, also if this one throws. */
    default AuthListener and(AuthListener next) {
        return event -> {
            try {
                on(event);
            } finally {
                next.on(event);
            }
        };
    }
}
