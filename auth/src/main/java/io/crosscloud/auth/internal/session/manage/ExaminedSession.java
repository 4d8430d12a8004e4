package io.crosscloud.auth.internal.session.manage;

import io.crosscloud.auth.internal.door.Door;
import io.crosscloud.auth.internal.session.engine.Timed;
import io.crosscloud.auth.internal.session.grant.TokenDemand;
import io.crosscloud.auth.internal.session.record.SessionState;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.token.AccessToken;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A session as a diagnosis sees it. */
public final class ExaminedSession {
    private final ManagedSession session;

    private ExaminedSession(ManagedSession session) {
        this.session = session;
    }

    /**
     * The examination of a public session.
     *
     * @param session one of {@code auth.session}
     */
    public static ExaminedSession of(Object session) {
        return new ExaminedSession(Door.behind(session, ManagedSession.class));
    }

    /** The store that keeps it. */
    public TokenStore store() {
        return session.connection().store();
    }

    /** Its record's key there. */
    public String storeKey() {
        return session.connection().context().storeKey(session.key());
    }

    /**
     * What its record holds.
     *
     * @throws io.crosscloud.error.StoreException if the record cannot be opened
     */
    public SessionState open(SessionRecord record) {
        return session.connection().context().records().open(record);
    }

    /** Who the cloud said it was, as far as this process has heard. */
    public Optional<Identity> identity() {
        return session.identity();
    }

    /** Whether its refresh token is used again in time though nobody uses the session. */
    public boolean keptAlive() {
        ManagedConnection connection = session.connection();
        return connection
                .environment()
                .keptAlive()
                .contains(connection.context().name());
    }

    /** How many providers stand in when a login is required. */
    public int fallbacks() {
        return session.connection().context().fallbacks().size();
    }

    /**
     * The token at hand while it lives, in memory or in the store; else a new one through claim and commit, at the price of
     * two requests at most. Blocking.
     *
     * @param refused one that the API has refused, which is given no more; null if none was
     * @throws io.crosscloud.error.AuthException if there is none to be had
     */
    public AccessToken tokenSparingly(@Nullable AccessToken refused) {
        if (refused != null) {
            session.invalidate(refused);
        }
        return session.living()
                .orElseGet(() -> session.await(session.access()
                        .obtain(TokenDemand.sparing(session.key(), refused))
                        .thenApply(Timed::value)
                        .toCompletableFuture()));
    }
}
