package io.crosscloud.auth.internal.session.manage;

import io.crosscloud.auth.internal.door.Door;
import io.crosscloud.auth.internal.session.grant.Accesses;
import io.crosscloud.auth.internal.session.grant.GrantContext;
import io.crosscloud.auth.internal.session.host.Environment;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.token.RefreshToken;
import java.time.InstantSource;

/** What is behind a public connection: its grants and records, and what a login or an upgrade needs of the manager. */
public final class ManagedConnection {
    private final GrantContext context;
    private final Accesses accesses;
    private final SessionCache<?> sessions;

    public ManagedConnection(GrantContext context, SessionCache<?> sessions) {
        this.context = context;
        this.accesses = new Accesses(context);
        this.sessions = sessions;
    }

    /**
     * What is behind a public connection.
     *
     * @param connection one of {@code auth.session}
     */
    public static ManagedConnection behind(Object connection) {
        return Door.behind(connection, ManagedConnection.class);
    }

    public GrantContext context() {
        return context;
    }

    public Accesses accesses() {
        return accesses;
    }

    public Environment environment() {
        return context.environment();
    }

    public TokenStore store() {
        return context.records().store();
    }

    public InstantSource clock() {
        return environment().clock();
    }

    /** A session of this key is in use; says when to say so again. */
    long noteUse(SessionKey key, long now) {
        return sessions.noteUse(key, now);
    }

    /**
     * Checks that the grant takes such a user.
     *
     * @throws io.crosscloud.error.ConfigurationException if it does not
     */
    public void require(User user) {
        if (context.provider().info().grant() == GrantType.CLIENT_CREDENTIALS && !user.isIntegration()) {
            throw AuthFailure.of(SettingProblem.USER_UNSUPPORTED)
                    .detail("connection " + context.name() + ", user " + user + " (expected: User.integration())")
                    .toException();
        }
    }

    /**
     * Looks whether a login could replace what the store holds of the user, before anybody is sent to a login in vain.
     * Blocking: reads the store once.
     *
     * @throws io.crosscloud.error.StoreException if the record was written by a newer version, sealed with a key that is not
     *     known here, or damaged; or if the store cannot be asked
     */
    public void requireReplaceable(User user) {
        accesses.ofLogin(SessionKey.of(context.name(), user)).requireReplaceable();
    }

    /**
     * Revokes a refresh token that shall not become a session, such as that of a login by somebody else than was expected.
     * Blocking; never fails: what the cloud cannot be told is an event, and it is told again in the background.
     */
    public void discard(User user, RefreshToken token) {
        context.revocations().discard(SessionKey.of(context.name(), user), token);
    }

    /**
     * Seals a short text with the manager's cipher, so that it can make a round trip through a browser.
     *
     * @param purpose what it is for; only the same purpose opens it
     */
    public String seal(String text, String purpose) {
        return environment().cipher().seal(text, boundTo(purpose));
    }

    /**
     * Opens what {@link #seal} sealed, on this host or another with the same key.
     *
     * @throws io.crosscloud.error.StoreException if it is not of this connection, this purpose and a known key
     */
    public String open(String sealed, String purpose) {
        return environment().cipher().open(sealed, boundTo(purpose));
    }

    private String boundTo(String purpose) {
        return context.name() + "\n" + purpose;
    }

    @Override
    public String toString() {
        return context.toString();
    }
}
