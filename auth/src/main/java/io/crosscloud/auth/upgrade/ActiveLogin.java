package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.session.SessionManager;

/** Which login a host uses to reach a cloud while an upgrade is under way. */
public enum ActiveLogin {
    /** The stored password or the old package, in the host's own code. */
    OLD,
    /** The connection. */
    NEW;

    /**
     * Returns the login that is active on all hosts that share the manager's store: {@link #OLD} until an upgrade has
     * switched to the new one. Reads the store once per call; blocking. A host calls this before it starts to talk to
     * the cloud.
     *
     * @throws io.crosscloud.error.ConfigurationException if no connection has this name
     * @throws io.crosscloud.error.StoreException if the store cannot be read; the login that worked last still works
     */
    public static ActiveLogin of(SessionManager sessions, String connection) {
        return UpgradeState.read(sessions.connection(connection)).active();
    }
}
