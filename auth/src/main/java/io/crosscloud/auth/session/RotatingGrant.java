package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.refresh.Timed;
import io.crosscloud.auth.internal.state.HeldToken;
import io.crosscloud.auth.internal.state.SessionState;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ProtocolException;
import io.crosscloud.error.StoreException;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One want, met by a refresh token, which using it may kill:
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
 */
final class RotatingGrant {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration BUSY_STEP = Duration.ofMillis(500);
    private static final int BUSY_TRIES = 4;

    /**
     * A claim that was granted.
     *
     * @param probe whether an earlier attempt with this refresh token was never resolved
     * @param at when it was asked for
     */
    private record Claimed(Ledger.Entry entry, boolean probe, Instant at) {}

    private final StandingAccess access;
    private final Ledger ledger;
    private final Acquisition acquisition;
    private final Want want;
    private final Connection connection;
    private final SessionRuntime runtime;
    /** Why the session has ended here; null if it has not. */
    private @Nullable Problem ended;

    RotatingGrant(StandingAccess access, Ledger ledger, Acquisition acquisition) {
        this.access = access;
        this.ledger = ledger;
        this.acquisition = acquisition;
        this.want = acquisition.want();
        this.connection = acquisition.connection();
        this.runtime = acquisition.runtime();
    }

    /** A token that is committed, or the failure that says why there is none. */
    Timed<AccessToken> obtain() {
        Instant giveUpAt = runtime.now().plus(runtime.patience());
        while (true) {
            runtime.requireOpen();
            Ledger.Entry entry = ledger.read();
            Optional<Timed<AccessToken>> adopted = acquisition.adopted(entry);
            if (adopted.isPresent()) {
                return adopted.get();
            }
            requireLogin(entry);
            waitOutDoubt(entry);
            Instant claimedAt = runtime.now();
            Claim claim = ledger.claim(entry);
            if (claim instanceof Claim.Granted granted && granted.probe() && !entry.inDoubt()) {
                ledger.release(entry, Release.inDoubt()); // somebody else's attempt since: not yet
            } else if (claim instanceof Claim.Granted granted) {
                Optional<Timed<AccessToken>> obtained = send(new Claimed(entry, granted.probe(), claimedAt));
                if (obtained.isPresent()) {
                    return obtained.get();
                }
            } else {
                Duration retryIn = claim instanceof Claim.Busy busy ? busy.retryIn() : POLL;
                if (!runtime.now().isBefore(giveUpAt)) {
                    throw acquisition.about(
                            AuthFailure.of(Problem.REFRESH_IN_PROGRESS).retryAfter(retryIn));
                }
                runtime.pause(retryIn.compareTo(POLL) < 0 ? retryIn : POLL);
            }
        }
    }

    private void requireLogin(Ledger.Entry entry) {
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
        throw acquisition.about(AuthFailure.of(problem));
    }

    /** Step 2. */
    void waitOutDoubt(Ledger.Entry entry) {
        HeldToken held = entry.state().tokens().get(want.variant());
        Instant now = runtime.now();
        if (entry.inDoubt() && held != null && now.isBefore(held.expiresAt()) && !want.refused(held)) {
            throw acquisition.about(AuthFailure.of(Problem.OUTCOME_UNKNOWN));
        }
    }

    /** Steps 4 to 8, under a claim. Empty if another host has got there first and the record must be read again. */
    private Optional<Timed<AccessToken>> send(Claimed claimed) {
        ledger.hold(access);
        try {
            Optional<TokenGrant> grant = exchange(claimed);
            return grant.isPresent() ? settle(claimed.entry(), grant.get()) : Optional.empty();
        } finally {
            ledger.exchanged(access);
        }
    }

    /** Step 4: asks the server, and gives the claim back if it grants nothing. Empty if another host has got there first. */
    private Optional<TokenGrant> exchange(Claimed claimed) {
        for (int busy = 1; ; busy++) {
            requireLease(claimed);
            try {
                return Optional.of(acquisition.ask(
                        connection.provider(), want.request(claimed.entry().state())));
            } catch (TryLaterException e) {
                boolean again = e.problem() == Problem.SALESFORCE_REFRESH_BUSY
                        && !want.sparing()
                        && busy <= BUSY_TRIES
                        && runtime.leaseCovers(claimed.at(), BUSY_STEP.multipliedBy(busy));
                if (!again) {
                    giveBack(claimed, e);
                    throw e;
                }
                runtime.pause(BUSY_STEP.multipliedBy(busy));
                if (ledger.seenToChange(claimed.entry())) {
                    return overtaken(claimed);
                }
            } catch (LoginRequiredException e) {
                return refused(claimed, e);
            } catch (ProtocolException e) {
                salvage(claimed, e);
                throw e;
            } catch (AuthException e) {
                giveBack(claimed, e);
                throw e;
            } catch (RuntimeException | Error e) {
                ledger.release(claimed.entry(), Release.inDoubt());
                throw e;
            }
        }
    }

    /** The record has moved on, and the store need not think of the claim any more. */
    private Optional<TokenGrant> overtaken(Claimed claimed) {
        ledger.release(claimed.entry(), Release.nothingSpent());
        return Optional.empty();
    }

    /** Whoever was paused after its claim may have been overtaken, and sends nothing. */
    private void requireLease(Claimed claimed) {
        if (!runtime.leaseCovers(claimed.at(), Duration.ZERO)) {
            ledger.release(claimed.entry(), claimed.probe() ? Release.inDoubt() : Release.nothingSpent());
            throw acquisition.about(AuthFailure.of(Problem.REFRESH_IN_PROGRESS).retryAfter(POLL));
        }
    }

    /** Step 6. Empty if another host has got there first. Else this is the end; but not if the store cannot say so. */
    private Optional<TokenGrant> refused(Claimed claimed, LoginRequiredException e) {
        boolean expired = e.problem() == Problem.SALESFORCE_REFRESH_TOKEN_EXPIRED;
        Ending ending = claimed.probe() ? Ending.LOST_IN_DOUBT : expired ? Ending.EXPIRED : Ending.REVOKED;
        Problem problem = claimed.probe() ? Problem.LOST_IN_DOUBT : e.problem();
        try {
            if (ledger.generationChanged(claimed.entry()) || !ledger.mark(claimed.entry(), ending, problem)) {
                return overtaken(claimed);
            }
        } catch (StoreException unknown) {
            giveBack(claimed, unknown);
            throw unknown;
        }
        throw ended(claimed.probe(), e);
    }

    /** Step 5: commits, then gives the token. Empty if a newer login came first: the record must be read again. */
    private Optional<Timed<AccessToken>> settle(Ledger.Entry entry, TokenGrant grant) {
        Instant now = runtime.now();
        SessionState state = entry.state();
        RefreshToken refreshToken =
                grant.refreshToken().orElseGet(() -> Objects.requireNonNull(state.refreshToken(), "refreshToken"));
        SessionState rotated = state.with(refreshToken, now);
        Timed<AccessToken> timed;
        try {
            acquisition.requireSameUser(state.identity(), grant);
            timed = acquisition.timed(grant.accessToken());
        } catch (RuntimeException e) { // whatever else is wrong with the answer, its refresh token is the living one
            ledger.commit(entry, rotated);
            throw e;
        }
        SessionState next = rotated.with(want.variant(), new HeldToken(timed.value(), timed.expiresAt()), now);
        if (!ledger.commit(entry, grant.identity().map(next::with).orElse(next))) {
            return Optional.empty();
        }
        acquisition.tellGot(grant.accessToken());
        return Optional.of(timed);
    }

    /** Step 5, if nothing but the new refresh token is of use. */
    private void salvage(Claimed claimed, ProtocolException e) {
        Optional<RefreshToken> rotated = e.rotated();
        if (rotated.isPresent()) {
            ledger.commit(claimed.entry(), claimed.entry().state().with(rotated.get(), runtime.now()));
        } else {
            giveBack(claimed, e);
        }
    }

    /** Step 8. An earlier attempt that was never resolved stays in doubt, whatever has become of this one. */
    private void giveBack(Claimed claimed, AuthException e) {
        boolean unknown = e.problem() == Problem.OUTCOME_UNKNOWN
                || e instanceof ProtocolException
                || (e.status().orElse(0) >= 500 && retryAfter(e).isEmpty());
        if (unknown) {
            runtime.events().tell(new AuthEvent.InDoubt(want.key()));
        }
        ledger.release(
                claimed.entry(),
                (unknown || claimed.probe() ? Release.inDoubt() : Release.nothingSpent())
                        .pausing(retryAfter(e).orElse(Duration.ZERO)));
    }

    private static Optional<Duration> retryAfter(AuthException e) {
        return e instanceof TryLaterException later ? later.retryAfter() : Optional.empty();
    }

    private RuntimeException ended(boolean probe, LoginRequiredException e) {
        Problem problem = probe ? Problem.LOST_IN_DOUBT : e.problem();
        ended = problem;
        return probe ? acquisition.about(AuthFailure.of(problem).cause(e)) : e;
    }

    /** Tells that a person must log in, if it was this want that has found it out. For whoever has no other way to a token. */
    void tellEnded() {
        if (ended != null) {
            runtime.events().tell(new AuthEvent.LoginRequired(want.key(), ended));
        }
    }
}
