package io.crosscloud.auth.internal.session.grant;

import io.crosscloud.auth.internal.session.engine.Timed;
import io.crosscloud.auth.internal.session.host.Environment;
import io.crosscloud.auth.internal.session.record.HeldToken;
import io.crosscloud.auth.internal.session.record.RecordEntry;
import io.crosscloud.auth.internal.session.record.SessionState;
import io.crosscloud.auth.internal.session.record.StoredSession;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ProtocolException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.StoreException;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Deadline;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.PreparedRequest;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gets a token by a refresh token, which using it may kill:
 *
 * <ol>
 *   <li><i>Read</i> the record. Another host's token that is still good is adopted, and nothing is sent.
 *   <li>If an earlier attempt with this refresh token was never resolved, it is <i>in doubt</i>: as long as an access token
 *       lives, that is served instead. If the server has refused it before, nobody asks until the pause is over.
 *   <li><i>Prepare</i> the request: secrets are read and assertions signed while nothing is held.
 *   <li><i>Claim</i> the generation, durably. Whoever cannot claim sends nothing: it waits, and reads again.
 *   <li><i>Send</i>, once, before the deadline of the claim or not at all. Only "already being processed" is waited out under
 *       the same lease, after a look into the store.
 *   <li><i>Commit</i> what came, by compare-and-set on the generation alone, before it is used. A new refresh token is
 *       committed even if the rest of the answer is unusable. A store that does not take it is tried again in the background.
 *   <li>If the server said that the refresh token is dead, <i>read again</i>: a newer generation is adopted; else the session
 *       has ended, for a stated reason. If it refused for any other reason, the record stays and the refusal is <i>counted</i>
 *       ({@link Refusals}). Either way a fallback provider takes over if there is one.
 *   <li>If a logout or a newer login came first, what came too late is <i>revoked</i>, and never what is newer.
 *   <li>If nothing was spent, <i>release</i> the claim. If that is unknown, the attempt mark stays, for step 2.
 * </ol>
 */
final class RotatingGrant {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration BUSY_STEP = Duration.ofMillis(500);
    private static final int BUSY_TRIES = 4;
    private static final Duration MOMENT = Duration.ofSeconds(1);

    /** What a step has led to: a token, or a moment to ask again, with what to tell whoever does not wait so long. */
    private sealed interface Step {
        record Done(Timed<AccessToken> token) implements Step {}

        record Again(Duration after, AuthFailure untilThen) implements Step {}
    }

    /**
     * A claim that was granted.
     *
     * @param record as it stands under the claim
     * @param probe whether an earlier attempt with this refresh token was never resolved
     * @param sendBy by when a request under it must have left
     * @param lease until when it protects this host from being overtaken
     */
    private record Claimed(RecordEntry entry, SessionRecord record, boolean probe, Deadline sendBy, Deadline lease) {
        /** Nothing was spent by this attempt; an earlier one stays in doubt. */
        Release nothingSpent() {
            return probe ? Release.inDoubt() : Release.nothingSpent();
        }
    }

    /** "Already being processed", said by the server so many times under this claim. */
    private record Busy(Claimed claimed, int tries) {}

    /** A request that was not sent yet. */
    private record Prepared(
            PreparedRequest request, @Nullable RefreshToken of, Instant at) {
        boolean isGoodFor(SessionState state, Instant now) {
            return Objects.equals(of, state.refreshToken())
                    && Duration.between(at, now).compareTo(PreparedRequest.GOOD_FOR) < 0;
        }
    }

    private final StoredSession record;
    private final TokenAcquirer acquirer;
    private final TokenDemand demand;
    private final GrantContext context;
    private final Environment environment;
    private final Object pin;
    private @Nullable Prepared prepared;
    /** What goes on under its claim with the next step; null if nothing does. */
    private @Nullable Busy busy;
    /** Why a person must log in, if it was this request that found it out; else null. */
    private @Nullable Problem ended;

    /** @param pin whatever must stay in memory while a refresh is in flight */
    RotatingGrant(StoredSession record, TokenAcquirer acquirer, Object pin) {
        this.record = record;
        this.acquirer = acquirer;
        this.pin = pin;
        this.demand = acquirer.demand();
        this.context = acquirer.context();
        this.environment = context.environment();
    }

    /** A token that is committed, or the failure that says why there is none. */
    Timed<AccessToken> obtain() {
        Instant giveUpAt = environment.now().plus(environment.acquireTimeout());
        while (true) {
            Step step = step();
            if (step instanceof Step.Done done) {
                return done.token();
            }
            Step.Again again = (Step.Again) step;
            if (again.after().isZero()) {
                continue;
            }
            if (busy == null && !environment.now().isBefore(giveUpAt)) {
                throw acquirer.about(again.untilThen());
            }
            environment.pause(again.after());
        }
    }

    private Step step() {
        Busy last = busy;
        busy = null;
        return last == null ? fromTheRecord() : inFlight(() -> sendAgain(last));
    }

    /** Steps 1 to 4, and the rest if the claim is granted. */
    private Step fromTheRecord() {
        environment.requireOpen();
        RecordEntry entry = record.read();
        Optional<Timed<AccessToken>> adopted = acquirer.adopted(entry);
        if (adopted.isPresent()) {
            return new Step.Done(adopted.get());
        }
        requireLogin(entry);
        waitOutDoubt(entry);
        waitOutRefusal(entry);
        if (!entry.isFree()) {
            return waitFor(entry);
        }
        PreparedRequest request = prepared(entry.state());
        Deadline sendBy = environment.sendBy();
        Deadline lease = environment.leaseEnd();
        Claim claim = record.claim(entry);
        if (claim instanceof Claim.Granted granted) {
            prepared = null; // it is sent once
            return underClaim(new Claimed(entry, granted.record(), granted.probe(), sendBy, lease), request);
        }
        return elsewhere(claim instanceof Claim.Busy busy ? busy.retryIn() : POLL);
    }

    /** The request at hand, while it is good and for this refresh token; a claim may be refused many times a second. */
    private PreparedRequest prepared(SessionState state) {
        Prepared known = prepared;
        if (known != null && known.isGoodFor(state, environment.now())) {
            return known.request();
        }
        Prepared next = new Prepared(acquirer.prepare(state), state.refreshToken(), environment.now());
        prepared = next;
        return next.request();
    }

    /** Somebody has claimed the record, or a server has asked for a pause, which is not waited out if it is long. */
    private Step waitFor(RecordEntry entry) {
        Duration busyFor = entry.busyFor(environment.now());
        if (entry.isPaused() && busyFor.compareTo(environment.acquireTimeout()) > 0) {
            Problem problem = entry.inDoubt() ? ServerProblem.OUTCOME_UNKNOWN : SessionProblem.REFRESH_IN_PROGRESS;
            throw acquirer.about(AuthFailure.of(problem).retryAfter(busyFor));
        }
        return elsewhere(busyFor);
    }

    /** Somebody else may send at present. */
    private static Step elsewhere(Duration retryIn) {
        Duration moment = retryIn.isNegative() || retryIn.isZero() ? POLL : retryIn;
        return new Step.Again(
                moment.compareTo(POLL) < 0 ? moment : POLL,
                AuthFailure.of(SessionProblem.REFRESH_IN_PROGRESS).retryAfter(moment));
    }

    /** The record has changed: it must be read again. */
    private static Step readAgain() {
        return new Step.Again(Duration.ZERO, AuthFailure.of(SessionProblem.REFRESH_IN_PROGRESS));
    }

    private Step underClaim(Claimed claimed, PreparedRequest request) {
        if (claimed.probe() && !claimed.entry().inDoubt()) { // somebody else's attempt since: not yet
            record.release(claimed.entry(), Release.inDoubt());
            return readAgain();
        }
        record.begin(pin);
        return inFlight(() -> {
            requireOpen(claimed);
            return send(claimed, request, 1);
        });
    }

    /** Until a step leaves nothing that goes on under the claim, closing waits for it. */
    private Step inFlight(Supplier<Step> sending) {
        boolean goesOn = false;
        try {
            Step step = sending.get();
            goesOn = busy != null;
            return step;
        } finally {
            if (!goesOn) {
                record.exchanged();
            }
        }
    }

    /** A manager that closes waits for what has begun by then; what begins later sends nothing. */
    private void requireOpen(Claimed claimed) {
        if (environment.isClosed()) {
            record.release(claimed.entry(), claimed.nothingSpent());
            environment.requireOpen();
        }
    }

    private void requireLogin(RecordEntry entry) {
        Ending ending = entry.ending();
        if (ending == null && entry.state().refreshToken() != null) {
            return;
        }
        Problem problem = ending == null
                ? SessionProblem.LOGIN_MISSING
                : switch (ending) {
                    case LOGGED_OUT -> SessionProblem.LOGGED_OUT;
                    case LOST_IN_DOUBT -> SessionProblem.LOST_IN_DOUBT;
                    case EXPIRED -> context.expired();
                    case REVOKED -> context.revoked();
                };
        throw acquirer.about(AuthFailure.of(problem));
    }

    /** Step 2, after an attempt that was not resolved. */
    void waitOutDoubt(RecordEntry entry) {
        HeldToken held = entry.state().tokens().get(demand.variant());
        Instant now = environment.now();
        if (entry.inDoubt() && held != null && now.isBefore(held.expiresAt()) && !demand.refused(held)) {
            throw acquirer.about(AuthFailure.of(ServerProblem.OUTCOME_UNKNOWN));
        }
    }

    /** Step 2, after a refusal: whichever host was refused, all wait. */
    private void waitOutRefusal(RecordEntry entry) {
        SessionRecord row = entry.record();
        if (row == null || row.notBefore() == null || row.history().refusals() == 0) {
            return;
        }
        Refusals refusals = Refusals.of(row.history(), environment.now());
        Duration left = Duration.between(environment.now(), row.notBefore());
        throw acquirer.about(AuthFailure.of(refusals.problem())
                .detail(refusals + "; not asked again before " + row.notBefore())
                .retryAfter(left.compareTo(MOMENT) < 0 ? MOMENT : left));
    }

    /** Steps 5 to 9. */
    private Step send(Claimed claimed, PreparedRequest request, int tries) {
        TokenGrant grant;
        try {
            grant = acquirer.sendOnce(request, claimed.sendBy());
        } catch (TryLaterException e) {
            if (isWaitedOut(claimed, e, tries)) {
                busy = new Busy(claimed, tries);
                return new Step.Again(BUSY_STEP.multipliedBy(tries), e.failure());
            }
            return putOff(claimed, e);
        } catch (LoginRequiredException e) {
            return refused(claimed, e);
        } catch (AuthException e) {
            salvage(claimed, e);
            throw e;
        } catch (RuntimeException | Error e) {
            record.release(claimed.entry(), Release.inDoubt());
            throw e;
        }
        return commit(claimed, grant);
    }

    private Step sendAgain(Busy last) {
        Claimed claimed = last.claimed();
        if (record.seenToChange(claimed.entry())) {
            return overtaken(claimed);
        }
        return send(claimed, preparedAgain(claimed), last.tries() + 1);
    }

    private boolean isWaitedOut(Claimed claimed, TryLaterException e, int tries) {
        return e.problem() == ServerProblem.SALESFORCE_REFRESH_BUSY
                && !demand.sparing()
                && tries <= BUSY_TRIES
                && claimed.sendBy().remaining().compareTo(BUSY_STEP.multipliedBy(tries)) > 0;
    }

    /** An assertion is good once, so each request has its own. */
    private PreparedRequest preparedAgain(Claimed claimed) {
        try {
            return acquirer.prepare(claimed.entry().state());
        } catch (RuntimeException | Error e) {
            record.release(claimed.entry(), claimed.nothingSpent());
            throw e;
        }
    }

    /** The record has moved on, and the store need not think of the claim any more. */
    private Step overtaken(Claimed claimed) {
        record.release(claimed.entry(), Release.nothingSpent());
        return readAgain();
    }

    /** Not now: too late for this claim, refused without a known reason, or what the server or the network says. */
    private Step putOff(Claimed claimed, TryLaterException e) {
        if (e.problem() == ServerProblem.NOT_SENT_IN_TIME) {
            record.release(claimed.entry(), claimed.nothingSpent());
            return new Step.Again(POLL, e.failure());
        }
        if (e.problem() == ServerProblem.SALESFORCE_REFRESH_REFUSED) {
            throw counted(claimed, e);
        }
        giveBack(claimed, e);
        throw e;
    }

    /** Step 7, if the refusal proves nothing: it is counted for all hosts, and told with the server's own words. */
    private AuthException counted(Claimed claimed, TryLaterException e) {
        Refusals refusals =
                Refusals.of(claimed.record().history(), environment.now()).andOneMore();
        if (refusals.isTheFirstOfMoreThanADay()) {
            ended = refusals.problem();
        }
        Duration pause = refusals.pause();
        record.release(
                claimed.entry(),
                claimed.nothingSpent().refused(refusals.problem().name()).pausing(pause));
        return acquirer.about(AuthFailure.of(refusals.problem())
                .answer(
                        e.status().orElse(0),
                        e.error().orElse(null),
                        e.errorDescription().orElse(null))
                .detail(refusals.toString())
                .retryAfter(pause)
                .cause(e));
    }

    /** Step 7. Reads again if another host has got there first. Else this is the end; but not if the store cannot say so. */
    private Step refused(Claimed claimed, LoginRequiredException e) {
        SessionState state = claimed.entry().state();
        boolean reused = claimed.probe() || record.isOvertaken(state);
        boolean expired = e.problem() == ServerProblem.SALESFORCE_REFRESH_TOKEN_EXPIRED;
        Ending ending = reused ? Ending.LOST_IN_DOUBT : expired ? Ending.EXPIRED : Ending.REVOKED;
        Problem problem = reused ? SessionProblem.LOST_IN_DOUBT : e.problem();
        try {
            if (record.generationChanged(claimed.entry()) || !record.mark(claimed.entry(), ending, problem)) {
                // what came late may be refused from now on, because of this request
                record.overtake(state.family(), state.rotation() + 1);
                return overtaken(claimed);
            }
        } catch (StoreException unknown) {
            giveBack(claimed, unknown);
            throw unknown;
        }
        ended = problem;
        throw reused ? acquirer.about(AuthFailure.of(problem).cause(e)) : e;
    }

    /** Step 6: commits, then gives the token. Reads again if a newer login came first. */
    private Step commit(Claimed claimed, TokenGrant grant) {
        RecordEntry entry = claimed.entry();
        RefreshToken refreshToken = grant.refreshToken()
                .orElseGet(() -> Objects.requireNonNull(entry.state().refreshToken(), "refreshToken"));
        SessionState rotated = rotated(claimed, refreshToken);
        Timed<AccessToken> timed;
        try {
            acquirer.requireSameUser(entry.state().identity(), grant);
            timed = acquirer.timed(grant.accessToken());
        } catch (RuntimeException e) { // whatever else is wrong with the answer, its refresh token is the living one
            commit(claimed, rotated);
            throw e;
        }
        SessionState next =
                rotated.with(demand.variant(), new HeldToken(timed.value(), timed.expiresAt()), environment.now());
        if (!commit(claimed, grant.identity().map(next::with).orElse(next))) {
            return readAgain();
        }
        acquirer.tellGot(grant.accessToken());
        return new Step.Done(timed);
    }

    /**
     * The record with its new refresh token. If the lease is over, another host may present the old one before this is stored,
     * and the server may end the login for that: then the record says so.
     */
    private SessionState rotated(Claimed claimed, RefreshToken refreshToken) {
        SessionState rotated = claimed.entry().state().with(refreshToken, environment.now());
        return claimed.lease().isOver() ? rotated.asOvertaken() : rotated;
    }

    /** Commits. If the lease was over by the end of it, this process at least knows what the record may not say. */
    private boolean commit(Claimed claimed, SessionState next) {
        boolean kept = record.commit(claimed.entry(), next);
        if (claimed.lease().isOver()) {
            record.overtake(next.family(), next.rotation());
        }
        return kept;
    }

    /** Step 6, if nothing but the new refresh token is of use; else step 9. */
    private void salvage(Claimed claimed, AuthException e) {
        Optional<RefreshToken> token = e instanceof ProtocolException unusable ? unusable.rotated() : Optional.empty();
        if (token.isPresent()) {
            commit(claimed, rotated(claimed, token.get()));
        } else {
            giveBack(claimed, e);
        }
    }

    /**
     * Step 9. Unknown is what an answer that did not arrive, cannot be read, or has a status of 5xx has done: a gateway may
     * answer so after the server has committed, and whether it says when to come back changes nothing.
     */
    private void giveBack(Claimed claimed, AuthException e) {
        boolean unknown = e.problem() == ServerProblem.OUTCOME_UNKNOWN
                || e instanceof ProtocolException
                || e.status().orElse(0) >= 500;
        if (unknown) {
            environment.events().tell(new AuthEvent.InDoubt(demand.key()));
        }
        Release release = unknown ? Release.inDoubt() : claimed.nothingSpent();
        record.release(claimed.entry(), release.pausing(retryAfter(e).orElse(Duration.ZERO)));
    }

    private static Optional<Duration> retryAfter(AuthException e) {
        return e instanceof TryLaterException later ? later.retryAfter() : Optional.empty();
    }

    /** Tells that a person must log in, if it was this request that found it out. For whoever has no other way to a token. */
    void tellEnded() {
        if (ended != null) {
            environment.events().tell(new AuthEvent.LoginRequired(demand.key(), ended));
        }
    }
}
