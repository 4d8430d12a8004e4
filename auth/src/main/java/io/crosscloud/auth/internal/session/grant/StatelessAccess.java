package io.crosscloud.auth.internal.session.grant;

import io.crosscloud.auth.internal.session.engine.Timed;
import io.crosscloud.auth.internal.session.record.StoredSession;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.Identity;
import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.AccessToken;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Access by a grant without a refresh token. Nothing of it must outlive a request, so there is little of it: a session that
 * nobody uses holds its token and this.
 */
public final class StatelessAccess implements Access {
    private final GrantContext context;
    private final LoginBudget budget = new LoginBudget();
    private volatile @Nullable Identity identity;

    StatelessAccess(GrantContext context) {
        this.context = context;
    }

    @Override
    public CompletionStage<Timed<AccessToken>> obtain(TokenDemand demand) {
        return CompletableFuture.supplyAsync(
                () -> obtain(record(demand.key()), new TokenAcquirer(demand, context, budget, context.loginLimit(1))),
                context.lane());
    }

    private Timed<AccessToken> obtain(StoredSession record, TokenAcquirer acquirer) {
        context.environment().requireOpen();
        try {
            return acquirer.dated(context.provider(), new StatelessGrant(record, acquirer).obtain());
        } catch (LoginRequiredException e) {
            return acquirer.byFallback(identity, e);
        } finally {
            identity = record.identity().orElse(identity);
        }
    }

    /** @throws io.crosscloud.error.ConfigurationException always: a login would be kept and never used */
    @Override
    public void adopt(SessionKey key, TokenGrant grant, Consumer<Timed<AccessToken>> session) {
        throw context.about(
                key,
                AuthFailure.of(SettingProblem.SETTING_INVALID)
                        .detail("connection " + context
                                + " (expected: one whose provider is a ConnectedAppTokenRefresher)"));
    }

    /** The token is forgotten, here and in the store. */
    @Override
    public Revocation revoke(SessionKey key) {
        StoredSession.Ended ended = record(key).end(this);
        context.forget(key);
        context.environment().events().tell(new AuthEvent.LoggedOut(key, Revocation.FORGOTTEN));
        if (ended.failure() != null) {
            throw ended.failure();
        }
        return Revocation.FORGOTTEN;
    }

    @Override
    public Optional<Identity> identity() {
        return Optional.ofNullable(identity);
    }

    @Override
    public boolean loggedOut() {
        return false;
    }

    /** One for this request, which knows of an end that the store has not taken. */
    private StoredSession record(SessionKey key) {
        return StoredSession.of(context.storeKeyInTime(key), key, context.records());
    }
}
