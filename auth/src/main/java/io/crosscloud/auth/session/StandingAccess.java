package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.refresh.SerialExecutor;
import io.crosscloud.auth.internal.refresh.Timed;
import io.crosscloud.auth.internal.state.HeldToken;
import io.crosscloud.auth.internal.state.SessionState;
import io.crosscloud.cloud.Cloud;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ProtocolException;
import io.crosscloud.error.StoreException;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.Identity;
import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One user's standing access over one connection: the record in the store, and the one way to get a token by it. All sessions
 * of the user over the connection share it, one step at a time.
 *
 * <p>For a grant with a refresh token, which using it may kill:
 *
 * <ol>
 *   <li><i>Read</i> the record. Another host's token that is still good is adopted, and nothing is sent.
 *   <li>If an earlier attempt with this refresh token was never resolved, it is <i>in doubt</i>: as long as an access token
 *       lives, that is served instead.
 *   <li><i>Claim</i> the generation, durably. Whoever cannot claim sends nothing: it waits, and reads again.
 *   <li><i>Send</i>, once. Only "already being processed" is waited out under the same lease, after a look into the store.
 *   <li><i>Commit</i> what came, by compare-and-set on the generation alone, before it is used. A new refresh token is
 *       committed even if the rest of the answer is unusable. A store that does not take it is tried again in the background.
 *   <li>If the server refused the refresh token, <i>read again</i>: a newer generation is adopted; else the session has
 *       ended, for a stated reason, and a fallback provider takes over if there is one.
 *   <li>If a logout or a newer login came first, what came too late is <i>revoked</i>, and never what is newer.
 *   <li>If nothing was spent, <i>release</i> the claim. If that is unknown, the attempt mark stays, for step 2.
 * </ol>
 *
 * <p>For any other grant the store only saves requests: if it fails, the token is got without it.
 */
final class StandingAccess {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration BUSY_STEP = Duration.ofMillis(500);
    private static final int BUSY_TRIES = 4;

    private final SessionKey owner;
    private final Connection connection;
    private final SessionRuntime runtime;
    private final SerialExecutor serial;
    private final Ledger ledger;
    private final LoginBudget budget;
    private final boolean rotating;
    private final List<WeakReference<Session>> derived = new CopyOnWriteArrayList<>();

    StandingAccess(String storeKey, SessionKey owner, Connection connection, SessionRuntime runtime) {
        this.owner = owner;
        this.connection = connection;
        this.runtime = runtime;
        this.serial = new SerialExecutor(runtime.executor());
        this.ledger = new Ledger(storeKey, owner, connection, runtime);
        this.budget = LoginBudget.of(connection.provider().info().cloud().orElse(Cloud.SALESFORCE));
        this.rotating = connection.provider().info().grant() == GrantType.REFRESH_TOKEN;
    }

    /** A session that derives from this record; it is told when a login replaces the record. */
    void derive(Session session) {
        derived.removeIf(each -> each.get() == null);
        derived.add(new WeakReference<>(session));
    }

    /** Who the cloud said it was, as far as this process has heard. */
    Optional<Identity> identity() {
        return ledger.identity();
    }

    /** A token for this session, on a thread of the manager's; a rotation that has begun runs to its end. */
    CompletionStage<Timed<AccessToken>> obtain(
            SessionKey key, @Nullable Timed<AccessToken> current, @Nullable AccessToken rejected) {
        Want want = new Want(key, StoreKeys.variant(key), current, rejected);
        return CompletableFuture.supplyAsync(() -> obtain(want), serial);
    }

    /**
     * The token that the record holds while it lives, else a new one at the price of two requests at most: a
     * server that is busy is not asked again, and no fallback is asked.
     */
    CompletionStage<Timed<AccessToken>> obtainSparingly(SessionKey key) {
        Want want = Want.sparing(key);
        return CompletableFuture.supplyAsync(() -> obtain(want), serial);
    }

    /** The record's key in the store. */
    String storeKey() {
        return ledger.storeKey();
    }

    /**
     * Uses the refresh token again, unless that has happened since it was found idle. Fails if it is still idle afterwards:
     * so also while an earlier use of it is in doubt and an access token lives.
     *
     * @param found what the record held when it was found idle
     */
    CompletionStage<?> keepAlive(SessionKey key, SessionState found) {
        return CompletableFuture.runAsync(
                () -> {
                    Ledger.Entry entry = ledger.read();
                    if (Objects.equals(entry.state().refreshedAt(), found.refreshedAt())) {
                        String variant = StoreKeys.variant(key);
                        HeldToken held = entry.state().tokens().get(variant);
                        waitOutDoubt(new Want(key, variant, null, null), entry);
                        runtime.requireOpen();
                        obtainByRefreshToken(new Want(key, variant, null, held == null ? null : held.token()));
                    }
                },
                serial);
    }

    /** Takes what a login brought: a new family, whatever the record held before. */
    Timed<AccessToken> adopt(SessionKey key, TokenGrant grant) {
        Instant now = runtime.now();
        Instant expiresAt = connection.lifetimes().expiresAt(grant.accessToken(), null, now);
        SessionState fresh = SessionState.of(key.user().name())
                .asFamily(UUID.randomUUID().toString())
                .with(StoreKeys.variant(key), new HeldToken(grant.accessToken(), expiresAt), now);
        SessionState named = grant.identity().map(fresh::with).orElse(fresh);
        SessionState state =
                grant.refreshToken().map(token -> named.with(token, now)).orElse(named);
        ledger.replace(state);
        forget();
        Want want = new Want(key, StoreKeys.variant(key), null, null);
        return dated(want, connection.provider(), connection.lifetimes().timed(grant.accessToken(), expiresAt, now));
    }

    /**
     * Ends the access, whoever is getting a token by it: the record becomes a tombstone, the sessions here forget their
     * tokens, and the server is told. A refresh in flight finds the tombstone when it commits, and revokes what it brought.
     */
    Revocation revoke(SessionKey key) {
        Ledger.Ended ended = ledger.end();
        forget();
        RefreshToken token = ended.state().refreshToken();
        Revocation revocation = Revocation.FORGOTTEN;
        AuthException failure = ended.failure();
        try {
            revocation = token == null
                    ? runtime.revocations().settle(connection, owner)
                    : runtime.revocations().revoke(connection, owner, token);
        } catch (AuthException e) {
            AuthException untold =
                    about(key, AuthFailure.of(Problem.NOT_REVOKED).cause(e));
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

    /** Whether this process knows that only a new login brings the session back. */
    boolean loggedOut() {
        return rotating && ledger.loggedOut();
    }

    private void forget() {
        derived.stream().map(WeakReference::get).filter(Objects::nonNull).forEach(Session::forget);
    }

    private Timed<AccessToken> obtain(Want want) {
        runtime.requireOpen();
        try {
            return dated(want, connection.provider(), rotating ? obtainByRefreshToken(want) : obtainByGrant(want));
        } catch (LoginRequiredException e) {
            if (want.sparing() || e.problem() == Problem.LOGGED_OUT) {
                throw e;
            }
            return obtainByFallback(want, e);
        }
    }

    /** What the first fallback grants that needs no login itself. */
    private Timed<AccessToken> obtainByFallback(Want want, LoginRequiredException refusal) {
        for (TokenProvider fallback : connection.fallbacks()) {
            try {
                TokenGrant grant = ask(fallback, want, TokenRequest.of(want.key()));
                requireSameUser(want, ledger.identity().orElse(null), grant);
                return dated(want, fallback, timed(want, grant.accessToken()));
            } catch (LoginRequiredException e) {
                refusal.addSuppressed(e);
            }
        }
        throw refusal;
    }

    private Timed<AccessToken> obtainByRefreshToken(Want want) {
        Instant giveUpAt = runtime.now().plus(runtime.patience());
        while (true) {
            runtime.requireOpen();
            Ledger.Entry entry = ledger.read();
            Optional<Timed<AccessToken>> adopted = adopted(want, entry);
            if (adopted.isPresent()) {
                return adopted.get();
            }
            requireLogin(want, entry);
            waitOutDoubt(want, entry);
            Instant claimedAt = runtime.now();
            Claim claim = ledger.claim(entry);
            if (claim instanceof Claim.Granted granted && granted.probe() && !entry.inDoubt()) {
                ledger.release(entry, Release.IN_DOUBT, Duration.ZERO); // somebody else's attempt since: not yet
            } else if (claim instanceof Claim.Granted granted) {
                Optional<Timed<AccessToken>> obtained = send(want, entry, granted.probe(), claimedAt);
                if (obtained.isPresent()) {
                    return obtained.get();
                }
            } else {
                Duration retryIn = claim instanceof Claim.Busy busy ? busy.retryIn() : POLL;
                if (!runtime.now().isBefore(giveUpAt)) {
                    throw about(
                            want, AuthFailure.of(Problem.REFRESH_IN_PROGRESS).retryAfter(retryIn));
                }
                runtime.pause(retryIn.compareTo(POLL) < 0 ? retryIn : POLL);
            }
        }
    }

    /** Sends under a claim. Empty if another host has got there first and the record must be read again. */
    private Optional<Timed<AccessToken>> send(Want want, Ledger.Entry entry, boolean probe, Instant claimedAt) {
        ledger.unsettled(this);
        try {
            Optional<TokenGrant> grant = exchange(want, entry, probe, claimedAt);
            return grant.isPresent() ? settle(want, entry, grant.get()) : Optional.empty();
        } finally {
            ledger.settled();
        }
    }

    /** Asks the server, and gives the claim back if it grants nothing. Empty if another host has got there first. */
    private Optional<TokenGrant> exchange(Want want, Ledger.Entry entry, boolean probe, Instant claimedAt) {
        for (int busy = 1; ; busy++) {
            requireLease(want, entry, probe, claimedAt);
            try {
                return Optional.of(ask(connection.provider(), want, want.request(entry.state())));
            } catch (TryLaterException e) {
                boolean again = e.problem() == Problem.SALESFORCE_REFRESH_BUSY
                        && !want.sparing()
                        && busy <= BUSY_TRIES
                        && runtime.leaseCovers(claimedAt, BUSY_STEP.multipliedBy(busy));
                if (!again) {
                    giveBack(want, entry, probe, e);
                    throw e;
                }
                runtime.pause(BUSY_STEP.multipliedBy(busy));
                if (ledger.seenToChange(entry)) {
                    return Optional.empty();
                }
            } catch (LoginRequiredException e) {
                return refused(want, entry, probe, e);
            } catch (ProtocolException e) {
                salvage(want, entry, probe, e);
                throw e;
            } catch (AuthException e) {
                giveBack(want, entry, probe, e);
                throw e;
            } catch (RuntimeException | Error e) {
                ledger.release(entry, Release.IN_DOUBT, Duration.ZERO);
                throw e;
            }
        }
    }

    /** Whoever was paused after its claim may have been overtaken, and sends nothing. */
    private void requireLease(Want want, Ledger.Entry entry, boolean probe, Instant claimedAt) {
        if (!runtime.leaseCovers(claimedAt, Duration.ZERO)) {
            ledger.release(entry, probe ? Release.IN_DOUBT : Release.NOTHING_SPENT, Duration.ZERO);
            throw about(want, AuthFailure.of(Problem.REFRESH_IN_PROGRESS).retryAfter(POLL));
        }
    }

    /** Empty if another host has got there first. Else this is the end; but not if the store cannot say so. */
    private Optional<TokenGrant> refused(Want want, Ledger.Entry entry, boolean probe, LoginRequiredException e) {
        boolean expired = e.problem() == Problem.SALESFORCE_REFRESH_TOKEN_EXPIRED;
        Ending ending = probe ? Ending.LOST_IN_DOUBT : expired ? Ending.EXPIRED : Ending.REVOKED;
        try {
            if (ledger.generationChanged(entry) || !ledger.mark(entry, ending)) {
                return Optional.empty();
            }
        } catch (StoreException unknown) {
            giveBack(want, entry, probe, unknown);
            throw unknown;
        }
        throw ended(want, probe, e);
    }

    /** Commits, then gives the token. Empty if a newer login came first: the record must be read again. */
    private Optional<Timed<AccessToken>> settle(Want want, Ledger.Entry entry, TokenGrant grant) {
        Instant now = runtime.now();
        SessionState state = entry.state();
        RefreshToken refreshToken =
                grant.refreshToken().orElseGet(() -> Objects.requireNonNull(state.refreshToken(), "refreshToken"));
        SessionState rotated = state.with(refreshToken, now);
        try {
            requireSameUser(want, state.identity(), grant);
        } catch (ProtocolException e) {
            ledger.commit(entry, rotated);
            throw e;
        }
        Timed<AccessToken> timed = timed(want, grant.accessToken());
        SessionState next = rotated.with(want.variant(), new HeldToken(timed.value(), timed.expiresAt()), now);
        if (!ledger.commit(entry, grant.identity().map(next::with).orElse(next))) {
            return Optional.empty();
        }
        tellMoved(want, grant.accessToken());
        tellGot(want);
        return Optional.of(timed);
    }

    /** A token for another user is never published. */
    private void requireSameUser(Want want, @Nullable Identity known, TokenGrant grant) {
        Identity named = grant.identity().orElse(null);
        if (known != null && named != null && !known.sameUserAs(named)) {
            throw about(want, AuthFailure.of(Problem.IDENTITY_CHANGED).detail(named + " (expected: " + known + ")"));
        }
    }

    private void salvage(Want want, Ledger.Entry entry, boolean probe, ProtocolException e) {
        Optional<RefreshToken> rotated = e.rotated();
        if (rotated.isPresent()) {
            ledger.commit(entry, entry.state().with(rotated.get(), runtime.now()));
        } else {
            giveBack(want, entry, probe, e);
        }
    }

    /** An earlier attempt that was never resolved stays in doubt, whatever has become of this one. */
    private void giveBack(Want want, Ledger.Entry entry, boolean probe, AuthException e) {
        boolean unknown = e.problem() == Problem.OUTCOME_UNKNOWN
                || e instanceof ProtocolException
                || (e.status().orElse(0) >= 500 && retryAfter(e).isEmpty());
        if (unknown) {
            runtime.events().tell(new AuthEvent.InDoubt(want.key()));
        }
        ledger.release(
                entry,
                unknown || probe ? Release.IN_DOUBT : Release.NOTHING_SPENT,
                retryAfter(e).orElse(Duration.ZERO));
    }

    private static Optional<Duration> retryAfter(AuthException e) {
        return e instanceof TryLaterException later ? later.retryAfter() : Optional.empty();
    }

    private RuntimeException ended(Want want, boolean probe, LoginRequiredException e) {
        Problem problem = probe ? Problem.LOST_IN_DOUBT : e.problem();
        runtime.events().tell(new AuthEvent.LoginRequired(want.key(), problem));
        return probe ? about(want, AuthFailure.of(problem).cause(e)) : e;
    }

    private Optional<Timed<AccessToken>> adopted(Want want, Ledger.Entry entry) {
        HeldToken held = entry.state().tokens().get(want.variant());
        Instant now = runtime.now();
        if (held == null || !want.newTo(held, now)) {
            return Optional.empty();
        }
        tellMoved(want, held.token());
        runtime.events().tell(new AuthEvent.TokenAdopted(want.key()));
        return Optional.of(connection.lifetimes().timed(held.token(), held.expiresAt(), now));
    }

    private void requireLogin(Want want, Ledger.Entry entry) {
        Ending ending = entry.ending();
        if (ending == null && entry.state().refreshToken() != null) {
            return;
        }
        Problem problem = ending == null
                ? Problem.LOGIN_MISSING
                : switch (ending) {
                    case LOGGED_OUT -> Problem.LOGGED_OUT;
                    case LOST_IN_DOUBT -> Problem.LOST_IN_DOUBT;
                    case EXPIRED -> connection.expired();
                    case REVOKED -> connection.revoked();
                };
        throw about(want, AuthFailure.of(problem));
    }

    private void waitOutDoubt(Want want, Ledger.Entry entry) {
        HeldToken held = entry.state().tokens().get(want.variant());
        Instant now = runtime.now();
        if (entry.inDoubt() && held != null && now.isBefore(held.expiresAt()) && !want.refused(held)) {
            throw about(
                    want, AuthFailure.of(Problem.OUTCOME_UNKNOWN).retryAfter(Duration.between(now, held.expiresAt())));
        }
    }

    private Timed<AccessToken> obtainByGrant(Want want) {
        try {
            return obtainOnce(want);
        } catch (StoreException e) {
            runtime.events().tell(new AuthEvent.RefreshFailed(want.key(), e.problem(), Duration.ZERO));
            return timed(
                    want,
                    ask(connection.provider(), want, TokenRequest.of(want.key()))
                            .accessToken());
        }
    }

    private Timed<AccessToken> obtainOnce(Want want) {
        Instant giveUpAt = runtime.now().plus(runtime.patience());
        while (true) {
            runtime.requireOpen();
            Ledger.Entry entry = ledger.read();
            Optional<Timed<AccessToken>> adopted = adopted(want, entry);
            if (adopted.isPresent()) {
                return adopted.get();
            }
            boolean claimed = entry.ending() == null && ledger.claim(entry) instanceof Claim.Granted;
            if (claimed || entry.ending() != null || !runtime.now().isBefore(giveUpAt)) {
                return request(want, entry, claimed);
            }
            runtime.pause(POLL);
        }
    }

    private Timed<AccessToken> request(Want want, Ledger.Entry entry, boolean claimed) {
        try {
            TokenGrant grant = ask(connection.provider(), want, TokenRequest.of(want.key()));
            Instant now = runtime.now();
            Timed<AccessToken> timed = timed(want, grant.accessToken());
            SessionState next =
                    entry.state().with(want.variant(), new HeldToken(timed.value(), timed.expiresAt()), now);
            ledger.commitQuietly(entry, grant.identity().map(next::with).orElse(next));
            tellMoved(want, grant.accessToken());
            tellGot(want);
            return timed;
        } catch (RuntimeException | Error e) {
            if (claimed) {
                ledger.release(entry, Release.NOTHING_SPENT, Duration.ZERO);
            }
            throw e;
        }
    }

    private TokenGrant ask(TokenProvider provider, Want want, TokenRequest request) {
        if (budget.spend(runtime.now())) {
            runtime.events().tell(new AuthEvent.LoginBudgetLow(want.key(), budget.warnAt(), budget.window()));
        }
        return provider.token(request);
    }

    private Timed<AccessToken> timed(Want want, AccessToken token) {
        Instant now = runtime.now();
        Instant expiresAt = connection.lifetimes().expiresAt(token, want.current(), now);
        return connection.lifetimes().timed(token, expiresAt, now);
    }

    /** The token, with the end that its server states when asked. Whatever came with the token is committed by then. */
    private Timed<AccessToken> dated(Want want, TokenProvider provider, Timed<AccessToken> timed) {
        AccessToken token = timed.value();
        if (token.expiresAt().isPresent()) {
            return timed;
        }
        try {
            return provider.expiry(token)
                    .map(end -> timed(want, token.expiringAt(end)))
                    .orElse(timed);
        } catch (RuntimeException e) {
            Problem problem = e instanceof AuthException known ? known.problem() : Problem.OUTCOME_UNKNOWN;
            runtime.events().tell(new AuthEvent.ExpiryUnknown(want.key(), problem));
            return timed;
        }
    }

    private void tellGot(Want want) {
        Timed<AccessToken> outlived = want.rejected() == null ? want.current() : null;
        if (outlived != null) {
            connection.outlived(outlived.value());
        }
        boolean early = outlived != null && runtime.now().isBefore(outlived.expiresAt());
        runtime.events().tell(early ? new AuthEvent.TokenRefreshed(want.key()) : new AuthEvent.TokenIssued(want.key()));
    }

    private void tellMoved(Want want, AccessToken token) {
        Timed<AccessToken> current = want.current();
        if (current != null && !current.value().endpoints().equals(token.endpoints())) {
            runtime.events()
                    .tell(new AuthEvent.InstanceChanged(
                            want.key(),
                            current.value().endpoints().rest(),
                            token.endpoints().rest()));
        }
    }

    private AuthException about(Want want, AuthFailure failure) {
        return about(want.key(), failure);
    }

    private AuthException about(SessionKey key, AuthFailure failure) {
        AuthFailure named = failure.session(key);
        return connection
                .provider()
                .info()
                .cloud()
                .map(named::cloud)
                .orElse(named)
                .toException();
    }
}
