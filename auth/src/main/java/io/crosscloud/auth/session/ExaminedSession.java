package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.refresh.Timed;
import io.crosscloud.auth.internal.state.SessionInsides;
import io.crosscloud.auth.internal.state.SessionState;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.token.AccessToken;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A session as a diagnosis sees it. */
final class ExaminedSession extends SessionInsides {
    private final Session session;

    ExaminedSession(Session session) {
        this.session = session;
    }

    @Override
    public TokenStore store() {
        return session.connection().store();
    }

    @Override
    public String storeKey() {
        return session.connection().storeKey(session.key());
    }

    @Override
    public SessionState open(SessionRecord record) {
        return Ledger.open(record, session.connection(), session.runtime());
    }

    @Override
    public Optional<Identity> identity() {
        return session.access().identity();
    }

    @Override
    public boolean keptAlive() {
        return session.runtime().keepsAlive(session.connection().name());
    }

    @Override
    public int fallbacks() {
        return session.connection().fallbacks().size();
    }

    @Override
    public AccessToken tokenSparingly(@Nullable AccessToken refused) {
        if (refused != null) {
            session.invalidate(refused);
        }
        return session.living()
                .orElseGet(() -> session.await(session.access()
                        .obtain(Want.sparing(session.key(), refused))
                        .thenApply(Timed::value)
                        .toCompletableFuture()));
    }
}
