package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.api.AuthorizedCall;
import io.crosscloud.auth.internal.door.Door;
import io.crosscloud.auth.internal.session.manage.ManagedConnection;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One configured way from one cloud into the other: a name, a provider, and providers to fall back to. Belongs to one
 * {@link SessionManager}. Thread-safe.
 */
public final class Connection {
    static {
        Door.open(Connection.class, connection -> connection.managed);
    }

    private final SessionManager manager;
    private final ManagedConnection managed;
    /** One for each org or tenant; there are few, and each is worth a few bytes. */
    private final Map<URI, ApiMeter> meters = new ConcurrentHashMap<>();

    Connection(SessionManager manager, ManagedConnection managed) {
        this.manager = manager;
        this.managed = managed;
    }

    /** The name. */
    public String name() {
        return managed.context().name();
    }

    /** Where its tokens come from. */
    public TokenProvider provider() {
        return managed.context().provider();
    }

    /**
     * Begins a user's session with what a login brought, or with a refresh token that was kept elsewhere until now. It
     * replaces whatever session the user had over this connection. Blocking: writes to the store, and asks the server when the
     * token ends if the provider was told to.
     *
     * @throws io.crosscloud.error.ConfigurationException if the connection's grant needs no login
     * @throws io.crosscloud.error.StoreException if it could not be stored; nothing has begun then
     */
    public Session adopt(User user, TokenGrant grant) {
        Session session = manager.session(SessionKey.of(name(), user));
        session.managed().adopt(grant);
        return session;
    }

    ManagedConnection managed() {
        return managed;
    }

    /** What this API host says of its allowance. */
    ApiMeter meter(URI host) {
        return meters.computeIfAbsent(host, unused -> new ApiMeter());
    }

    /** What sends requests with a token. */
    AuthorizedCall call() {
        return manager.call();
    }

    @Override
    public String toString() {
        return managed.toString();
    }
}
