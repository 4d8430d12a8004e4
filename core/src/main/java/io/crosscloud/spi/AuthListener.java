package io.crosscloud.spi;

/**
 * Receives authentication events, in order, on a thread of the library's own; exceptions are logged and ignored.
 *
 * <ul>
 *   <li><b>It can never break a session.</b> Nothing waits for it, however long it takes: no token, no write to a store. What has
 *       happened is in the log before the listener is called.
 *   <li><b>Threads.</b> A session manager delivers on a daemon thread of its own, one event at a time, also what its stores and
 *       providers say; one that was given a listener itself delivers to that on another such thread. The thread starts with the
 *       first event and ends when it has been idle for some seconds. A listener that several of them share must be thread-safe.
 *   <li><b>Bound.</b> Each of them keeps up to 10,000 events for a listener that is slow. Further ones are dropped and counted:
 *       an {@link AuthEvent.EventsDropped} takes their place. {@link AuthEvent.LoginRequired} and {@link
 *       AuthEvent.CommitDelayed} are never dropped; when more than 10,000 of them wait, only the last one of each kind and
 *       session is kept.
 *   <li><b>Closing.</b> {@code SessionManager.close()} delivers what was told before, within its close timeout. Then it
 *       interrupts the listener and returns; the listener is told nothing more.
 *   <li><b>Calling back.</b> It may call the library: ask for a token of the session that the event is about, say, or close the
 *       manager. It may find the session in a later state than that of the event.
 * </ul>
 */
@FunctionalInterface
public interface AuthListener {
    /** Receives nothing. */
    AuthListener NONE = event -> {};

    /** Something happened. */
    void on(AuthEvent event);

    /** This listener, then that one on the same thread, also if this one throws. */
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
