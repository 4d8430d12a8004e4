package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.state.SessionState;
import io.crosscloud.auth.internal.state.SessionStateCodec;
import io.crosscloud.auth.session.Memory.Known;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.StoreException;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.session.Identity;
import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.token.RefreshToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One record of the store, opened and sealed, together with what this process knows of it that the store may not: a commit
 * that the store has not taken yet, or has lost. Generations only grow: a record older than the one in memory is repaired
 * from memory and never the other way round.
 */
final class Ledger implements PendingWrites.Pending {
    private static final Logger LOG = LoggerFactory.getLogger(SessionManager.class);
    private static final int TRIES = 100;

    /**
     * The record as it was read.
     *
     * @param record as the store gave it; null if it has none
     */
    record Entry(
            long generation,
            SessionState state,
            @Nullable Ending ending,
            @Nullable SessionRecord record) {
        /** The sealed state; null if it holds none. */
        @Nullable
        String payload() {
            return payloadOf(record);
        }

        /** Whether an earlier attempt was never resolved. */
        boolean inDoubt() {
            return record != null && record.attemptedAt() != null && record.lease() == null;
        }

        /** Whether it may be claimed, as far as it says so itself. */
        boolean isFree() {
            return record == null || (record.lease() == null && record.notBefore() == null);
        }

        /** Whether nobody has claimed it, and nobody may before a time that a server has asked for. */
        boolean isPaused() {
            return record != null && record.lease() == null && record.notBefore() != null;
        }

        /** How long it may not be claimed, as far as it says so itself and the store's clock is ours. */
        Duration busyFor(Instant now) {
            Instant until = now;
            if (record != null && record.lease() != null) {
                until = record.lease().until();
            }
            if (record != null
                    && record.notBefore() != null
                    && record.notBefore().isAfter(until)) {
                until = record.notBefore();
            }
            return Duration.between(now, until);
        }

        /** Whether it holds nothing, and nobody is about to change that. */
        boolean isNothing() {
            return state.equals(SessionState.of(state.user())) && (record == null || record.attemptedAt() == null);
        }
    }

    /**
     * A record that was ended.
     *
     * @param state what it held
     * @param failure why the store may hold it still; null if it does not
     */
    record Ended(SessionState state, @Nullable StoreException failure) {}

    private final String storeKey;
    private final SessionKey owner;
    private final Connection connection;
    private final SessionRuntime runtime;
    private final Memory memory;

    private Ledger(String storeKey, SessionKey owner, Connection connection, SessionRuntime runtime, Memory memory) {
        this.storeKey = storeKey;
        this.owner = owner;
        this.connection = connection;
        this.runtime = runtime;
        this.memory = memory;
    }

    /** A ledger that shares what is known with the one that still owes the store something of this record, if there is one. */
    static Ledger of(String storeKey, SessionKey owner, Connection connection, SessionRuntime runtime) {
        Memory memory = runtime.pendingWrites().find(storeKey) instanceof Ledger ledger ? ledger.memory : new Memory();
        return new Ledger(storeKey, owner, connection, runtime, memory);
    }

    @Override
    public String storeKey() {
        return storeKey;
    }

    Optional<Identity> identity() {
        Known last = memory.known();
        return last == null
                ? Optional.empty()
                : Optional.ofNullable(last.state().identity());
    }

    /** Reads the record. What is uncommitted is committed first; what the store has lost is written again. */
    Entry read() {
        flush();
        for (int i = 0; i < TRIES; i++) {
            String unended = memory.unended();
            Known last = memory.known();
            SessionRecord record = connection.store().find(storeKey).orElse(null);
            Known found = found(record);
            SessionState stored = found.state();
            if (last != null && lost(last, found)) {
                writeAgain(last, found);
            } else if (memory.isEnded(stored) || (unended != null && unended.equals(payloadOf(record)))) {
                endAgain(last, found);
            } else {
                memory.learn(last, found);
                if (unended != null) {
                    memory.settleEnd(unended);
                    settled();
                }
                return new Entry(found.generation(), stored, found.ending(), record);
            }
        }
        throw contended();
    }

    /** Fails if the record cannot be opened. */
    void requireReadable() {
        SessionState unused = connection.store().find(storeKey).map(this::open).orElse(null);
    }

    /**
     * Whether the store has gone back behind what this process knows: to an older state of the same login, to none, or to a
     * login that was ended here before this one began.
     */
    private boolean lost(Known last, Known found) {
        if (last.state().refreshToken() == null || memory.isEnded(last.state())) {
            return false;
        }
        return found.state().refreshToken() == null
                ? found.generation() < last.generation()
                : found.state().isOlderThan(last.state()) || memory.isEnded(found.state());
    }

    /** In one commit, over whatever is there: who has claimed it meanwhile has read the newer state, or sends a spent token. */
    private void writeAgain(Known last, Known found) {
        LOG.warn(
                "the store has generation {} of {} and lost {}; it is written again",
                found.generation(),
                owner,
                last.generation());
        Known again = new Known(found.generation() + 1, last.state(), null);
        if (connection.store().commit(storeKey, found.generation(), seal(again.state(), again.generation()))) {
            memory.learn(last, again);
            revokeUnlessOf(last.state(), found);
        }
    }

    private Known found(@Nullable SessionRecord record) {
        return record == null
                ? new Known(0, SessionState.of(""), null)
                : new Known(record.generation(), open(record), record.ending());
    }

    private static @Nullable String payloadOf(@Nullable SessionRecord record) {
        SealedSession sealed = record == null ? null : record.session();
        return sealed == null ? null : sealed.payload();
    }

    /** Claims what was read. A store that has gone back may have come to the same generation another way. */
    Claim claim(Entry entry) {
        Claim claim = connection.store().claim(storeKey, entry.generation(), runtime.holder(), runtime.lease());
        if (claim instanceof Claim.Granted granted && !Objects.equals(entry.payload(), payloadOf(granted.record()))) {
            release(entry, granted.probe() ? Release.inDoubt() : Release.nothingSpent());
            return new Claim.Changed();
        }
        return claim;
    }

    boolean generationChanged(Entry entry) {
        return connection.store().find(storeKey).map(SessionRecord::generation).orElse(0L) != entry.generation();
    }

    /** The same, as far as the store can be asked. */
    boolean seenToChange(Entry entry) {
        try {
            return generationChanged(entry);
        } catch (StoreException e) {
            return false;
        }
    }

    /** The refresh token of this rotation came after another host may have presented the one before it. */
    void overtake(String family, long rotation) {
        memory.overtake(family, rotation);
    }

    /** Whether the record or this process says so of the refresh token. */
    boolean isOvertaken(SessionState state) {
        return state.overtaken() || memory.isOvertaken(state);
    }

    void release(Entry entry, Release release) {
        try {
            connection.store().release(storeKey, entry.generation(), runtime.holder(), release);
        } catch (StoreException e) {
            LOG.warn("the claim on {} could not be given back; it ends with its lease", owner, e);
        }
    }

    /** Ends the session. False if the record has changed since it was read. */
    boolean mark(Entry entry, Ending ending, Problem problem) {
        return connection.store().end(storeKey, entry.generation(), ending, problem.name());
    }

    /**
     * Puts a tombstone in place of whatever the record holds, whoever is about to replace it.
     *
     * @param access whose record it is; it stays in memory until the store has taken the end
     * @throws StoreException if the record could not even be read; nothing has happened then
     */
    Ended end(Access access) {
        for (int i = 0; i < TRIES; i++) {
            Entry entry = read();
            SessionState state = entry.state();
            if (entry.isNothing()) {
                return new Ended(state, null);
            }
            Known last = memory.known();
            try {
                if (logOut(entry.generation())) {
                    ended(last, entry.generation() + 1, state);
                    return new Ended(state, null);
                }
            } catch (StoreException e) {
                memory.end(state);
                memory.oweEnd(entry.payload());
                runtime.pendingWrites().hold(this, access);
                runtime.retryStoring(attempts -> paid());
                return new Ended(state, e);
            }
        }
        throw contended();
    }

    private boolean logOut(long generation) {
        return connection.store().end(storeKey, generation, Ending.LOGGED_OUT, SessionProblem.LOGGED_OUT.name());
    }

    private boolean paid() {
        try {
            pay();
            return true;
        } catch (RuntimeException | Error e) {
            LOG.debug("the end of {} is not stored yet", owner, e);
            return false;
        }
    }

    /** The store has brought back a login that was ended here, or never took its end. */
    private void endAgain(@Nullable Known last, Known found) {
        if (logOut(found.generation())) {
            LOG.warn("the store held {} though it was logged out; it is ended again", owner);
            ended(last, found.generation() + 1, found.state());
            revokeUnlessOf(SessionState.of(""), found);
        }
    }

    private void ended(@Nullable Known last, long generation, SessionState login) {
        memory.end(login);
        memory.learn(last, new Known(generation, SessionState.of(""), Ending.LOGGED_OUT));
    }

    /** Whether the record is still of this login, as far as this process knows. */
    boolean isOf(SessionState login) {
        Known last = memory.known();
        return last != null && last.state().family().equals(login.family());
    }

    /** Whether this process knows that the session was logged out. */
    boolean loggedOut() {
        Known last = memory.known();
        return last != null && last.ending() == Ending.LOGGED_OUT;
    }

    /**
     * Commits what a server granted. A store that fails, in whatever way, is tried again in the background.
     *
     * @return false if a newer login or another host's commit came first, and ours was given up
     */
    boolean commit(Entry entry, SessionState next) {
        Known granted = new Known(entry.generation() + 1, next, null);
        memory.owe(granted);
        try {
            return flush(granted);
        } catch (RuntimeException | Error e) {
            runtime.retryStoring(this::flushAgain);
            runtime.events().tell(new AuthEvent.CommitDelayed(owner, 1));
            return true;
        }
    }

    /** Commits if the store takes it. */
    void commitQuietly(Entry entry, SessionState next) {
        Known last = memory.known();
        Known granted = new Known(entry.generation() + 1, next, null);
        try {
            if (connection.store().commit(storeKey, entry.generation(), seal(next, granted.generation()))) {
                memory.learn(last, granted);
            }
        } catch (StoreException e) {
            LOG.warn("the token of {} is not shared with other hosts", owner, e);
            release(entry, Release.nothingSpent());
        }
    }

    /**
     * Puts a new family in place of whatever the record holds, if that can be read: nothing else is overwritten. A commit that
     * fails is looked at again, as it may have been stored.
     *
     * @throws StoreException if it was not stored, or with {@link SessionProblem#STORE_UNCONFIRMED} if that is unknown
     */
    void replace(SessionState fresh) {
        for (int i = 0; i < TRIES; i++) {
            Known last = memory.known();
            Known before = stored();
            try {
                if (put(last, before, fresh)) {
                    return;
                }
            } catch (StoreException e) {
                confirm(last, before, fresh, e);
                return;
            }
        }
        throw contended();
    }

    private Known stored() {
        return found(connection.store().find(storeKey).orElse(null));
    }

    /** Commits in place of what was found; false if that has changed. */
    private boolean put(@Nullable Known last, Known before, SessionState fresh) {
        Known next = new Known(before.generation() + 1, fresh, null);
        boolean stored = connection.store().commit(storeKey, before.generation(), seal(fresh, next.generation()));
        if (stored) {
            replaced(last, before, next);
        }
        return stored;
    }

    private void replaced(@Nullable Known last, Known before, Known now) {
        memory.end(before.state());
        memory.learn(last, now);
        Known late = memory.giveUp();
        if (late != null) {
            revokeUnlessOf(now.state(), late);
            settled();
        }
    }

    /** Looks for a commit that was not confirmed, and makes it again: a store that holds it already may confirm it by that. */
    private void confirm(@Nullable Known last, Known before, SessionState fresh, StoreException failure) {
        try {
            Known found = stored();
            boolean unchanged = found.generation() == before.generation();
            if ((unchanged || isOf(fresh, found)) && put(last, before, fresh)) {
                return;
            }
            Known now = stored();
            if (isOf(fresh, now)) {
                replaced(last, before, now);
                return;
            }
        } catch (StoreException e) {
            failure.addSuppressed(e);
        }
        throw unconfirmed(failure); // maybe it was stored, and ended or replaced since
    }

    private static boolean isOf(SessionState login, Known found) {
        return found.state().family().equals(login.family());
    }

    private AuthException unconfirmed(StoreException e) {
        return AuthFailure.of(SessionProblem.STORE_UNCONFIRMED)
                .session(owner)
                .cause(e)
                .toException();
    }

    /** A refresh begins: from now on the record stays in memory, and closing waits for it. */
    void begin(Access access) {
        runtime.pendingWrites().begin(this, access);
    }

    /** A refresh is over. What it leaves owed stays held. */
    void exchanged() {
        runtime.pendingWrites().end(this);
    }

    private void settled() {
        runtime.pendingWrites().settled(this);
    }

    @Override
    public boolean owes() {
        return memory.owed() != null || memory.unended() != null;
    }

    /** {@inheritDoc} Whatever the store still holds of what was ended is found and ended by reading. */
    @Override
    public void pay() {
        if (memory.unended() == null) {
            boolean unused = flush();
        } else {
            Entry unused = read();
        }
    }

    /** Commits what is uncommitted. False if that was given up because something newer came first. */
    boolean flush() {
        Known granted = memory.owed();
        if (granted != null) {
            return flush(granted);
        }
        settled(); // maybe by another ledger of this record
        return true;
    }

    private boolean flush(Known granted) {
        Known last = memory.known();
        Known stored = stored(granted);
        if (stored != null) {
            memory.learn(last, stored);
        }
        memory.settle(granted);
        settled();
        return stored != null;
    }

    /** Commits, also in place of an older state of the login if the store has gone back to one. Null if a newer record won. */
    private @Nullable Known stored(Known granted) {
        Known next = granted;
        for (int i = 0; i < TRIES; i++) {
            if (connection.store().commit(storeKey, next.generation() - 1, seal(next.state(), next.generation()))) {
                return next;
            }
            Known found = found(connection.store().find(storeKey).orElse(null));
            if (isStored(next, found)) {
                return next;
            }
            if (!lost(next, found)) {
                LOG.warn("{}: a logout, a newer login or another host's commit came first; ours is given up", owner);
                revokeUnlessOf(found.state(), granted);
                return null;
            }
            next = new Known(found.generation() + 1, granted.state(), null);
        }
        throw contended();
    }

    /** Whether a commit whose confirmation was lost had succeeded. */
    private static boolean isStored(Known next, Known found) {
        return found.state().rotation() == next.state().rotation()
                && found.state().family().equals(next.state().family())
                && Objects.equals(found.state().refreshToken(), next.state().refreshToken());
    }

    /**
     * Revokes a refresh token that came too late, unless it is of the login that the record stands for: there it may be an
     * ancestor of the living one, which would die with it.
     */
    private void revokeUnlessOf(SessionState stored, Known late) {
        RefreshToken token = late.state().refreshToken();
        if (token != null && !late.state().family().equals(stored.family())) {
            runtime.revocations().discard(connection, owner, token);
        }
    }

    private boolean flushAgain(int attempts) {
        try {
            boolean unused = flush();
            return true;
        } catch (RuntimeException | Error e) {
            runtime.events().tell(new AuthEvent.CommitDelayed(owner, attempts));
            return false;
        }
    }

    /** Opens a record of this connection. */
    static SessionState open(SessionRecord record, Connection connection, SessionRuntime runtime) {
        SealedSession sealed = record.session();
        if (sealed == null) {
            return SessionState.of("");
        }
        SessionStateCodec.requireKnown(sealed.format());
        String text = runtime.cipher().open(sealed.payload(), boundTo(record.key(), record.generation()));
        return SessionStateCodec.decode(text, connection::trusted);
    }

    private SessionState open(SessionRecord record) {
        try {
            return open(record, connection, runtime);
        } catch (AuthException e) {
            runtime.events().tell(new AuthEvent.RecordUnreadable(owner, e.problem()));
            throw e.failure().session(owner).toException();
        }
    }

    private SealedSession seal(SessionState state, long generation) {
        String payload = runtime.cipher().seal(SessionStateCodec.encode(state), boundTo(storeKey, generation));
        return new SealedSession(payload, SessionStateCodec.FORMAT, runtime.renewBefore(connection.name(), state));
    }

    private RuntimeException contended() {
        return AuthFailure.of(StoreProblem.STORE_UNAVAILABLE)
                .session(owner)
                .detail("the record changed " + TRIES + " times while it was written")
                .toException();
    }

    private static String boundTo(String storeKey, long generation) {
        return storeKey + "\n" + generation;
    }

    /** Whose it is. */
    @Override
    public String toString() {
        return owner.toString();
    }
}
