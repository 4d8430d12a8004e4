package io.crosscloud.auth.internal.session.host;

import io.crosscloud.internal.events.EventDelivery;
import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.AuthListener;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Writes each event to the log at once, and hands it to the host's listener, which nobody waits for. */
public final class Events {
    /** The logger of nearly everything that sessions have to say. */
    public static final String LOGGER = "io.crosscloud.auth.session.SessionManager";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private final EventDelivery listener;

    public Events(AuthListener listener) {
        this.listener = EventDelivery.to(listener, LOG::warn);
    }

    public void tell(AuthEvent event) {
        tell(event, level(event));
    }

    /** Tells of a failure that goes on as it was: the listener hears it, and the log has it already. */
    public void tellAgain(AuthEvent event) {
        tell(event, Level.DEBUG);
    }

    /** What {@link #tellAgain} may have hidden is over. */
    public void recovered(SessionKey session) {
        LOG.info("{} has a token again", session);
    }

    private void tell(AuthEvent event, Level level) {
        LOG.atLevel(level).log("{}", event);
        listener.on(event);
    }

    /** The host's listener for those who write to the log themselves. */
    AuthListener listener() {
        return listener;
    }

    /** Delivers what was told before, until the time is up. */
    public void close(Duration atMost) {
        listener.close(atMost);
    }

    private static Level level(AuthEvent event) {
        if (event instanceof AuthEvent.TokenIssued
                || event instanceof AuthEvent.TokenRefreshed
                || event instanceof AuthEvent.TokenAdopted) {
            return Level.DEBUG;
        }
        if (event instanceof AuthEvent.LoggedOut || event instanceof AuthEvent.InstanceChanged) {
            return Level.INFO;
        }
        if (event instanceof AuthEvent.CommitDelayed delayed) {
            return delayed.attempts() == 1 ? Level.ERROR : Level.DEBUG;
        }
        return event instanceof AuthEvent.RecordUnreadable ? Level.ERROR : Level.WARN;
    }
}
