package io.crosscloud.session;

import io.crosscloud.internal.Shown;
import io.crosscloud.token.Scopes;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which session: connection and user, and, where they differ from the connection's own, business unit and scopes.
 * Immutable; its hash is computed once. It holds no secret and is safe to log.
 */
public final class SessionKey {
    private static final Pattern CONNECTION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final String connection;
    private final User user;
    private final @Nullable BusinessUnit businessUnit;
    private final Scopes scopes;
    private final int hash;

    private SessionKey(String connection, User user, @Nullable BusinessUnit businessUnit, Scopes scopes) {
        this.connection = connection;
        this.user = Objects.requireNonNull(user, "user");
        this.businessUnit = businessUnit;
        this.scopes = Objects.requireNonNull(scopes, "scopes");
        this.hash = Objects.hash(connection, user, businessUnit, scopes);
    }

    /**
     * The session of a user over a connection.
     *
     * @throws IllegalArgumentException if the connection's name is not 1 to 64 letters, digits, dots, dashes and underscores
     */
    public static SessionKey of(String connection, User user) {
        requireConnectionName(connection);
        return new SessionKey(connection, user, null, Scopes.unspecified());
    }

    /**
     * Checks the form of a connection's name.
     *
     * @throws IllegalArgumentException if it has another form
     */
    public static void requireConnectionName(String connection) {
        if (!CONNECTION.matcher(connection).matches()) {
            throw new IllegalArgumentException("connection name: " + Shown.quoted(connection)
                    + " (expected: 1 to 64 letters, digits, '.', '-' or '_', the first a letter or digit)");
        }
    }

    /** The same user in this business unit. */
    public SessionKey in(BusinessUnit businessUnit) {
        return new SessionKey(connection, user, Objects.requireNonNull(businessUnit, "businessUnit"), scopes);
    }

    /** The same user with these scopes only. */
    public SessionKey scopedTo(Scopes scopes) {
        return new SessionKey(connection, user, businessUnit, scopes);
    }

    /** The connection's name. */
    public String connection() {
        return connection;
    }

    /** The user. */
    public User user() {
        return user;
    }

    /** The business unit, if another than the connection's own. */
    public Optional<BusinessUnit> businessUnit() {
        return Optional.ofNullable(businessUnit);
    }

    /** The scopes; unspecified for the connection's own. */
    public Scopes scopes() {
        return scopes;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof SessionKey that && hash == that.hash && sameAs(that));
    }

    private boolean sameAs(SessionKey that) {
        return connection.equals(that.connection)
                && user.equals(that.user)
                && Objects.equals(businessUnit, that.businessUnit)
                && scopes.equals(that.scopes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return connection + "/" + user
                + (businessUnit == null ? "" : "@" + businessUnit)
                + (scopes.isUnspecified() ? "" : "[" + scopes + "]");
    }
}
