package io.crosscloud.auth.session;

import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.AuthListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log and the host's listener. What the listener throws ends here. */
final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(SessionManager.class);

    private final AuthListener listener;

    Events(AuthListener listener) {
        this.listener = listener;
    }

    void tell(AuthEvent event) {
        log(event);
        try {
            listener.on(event);
        } catch (RuntimeException e) {
            LOG.warn("a listener failed on {}", event.getClass().getSimpleName(), e);
        }
    }

    private static void log(AuthEvent event) {
        if (event instanceof AuthEvent.LoginRequired
                || event instanceof AuthEvent.RefreshFailed
                || event instanceof AuthEvent.InDoubt
                || event instanceof AuthEvent.RevocationFailed
                || event instanceof AuthEvent.ExpiryUnknown
                || event instanceof AuthEvent.AllowanceLow
                || event instanceof AuthEvent.ClockSkew
                || event instanceof AuthEvent.CredentialFallback) {
            LOG.warn("{}", event);
        } else if (event instanceof AuthEvent.CommitDelayed || event instanceof AuthEvent.RecordUnreadable) {
            LOG.error("{}", event);
        } else {
            LOG.info("{}", event);
        }
    }
}
