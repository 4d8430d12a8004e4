package io.crosscloud.auth.internal.session.grant;

import io.crosscloud.auth.internal.session.engine.SerialExecutor;
import io.crosscloud.auth.internal.session.engine.Timed;
import io.crosscloud.auth.internal.session.host.Environment;
import io.crosscloud.auth.internal.session.record.HeldToken;
import io.crosscloud.auth.internal.session.record.RecordEntry;
import io.crosscloud.auth.internal.session.record.SessionState;
import io.crosscloud.auth.internal.session.record.StoreKeys;
import io.crosscloud.auth.internal.session.record.StoredSession;
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
public final class LoginAccess implements Access {
    private final SessionKey owner;
    private final GrantContext context;
    private final Environment environment;
    private final SerialExecutor serial;
    private final StoredSession record;
    private final LoginBudget budget = new LoginBudget();
    /** The keys of sessions that derive from this record, other than the owner's own: there are few, and mostly none. */
    private final AtomicReference<Set<SessionKey>> others = new AtomicReference<>(Set.of());

    LoginAccess(String storeKey, SessionKey owner, GrantContext context) {
        this.owner = owner;
        this.context = context;
        this.environment = context.environment();
        this.serial = new SerialExecutor(context.lane());
        this.record = StoredSession.of(storeKey, owner, context.records());
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
        return record.identity();
    }

    /** {@inheritDoc} A rotation that has begun runs to its end. */
    @Override
    public CompletionStage<Timed<AccessToken>> obtain(TokenDemand demand) {
        return CompletableFuture.supplyAsync(() -> granted(demand), serial);
    }

    /**
     * Uses the refresh token again, unless that has happened since it was found idle. Fails if it is still idle afterwards,
     * as while an earlier use of it is in doubt and an access token is still valid.
     *
     * @param found what the record held when it was found idle
     */
    public CompletionStage<?> keepAlive(SessionKey key, SessionState found) {
        return CompletableFuture.runAsync(
                () -> {
                    RecordEntry entry = record.read();
                    if (Objects.equals(entry.state().refreshedAt(), found.refreshedAt())) {
                        HeldToken held = entry.state().tokens().get(StoreKeys.variant(key));
                        rotating(new TokenDemand(key, null, Set.of())).waitOutDoubt(entry);
                        environment.requireOpen();
                        renew(new TokenDemand(key, null, held == null ? Set.of() : Set.of(held.token())));
                    }
                },
                serial);
    }

    /** Fails if the record cannot be opened: no login replaces it then. */
    public void requireReplaceable() {
        record.requireReadable();
    }

    @Override
    public void adopt(SessionKey key, TokenGrant grant, Consumer<Timed<AccessToken>> session) {
        Instant now = environment.now();
        Instant expiresAt = context.lifetimes().expiresAt(grant.accessToken(), null, now);
        SessionState fresh = SessionState.of(key.user().name())
                .asFamily(UUID.randomUUID().toString())
                .with(StoreKeys.variant(key), new HeldToken(grant.accessToken(), expiresAt), now);
        SessionState named = grant.identity().map(fresh::with).orElse(fresh);
        SessionState state =
                grant.refreshToken().map(token -> named.with(token, now)).orElse(named);
        try {
            record.replace(state);
        } finally {
            forget(); // also if it is unknown whether it was stored: then the record tells
        }
        TokenDemand demand = new TokenDemand(key, null, Set.of());
        session.accept(acquirer(demand)
                .dated(context.provider(), context.lifetimes().timed(grant.accessToken(), expiresAt, now)));
        if (!record.isOf(state)) {
            forget();
        }
    }

    /**
     * {@inheritDoc} The record becomes a tombstone, the sessions here forget their tokens, and the server is told. A refresh in
     * flight finds the tombstone when it commits, and revokes what it brought.
     */
    @Override
    public Revocation revoke(SessionKey key) {
        StoredSession.Ended ended = record.end(this);
        forget();
        RefreshToken token = ended.state().refreshToken();
        Revocation revocation = Revocation.FORGOTTEN;
        AuthException failure = ended.failure();
        try {
            revocation = token == null
                    ? context.revocations().repeat(owner)
                    : context.revocations().revoke(owner, token);
        } catch (AuthException e) {
            AuthException untold = Revocations.isFinal(e)
                    ? e
                    : context.about(
                            key, AuthFailure.of(SessionProblem.NOT_REVOKED).cause(e));
            if (failure == null) {
                failure = untold;
            } else {
                failure.addSuppressed(untold);
            }
        }
        environment.events().tell(new AuthEvent.LoggedOut(key, revocation));
        if (failure != null) {
            throw failure;
        }
        return revocation;
    }

    @Override
    public boolean loggedOut() {
        return record.loggedOut();
    }

    private void forget() {
        Stream.concat(Stream.of(owner), others.get().stream()).forEach(context::forget);
    }

    private Timed<AccessToken> granted(TokenDemand demand) {
        environment.requireOpen();
        TokenAcquirer acquirer = acquirer(demand);
        RotatingGrant grant = new RotatingGrant(record, acquirer, this);
        try {
            return acquirer.dated(context.provider(), grant.obtain());
        } catch (LoginRequiredException e) {
            return byFallback(acquirer, grant, e);
        } catch (TryLaterException e) {
            if (e.problem() != ServerProblem.SALESFORCE_REFRESH_REFUSED) {
                throw e;
            }
            return byFallback(acquirer, grant, e);
        }
    }

    private Timed<AccessToken> byFallback(TokenAcquirer acquirer, RotatingGrant grant, AuthException e) {
        try {
            return acquirer.byFallback(record.identity().orElse(null), e);
        } catch (RuntimeException | Error failure) {
            grant.tellEnded();
            throw failure;
        }
    }

    /** Asks no fallback, since a session that nobody uses needs no token. */
    private void renew(TokenDemand demand) {
        RotatingGrant grant = rotating(demand);
        try {
            Timed<AccessToken> unused = grant.obtain();
        } catch (LoginRequiredException e) {
            if (context.fallbacks().isEmpty()) {
                grant.tellEnded();
            }
            throw e;
        }
    }

    private TokenAcquirer acquirer(TokenDemand demand) {
        return new TokenAcquirer(
                demand, context, budget, context.loginLimit(1 + others.get().size()));
    }

    private RotatingGrant rotating(TokenDemand demand) {
        return new RotatingGrant(record, acquirer(demand), this);
    }
}
