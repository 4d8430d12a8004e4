package io.crosscloud.auth.internal.session.record;

import io.crosscloud.auth.internal.session.engine.Clockwork;
import io.crosscloud.auth.internal.session.engine.Pauses;
import io.crosscloud.auth.internal.session.host.Environment;
import io.crosscloud.auth.internal.session.host.Events;
import io.crosscloud.auth.internal.session.record.RecordSnapshot.Version;
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
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.token.RefreshToken;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One record of the store, opened and sealed, together with what this process knows of it that the store may not: a commit
 * that the store has not taken yet, or has lost. Generations only grow: a record older than the one in memory is repaired
 * from memory and never the other way round.
 */
public final class StoredSession implements PendingWrites.Pending {
    private static final Logger LOG = LoggerFactory.getLogger(Events.LOGGER);
    private static final int TRIES = 100;
    /** After so many failures the pauses grow no more. */
    private static final int WRITE_STEPS = 3;

    /**
     * A record that was ended.
     *
     * @param state what it held
     * @param failure why the store may hold it still; null if it does not
     */
    public record Ended(SessionState state, @Nullable StoreException failure) {}

    private final String storeKey;
    private final SessionKey owner;
    private final SessionRecords records;
    private final Environment environment;
    private final AtomicReference<RecordSnapshot> snapshot;

    private StoredSession(
            String storeKey, SessionKey owner, SessionRecords records, AtomicReference<RecordSnapshot> snapshot) {
        this.storeKey = storeKey;
        this.owner = owner;
        this.records = records;
        this.environment = records.environment();
        this.snapshot = snapshot;
    }

    /** The record under a key. It shares what is known with the object that has still to write something of it, if one has. */
    public static StoredSession of(String storeKey, SessionKey owner, SessionRecords records) {
        AtomicReference<RecordSnapshot> snapshot =
                records.pendingWrites().find(storeKey) instanceof StoredSession pending
                        ? pending.snapshot
                        : new AtomicReference<>(RecordSnapshot.NOTHING);
        return new StoredSession(storeKey, owner, records, snapshot);
    }

    @Override
    public String storeKey() {
        return storeKey;
    }

    public Optional<Identity> identity() {
        Version last = known();
        return last == null
                ? Optional.empty()
                : Optional.ofNullable(last.state().identity());
    }

    /** Reads the record. What is uncommitted is committed first; what the store has lost is written again. */
    public RecordEntry read() {
        flush();
        for (int i = 0; i < TRIES; i++) {
            String unended = snapshot.get().unended();
            Version last = known();
            SessionRecord record = store().find(storeKey).orElse(null);
            Version found = found(record);
            SessionState stored = found.state();
            if (last != null && lost(last, found)) {
                writeAgain(last, found);
            } else if (snapshot.get().isEnded(stored)
                    || (unended != null && unended.equals(RecordEntry.payloadOf(record)))) {
                endAgain(last, found);
            } else {
                learn(last, found);
                if (unended != null) {
                    snapshot.updateAndGet(seen -> seen.endWritten(unended));
                    written();
                }
                return new RecordEntry(found.generation(), stored, found.ending(), record);
            }
        }
        throw contended();
    }

    /** Fails if the record cannot be opened. */
    public void requireReadable() {
        SessionState unused = store().find(storeKey).map(this::open).orElse(null);
    }

    /**
     * Whether the store has gone back behind what this process knows: to an older state of the same login, to none, or to a
     * login that was ended here before this one began.
     */
    private boolean lost(Version last, Version found) {
        if (last.state().refreshToken() == null || snapshot.get().isEnded(last.state())) {
            return false;
        }
        return found.state().refreshToken() == null
                ? found.generation() < last.generation()
                : found.state().isOlderThan(last.state()) || snapshot.get().isEnded(found.state());
    }

    /** In one commit, over whatever is there: who has claimed it meanwhile has read the newer state, or sends a spent token. */
    private void writeAgain(Version last, Version found) {
        LOG.warn(
                "the store has generation {} of {} and lost {}; it is written again",
                found.generation(),
                owner,
                last.generation());
        Version again = new Version(found.generation() + 1, last.state(), null);
        if (store().commit(storeKey, found.generation(), records.seal(storeKey, again))) {
            learn(last, again);
            revokeUnlessOf(last.state(), found);
        }
    }

    private Version found(@Nullable SessionRecord record) {
        return record == null
                ? new Version(0, SessionState.of(""), null)
                : new Version(record.generation(), open(record), record.ending());
    }

    /** Claims what was read. A store that has gone back may have come to the same generation another way. */
    public Claim claim(RecordEntry entry) {
        Claim claim = store().claim(storeKey, entry.generation(), environment.holder(), environment.lease());
        if (claim instanceof Claim.Granted granted
                && !Objects.equals(entry.payload(), RecordEntry.payloadOf(granted.record()))) {
            release(entry, granted.probe() ? Release.inDoubt() : Release.nothingSpent());
            return new Claim.Changed();
        }
        return claim;
    }

    public boolean generationChanged(RecordEntry entry) {
        return store().find(storeKey).map(SessionRecord::generation).orElse(0L) != entry.generation();
    }

    /** The same, as far as the store can be asked. */
    public boolean seenToChange(RecordEntry entry) {
        try {
            return generationChanged(entry);
        } catch (StoreException e) {
            return false;
        }
    }

    /** The refresh token of this rotation came after another host may have presented the one before it. */
    public void overtake(String family, long rotation) {
        snapshot.updateAndGet(seen -> seen.overtaking(new RecordSnapshot.Rotation(family, rotation)));
    }

    /** Whether the record or this process says so of the refresh token. */
    public boolean isOvertaken(SessionState state) {
        return state.overtaken() || snapshot.get().isOvertaken(state);
    }

    public void release(RecordEntry entry, Release release) {
        try {
            store().release(storeKey, entry.generation(), environment.holder(), release);
        } catch (StoreException e) {
            LOG.warn("the claim on {} could not be given back; it ends with its lease", owner, e);
        }
    }

    /** Ends the session. False if the record has changed since it was read. */
    public boolean mark(RecordEntry entry, Ending ending, Problem problem) {
        return store().end(storeKey, entry.generation(), ending, problem.name());
    }

    /**
     * Puts a tombstone in place of whatever the record holds, whoever is about to replace it.
     *
     * @param pin whatever must stay in memory until the store has taken the end
     * @throws StoreException if the record could not even be read; nothing has happened then
     */
    public Ended end(Object pin) {
        for (int i = 0; i < TRIES; i++) {
            RecordEntry entry = read();
            SessionState state = entry.state();
            if (entry.isNothing()) {
                return new Ended(state, null);
            }
            Version last = known();
            try {
                if (logOut(entry.generation())) {
                    ended(last, entry.generation() + 1, state);
                    return new Ended(state, null);
                }
            } catch (StoreException e) {
                end(state);
                snapshot.updateAndGet(seen -> seen.endingAt(entry.payload()));
                records.pendingWrites().hold(this, pin);
                retry(attempts -> isWritten());
                return new Ended(state, e);
            }
        }
        throw contended();
    }

    private boolean logOut(long generation) {
        return store().end(storeKey, generation, Ending.LOGGED_OUT, SessionProblem.LOGGED_OUT.name());
    }

    private boolean isWritten() {
        try {
            write();
            return true;
        } catch (RuntimeException | Error e) {
            LOG.debug("the end of {} is not stored yet", owner, e);
            return false;
        }
    }

    /** The store has brought back a login that was ended here, or never took its end. */
    private void endAgain(@Nullable Version last, Version found) {
        if (logOut(found.generation())) {
            LOG.warn("the store held {} though it was logged out; it is ended again", owner);
            ended(last, found.generation() + 1, found.state());
            revokeUnlessOf(SessionState.of(""), found);
        }
    }

    private void ended(@Nullable Version last, long generation, SessionState login) {
        end(login);
        learn(last, new Version(generation, SessionState.of(""), Ending.LOGGED_OUT));
    }

    /** Whether the record is still of this login, as far as this process knows. */
    public boolean isOf(SessionState login) {
        Version last = known();
        return last != null && last.state().family().equals(login.family());
    }

    /** Whether this process knows that the session was logged out. */
    public boolean loggedOut() {
        Version last = known();
        return last != null && last.ending() == Ending.LOGGED_OUT;
    }

    /**
     * Commits what a server granted. A store that fails, in whatever way, is tried again in the background.
     *
     * @return false if a newer login or another host's commit came first, and ours was given up
     */
    public boolean commit(RecordEntry entry, SessionState next) {
        Version granted = new Version(entry.generation() + 1, next, null);
        snapshot.updateAndGet(seen -> seen.writing(granted));
        try {
            return flush(granted);
        } catch (RuntimeException | Error e) {
            retry(this::flushAgain);
            environment.events().tell(new AuthEvent.CommitDelayed(owner, 1));
            return true;
        }
    }

    /** Commits if the store takes it. */
    public void commitQuietly(RecordEntry entry, SessionState next) {
        Version last = known();
        Version granted = new Version(entry.generation() + 1, next, null);
        try {
            if (store().commit(storeKey, entry.generation(), records.seal(storeKey, granted))) {
                learn(last, granted);
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
    public void replace(SessionState fresh) {
        for (int i = 0; i < TRIES; i++) {
            Version last = known();
            Version before = stored();
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

    private Version stored() {
        return found(store().find(storeKey).orElse(null));
    }

    /** Commits in place of what was found; false if that has changed. */
    private boolean put(@Nullable Version last, Version before, SessionState fresh) {
        Version next = new Version(before.generation() + 1, fresh, null);
        boolean stored = store().commit(storeKey, before.generation(), records.seal(storeKey, next));
        if (stored) {
            replaced(last, before, next);
        }
        return stored;
    }

    private void replaced(@Nullable Version last, Version before, Version now) {
        end(before.state());
        learn(last, now);
        Version late = snapshot.getAndUpdate(seen -> seen.writing(null)).unwritten();
        if (late != null) {
            revokeUnlessOf(now.state(), late);
            written();
        }
    }

    /** Looks for a commit that was not confirmed, and makes it again: a store that holds it already may confirm it by that. */
    private void confirm(@Nullable Version last, Version before, SessionState fresh, StoreException failure) {
        try {
            Version found = stored();
            boolean unchanged = found.generation() == before.generation();
            if ((unchanged || isOf(fresh, found)) && put(last, before, fresh)) {
                return;
            }
            Version now = stored();
            if (isOf(fresh, now)) {
                replaced(last, before, now);
                return;
            }
        } catch (StoreException e) {
            failure.addSuppressed(e);
        }
        throw unconfirmed(failure); // maybe it was stored, and ended or replaced since
    }

    private static boolean isOf(SessionState login, Version found) {
        return found.state().family().equals(login.family());
    }

    private AuthException unconfirmed(StoreException e) {
        return AuthFailure.of(SessionProblem.STORE_UNCONFIRMED)
                .session(owner)
                .cause(e)
                .toException();
    }

    /** A refresh begins: from now on the record stays in memory, and closing waits for it. */
    public void begin(Object pin) {
        records.pendingWrites().begin(this, pin);
    }

    /** A refresh is over. What it leaves unwritten stays pinned. */
    public void exchanged() {
        records.pendingWrites().end(this);
    }

    private void written() {
        records.pendingWrites().written(this);
    }

    @Override
    public boolean isUnwritten() {
        return snapshot.get().isUnwritten();
    }

    /** {@inheritDoc} Whatever the store still holds of what was ended is found and ended by reading. */
    @Override
    public void write() {
        if (snapshot.get().unended() == null) {
            boolean unused = flush();
        } else {
            RecordEntry unused = read();
        }
    }

    private TokenStore store() {
        return records.store();
    }

    private @Nullable Version known() {
        return snapshot.get().known();
    }

    private void learn(@Nullable Version last, Version next) {
        snapshot.updateAndGet(seen -> seen.knowing(last, next));
    }

    private void end(SessionState login) {
        snapshot.updateAndGet(seen -> seen.ending(login));
    }

    /**
     * A rotation that is not stored yet is lost with the process, and while the store was down no other host could see that
     * this one lives: so it is tried every few seconds, however long the store has been away.
     */
    private void retry(IntPredicate attempt) {
        Clockwork clockwork = environment.clockwork();
        clockwork.retry(clockwork.storing(), failures -> Pauses.exponential(Math.min(failures, WRITE_STEPS)), attempt);
    }

    /** Commits what is uncommitted. False if that was given up because something newer came first. */
    boolean flush() {
        Version granted = snapshot.get().unwritten();
        if (granted != null) {
            return flush(granted);
        }
        written(); // maybe by another object of this record
        return true;
    }

    private boolean flush(Version granted) {
        Version last = known();
        Version stored = stored(granted);
        if (stored != null) {
            learn(last, stored);
        }
        snapshot.updateAndGet(seen -> seen.written(granted));
        written();
        return stored != null;
    }

    /** Commits, also in place of an older state of the login if the store has gone back to one. Null if a newer record won. */
    private @Nullable Version stored(Version granted) {
        Version next = granted;
        for (int i = 0; i < TRIES; i++) {
            if (store().commit(storeKey, next.generation() - 1, records.seal(storeKey, next))) {
                return next;
            }
            Version found = found(store().find(storeKey).orElse(null));
            if (isStored(next, found)) {
                return next;
            }
            if (!lost(next, found)) {
                LOG.warn("{}: a logout, a newer login or another host's commit came first; ours is given up", owner);
                revokeUnlessOf(found.state(), granted);
                return null;
            }
            next = new Version(found.generation() + 1, granted.state(), null);
        }
        throw contended();
    }

    /** Whether a commit whose confirmation was lost had succeeded. */
    private static boolean isStored(Version next, Version found) {
        return found.state().rotation() == next.state().rotation()
                && found.state().family().equals(next.state().family())
                && Objects.equals(found.state().refreshToken(), next.state().refreshToken());
    }

    /**
     * Revokes a refresh token that came too late, unless it is of the login that the record stands for: there it may be an
     * ancestor of the living one, which would die with it.
     */
    private void revokeUnlessOf(SessionState stored, Version late) {
        RefreshToken token = late.state().refreshToken();
        if (token != null && !late.state().family().equals(stored.family())) {
            records.revoke(owner, token);
        }
    }

    private boolean flushAgain(int attempts) {
        try {
            boolean unused = flush();
            return true;
        } catch (RuntimeException | Error e) {
            environment.events().tell(new AuthEvent.CommitDelayed(owner, attempts));
            return false;
        }
    }

    private SessionState open(SessionRecord record) {
        try {
            return records.open(record);
        } catch (AuthException e) {
            environment.events().tell(new AuthEvent.RecordUnreadable(owner, e.problem()));
            throw e.failure().session(owner).toException();
        }
    }

    private RuntimeException contended() {
        return AuthFailure.of(StoreProblem.STORE_UNAVAILABLE)
                .session(owner)
                .detail("the record changed " + TRIES + " times while it was written")
                .toException();
    }

    /** Whose it is. */
    @Override
    public String toString() {
        return owner.toString();
    }
}
