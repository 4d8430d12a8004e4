package io.crosscloud.auth.internal.session.record;

import io.crosscloud.auth.internal.session.host.Environment;
import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.token.RefreshToken;
import java.net.URI;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** The records of one connection: the store that has them, how they are sealed, and what is still to be written. */
public final class SessionRecords {
    private final String connection;
    private final Environment environment;
    private final PendingWrites pendingWrites;
    private final TokenStore store;
    private final UnaryOperator<URI> trusted;
    private final BiConsumer<SessionKey, RefreshToken> revoke;

    /**
     * @param trusted checks an API host that a record names, as if the server had named it
     * @param revoke has a refresh token of a user revoked that came too late to be kept; never fails
     */
    public SessionRecords(
            String connection,
            Environment environment,
            PendingWrites pendingWrites,
            UnaryOperator<URI> trusted,
            BiConsumer<SessionKey, RefreshToken> revoke) {
        this.connection = connection;
        this.environment = environment;
        this.pendingWrites = pendingWrites;
        this.store = environment.storeOf(connection);
        this.trusted = trusted;
        this.revoke = revoke;
    }

    public TokenStore store() {
        return store;
    }

    Environment environment() {
        return environment;
    }

    PendingWrites pendingWrites() {
        return pendingWrites;
    }

    void revoke(SessionKey owner, RefreshToken token) {
        revoke.accept(owner, token);
    }

    /**
     * Opens a record of this connection.
     *
     * @throws io.crosscloud.error.StoreException if it was written by a newer version, sealed with a key that is not known
     *     here, or damaged
     * @throws io.crosscloud.error.ProtocolException if it names a host that is not trusted
     */
    public SessionState open(SessionRecord record) {
        SealedSession sealed = record.session();
        if (sealed == null) {
            return SessionState.of("");
        }
        SessionStateCodec.requireKnown(sealed.format());
        String text = environment.cipher().open(sealed.payload(), boundTo(record.key(), record.generation()));
        return SessionStateCodec.decode(text, trusted);
    }

    SealedSession seal(String storeKey, RecordSnapshot.Version version) {
        SessionState state = version.state();
        String payload =
                environment.cipher().seal(SessionStateCodec.encode(state), boundTo(storeKey, version.generation()));
        return new SealedSession(
                payload, SessionStateCodec.FORMAT, environment.renewBefore(connection, state.refreshedAt()));
    }

    private static String boundTo(String storeKey, long generation) {
        return storeKey + "\n" + generation;
    }
}
