package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.refresh.SerialExecutor;
import io.crosscloud.auth.internal.refresh.Timed;
import io.crosscloud.auth.internal.state.HeldToken;
import io.crosscloud.auth.internal.state.SessionState;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.Identity;
import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a user's login has left over one connection: the record in the store, and the one way to get a token by it, which is
 * {@link RotatingGrant}'s. All sessions of the user over the connection share it, one step at a time.
 */
final class StandingAccess implements Access {
    private final SessionKey owner;
    private final Connection connection;
    private final SessionRuntime runtime;
    private final SerialExecutor serial;
    private final Ledger ledger;
    private final LoginBudget budget = new LoginBudget();
    /** The keys of sessions that derive from this record, other than the owner's own: there are few, and mostly none. */
    private final AtomicReference<Set<SessionKey>> others = new AtomicReference<>(Set.of());

    StandingAccess(String storeKey, SessionKey owner, Connection connection, SessionRuntime runtime) {
        this.owner = owner;
        this.connection = connection;
        this.runtime = runtime;
        this.serial = new SerialExecutor(connection.lane());
        this.ledger = Ledger.of(storeKey, owner, connection, runtime);
    }

    /** A session of this key derives from the record; it is told when a login replaces the record. */
    void derive(SessionKey key) {
        if (!key.equals(owner)) {
            others.updateAndGet(
                    known -> Stream.concat(known.stream(), Stream.of(key)).collect(Collectors.toUnmodifiableSet()));
        }
    }

    @Override
    public Optional<Identity> identity() {
        return ledger.identity();
    }

    /** {@inheritDoc} A rotation that has begun runs to its end. */
    @Override
    public CompletionStage<Timed<AccessToken>> obtain(Want want) {
        return CompletableFuture.supplyAsync(() -> granted(want), serial);
    }

    /**
     * Uses the refresh token again, unless that has happened since it was found idle. Fails if it is still idle afterwards,
     * as while an earlier use of it is in doubt and an access token is still valid.
     *
     * @param found what the record held when it was found idle
     */
    CompletionStage<?> keepAlive(SessionKey key, SessionState found) {
        return CompletableFuture.runAsync(
                () -> {
                    Ledger.Entry entry = ledger.read();
                    if (Objects.equals(entry.state().refreshedAt(), found.refreshedAt())) {
                        HeldToken held = entry.state().tokens().get(StoreKeys.variant(key));
                        rotating(new Want(key, null, Set.of())).waitOutDoubt(entry);
                        runtime.requireOpen();
                        renew(new Want(key, null, held == null ? Set.of() : Set.of(held.token())));
                    }
                },
                serial);
    }

    /** Fails if the record cannot be opened: no login replaces it then. */
    void requireReplaceable() {
        ledger.requireReadable();
    }

    @Override
    public void adopt(SessionKey key, TokenGrant grant, Consumer<Timed<AccessToken>> session) {
        Instant now = runtime.now();
        Instant expiresAt = connection.lifetimes().expiresAt(grant.accessToken(), null, now);
        SessionState fresh = SessionState.of(key.user().name())
                .asFamily(UUID.randomUUID().toString())
                .with(StoreKeys.variant(key), new HeldToken(grant.accessToken(), expiresAt), now);
        SessionState named = grant.identity().map(fresh::with).orElse(fresh);
        SessionState state =
                grant.refreshToken().map(token -> named.with(token, now)).orElse(named);
        try {
            ledger.replace(state);
        } finally {
            forget(); // also if it is unknown whether it was stored: then the record tells
        }
        Want want = new Want(key, null, Set.of());
        session.accept(acquisition(want)
                .dated(connection.provider(), connection.lifetimes().timed(grant.accessToken(), expiresAt, now)));
        if (!ledger.isOf(state)) {
            forget();
        }
    }

    /**
     * {@inheritDoc} The record becomes a tombstone, the sessions here forget their tokens, and the server is told. A refresh in
     * flight finds the tombstone when it commits, and revokes what it brought.
     */
    @Override
    public Revocation revoke(SessionKey key) {
        Ledger.Ended ended = ledger.end(this);
        forget();
        RefreshToken token = ended.state().refreshToken();
        Revocation revocation = Revocation.FORGOTTEN;
        AuthException failure = ended.failure();
        try {
            revocation = token == null
                    ? runtime.revocations().settle(connection, owner)
                    : runtime.revocations().revoke(connection, owner, token);
        } catch (AuthException e) {
            AuthException untold = Revocations.isFinal(e)
                    ? e
                    : connection.about(
                            key, AuthFailure.of(SessionProblem.NOT_REVOKED).cause(e));
            if (failure == null) {
                failure = untold;
            } else {
                failure.addSuppressed(untold);
            }
        }
        runtime.events().tell(new AuthEvent.LoggedOut(key, revocation));
        if (failure != null) {
            throw failure;
        }
        return revocation;
    }

    @Override
    public boolean loggedOut() {
        return ledger.loggedOut();
    }

    private void forget() {
        Stream.concat(Stream.of(owner), others.get().stream())
                .flatMap(key -> connection.inMemory(key).stream())
                .forEach(Session::forget);
    }

    private Timed<AccessToken> granted(Want want) {
        runtime.requireOpen();
        Acquisition acquisition = acquisition(want);
        RotatingGrant grant = new RotatingGrant(this, ledger, acquisition);
        try {
            return acquisition.dated(connection.provider(), grant.obtain());
        } catch (LoginRequiredException e) {
            return byFallback(acquisition, grant, e);
        } catch (TryLaterException e) {
            if (e.problem() != ServerProblem.SALESFORCE_REFRESH_REFUSED) {
                throw e;
            }
            return byFallback(acquisition, grant, e);
        }
    }

    private Timed<AccessToken> byFallback(Acquisition acquisition, RotatingGrant grant, AuthException e) {
        try {
            return acquisition.byFallback(ledger.identity().orElse(null), e);
        } catch (RuntimeException | Error failure) {
            grant.tellEnded();
            throw failure;
        }
    }

    /** Asks no fallback, since a session that nobody uses needs no token. */
    private void renew(Want want) {
        RotatingGrant grant = rotating(want);
        try {
            Timed<AccessToken> unused = grant.obtain();
        } catch (LoginRequiredException e) {
            if (connection.fallbacks().isEmpty()) {
                grant.tellEnded();
            }
            throw e;
        }
    }

    private Acquisition acquisition(Want want) {
        return new Acquisition(
                want, connection, budget, connection.loginLimit(1 + others.get().size()));
    }

    private RotatingGrant rotating(Want want) {
        return new RotatingGrant(this, ledger, acquisition(want));
    }
}
