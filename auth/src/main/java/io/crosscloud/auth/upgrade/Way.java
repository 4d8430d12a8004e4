package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.session.SessionManager;

/** By which way a host gets into a cloud. */
public enum Way {
    /** By the stored password or the old package, in the host's own code. */
    OLD,
    /** By the connection. */
    NEW;

    /**
     * Which way is active, for all hosts that share the manager's store: {@link #OLD} until an upgrade has moved. One read of
     * the store, each time; blocking. A host asks before it opens a conversation with the cloud.
     *
     * @throws io.crosscloud.error.ConfigurationException if no connection has this name
     * @throws io.crosscloud.error.StoreException if the store cannot be read; whichever way worked last still does
     */
    public static Way active(SessionManager sessions, String connection) {
        return Mark.read(sessions.connection(connection)).way();
    }
}
