package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.refresh.Timed;
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
final class PlainAccess implements Access {
    private final Connection connection;
    private final LoginBudget budget = new LoginBudget();
    private volatile @Nullable Identity identity;

    PlainAccess(Connection connection) {
        this.connection = connection;
    }

    @Override
    public CompletionStage<Timed<AccessToken>> obtain(Want want) {
        return CompletableFuture.supplyAsync(
                () -> obtain(ledger(want.key()), new Acquisition(want, connection, budget, connection.loginLimit(1))),
                connection.lane());
    }

    private Timed<AccessToken> obtain(Ledger ledger, Acquisition acquisition) {
        connection.runtime().requireOpen();
        try {
            return acquisition.dated(connection.provider(), new PlainGrant(ledger, acquisition).obtain());
        } catch (LoginRequiredException e) {
            return acquisition.byFallback(identity, e);
        } finally {
            identity = ledger.identity().orElse(identity);
        }
    }

    /** @throws io.crosscloud.error.ConfigurationException always: a login would be kept and never used */
    @Override
    public void adopt(SessionKey key, TokenGrant grant, Consumer<Timed<AccessToken>> session) {
        throw connection.about(
                key,
                AuthFailure.of(SettingProblem.SETTING_INVALID)
                        .detail("connection " + connection
                                + " (expected: one whose provider is a ConnectedAppTokenRefresher)"));
    }

    /** The token is forgotten, here and in the store. */
    @Override
    public Revocation revoke(SessionKey key) {
        Ledger.Ended ended = ledger(key).end(this);
        connection.inMemory(key).ifPresent(Session::forget);
        connection.runtime().events().tell(new AuthEvent.LoggedOut(key, Revocation.FORGOTTEN));
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
    private Ledger ledger(SessionKey key) {
        return Ledger.of(connection.storeKeyInTime(key), key, connection, connection.runtime());
    }
}
