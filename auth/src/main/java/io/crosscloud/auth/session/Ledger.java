package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.state.SessionState;
import io.crosscloud.auth.internal.state.SessionStateCodec;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.StoreException;
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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One record of the store, opened and sealed, together with what this process knows of it that the store may not: a commit
 * that the store has not taken yet, or has lost. Generations only grow: a record older than the one in memory is repaired
 * from memory and never the other way round.
 */
final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(SessionManager.class);
    private static final int TRIES = 100;

    /** The record as it was read. */
    record Entry(
            long generation, SessionState state, @Nullable Ending ending, boolean inDoubt) {}

    /**
     * A record that was ended.
     *
     * @param state what it held
     * @param failure why the store may hold it still; null if it does not
     */
    record Ended(SessionState state, @Nullable StoreException failure) {}

    /**
     * What was read or written last.
     *
     * @param payload its sealed form; null if it was never sealed here
     */
    private record Known(
            long generation,
            SessionState state,
            @Nullable Ending ending,
            @Nullable String payload) {
        boolean isIn(@Nullable SealedSession sealed) {
            return payload != null && sealed != null && payload.equals(sealed.payload());
        }
    }

    private final String storeKey;
    private final SessionKey owner;
    private final Connection connection;
    private final SessionRuntime runtime;
    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();
    private final AtomicReference<@Nullable Known> uncommitted = new AtomicReference<>();
    /** The login that was ended here; no slow commit and no store that forgets brings it back. */
    private volatile @Nullable String endedFamily;

    Ledger(String storeKey, SessionKey owner, Connection connection, SessionRuntime runtime) {
        this.storeKey = storeKey;
        this.owner = owner;
        this.connection = connection;
        this.runtime = runtime;
    }

    String storeKey() {
        return storeKey;
    }

    Optional<Identity> identity() {
        Known last = known.get();
        return last == null
                ? Optional.empty()
                : Optional.ofNullable(last.state().identity());
    }

    /** Reads the record. What is uncommitted is committed first; what the store has lost is written again. */
    Entry read() {
        flush();
        while (true) {
            SessionRecord record = runtime.store().find(storeKey).orElse(null);
            long generation = record == null ? 0 : record.generation();
            SessionState stored = stateOf(record);
            Known last = known.get();
            if (!stored.family().isEmpty() && stored.family().equals(endedFamily)) {
                endAgain(generation, stored);
                continue;
            }
            if (last == null || !lost(last, generation, stored)) {
                known.set(new Known(generation, stored, record == null ? null : record.ending(), payloadOf(record)));
                boolean inDoubt = record != null && record.attemptedAt() != null && record.lease() == null;
                return new Entry(generation, stored, record == null ? null : record.ending(), inDoubt);
            }
            LOG.warn(
                    "the store has generation {} of {} and lost {}; it is written again",
                    generation,
                    owner,
                    last.generation());
            runtime.store().commit(storeKey, generation, seal(last.state(), generation + 1));
        }
    }

    /** Whether the store has gone back behind what this process knows: the same family or none, of an older generation. */
    private static boolean lost(Known last, long generation, SessionState stored) {
        boolean sameFamily = stored.refreshToken() == null
                || stored.family().equals(last.state().family());
        return last.state().refreshToken() != null && last.generation() > generation && sameFamily;
    }

    private SessionState stateOf(@Nullable SessionRecord record) {
        Known last = known.get();
        return last != null && record != null && last.isIn(record.session()) ? last.state() : open(record);
    }

    private static @Nullable String payloadOf(@Nullable SessionRecord record) {
        SealedSession sealed = record == null ? null : record.session();
        return sealed == null ? null : sealed.payload();
    }

    Claim claim(Entry entry) {
        return runtime.store().claim(storeKey, entry.generation(), runtime.holder(), runtime.lease());
    }

    boolean generationChanged(Entry entry) {
        return runtime.store().find(storeKey).map(SessionRecord::generation).orElse(0L) != entry.generation();
    }

    /** The same, as far as the store can be asked. */
    boolean seenToChange(Entry entry) {
        try {
            return generationChanged(entry);
        } catch (StoreException e) {
            return false;
        }
    }

    void release(Entry entry, Release how, Duration pause) {
        try {
            runtime.store().release(storeKey, entry.generation(), runtime.holder(), how, pause);
        } catch (StoreException e) {
            LOG.warn("the claim on {} could not be given back; it ends with its lease", owner, e);
        }
    }

    /** Ends the session. False if the record has changed since it was read. */
    boolean mark(Entry entry, Ending ending) {
        return runtime.store().end(storeKey, entry.generation(), ending);
    }

    /**
     * Puts a tombstone in place of whatever the record holds, whoever is about to replace it.
     *
     * @throws StoreException if the record could not even be read; nothing has happened then
     */
    Ended end() {
        for (int i = 0; i < TRIES; i++) {
            Entry entry = read();
            SessionState state = entry.state();
            if (state.equals(SessionState.of(state.user()))) {
                return new Ended(state, null);
            }
            try {
                if (runtime.store().end(storeKey, entry.generation(), Ending.LOGGED_OUT)) {
                    ended(entry.generation() + 1, state);
                    return new Ended(state, null);
                }
            } catch (StoreException e) {
                endedFamily = state.family();
                endLater(1);
                return new Ended(state, e);
            }
        }
        throw contended();
    }

    /** To read is to end it again: whatever the store still holds of the ended login is found then. */
    private void endLater(int attempts) {
        try {
            runtime.later(BackOff.beforeCommit(attempts), () -> {
                try {
                    Entry unused = read();
                } catch (RuntimeException e) {
                    LOG.debug("the end of {} is not stored yet", owner, e);
                    endLater(attempts + 1);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("the end of {} is not stored: the manager is closed", owner, e);
        }
    }

    /** The store has brought back a login that was ended here, or never took its end. */
    private void endAgain(long generation, SessionState stored) {
        if (runtime.store().end(storeKey, generation, Ending.LOGGED_OUT)) {
            LOG.warn("the store held {} though it was logged out; it is ended again", owner);
            ended(generation + 1, stored);
            revokeUnlessOf(SessionState.of(""), new Known(generation, stored, null, null));
        }
    }

    private void ended(long generation, SessionState state) {
        endedFamily = state.family();
        known.set(new Known(generation, SessionState.of(""), Ending.LOGGED_OUT, null));
    }

    /** Whether this process knows that the session was logged out. */
    boolean loggedOut() {
        Known last = known.get();
        return last != null && last.ending() == Ending.LOGGED_OUT;
    }

    /**
     * Commits what a server granted. A store that fails, in whatever way, is tried again in the background.
     *
     * @return false if a newer login or another host's commit came first, and ours was given up
     */
    boolean commit(Entry entry, SessionState next) {
        Known granted = new Known(entry.generation() + 1, next, null, null);
        uncommitted.set(granted);
        try {
            return flush(granted);
        } catch (RuntimeException e) {
            runtime.events().tell(new AuthEvent.CommitDelayed(owner, 1));
            retryLater(1);
            return true;
        }
    }

    /** Commits if the store takes it. */
    void commitQuietly(Entry entry, SessionState next) {
        Known granted = new Known(entry.generation() + 1, next, null, null);
        try {
            if (runtime.store().commit(storeKey, entry.generation(), seal(next, granted.generation()))) {
                known.set(granted);
            }
        } catch (StoreException e) {
            LOG.warn("the token of {} is not shared with other hosts", owner, e);
        }
    }

    /** Puts a new family in place of whatever the record holds, if that can be read: nothing else is overwritten. */
    void replace(SessionState fresh) {
        for (int i = 0; i < TRIES; i++) {
            SessionRecord record = runtime.store().find(storeKey).orElse(null);
            stateOf(record);
            long generation = record == null ? 0 : record.generation();
            if (runtime.store().commit(storeKey, generation, seal(fresh, generation + 1))) {
                known.set(new Known(generation + 1, fresh, null, null));
                Known late = uncommitted.getAndSet(null);
                if (late != null) {
                    revokeUnlessOf(fresh, late);
                    runtime.settled(this);
                }
                return;
            }
        }
        throw contended();
    }

    void unsettled(StandingAccess access) {
        runtime.unsettled(this, access);
    }

    void settled() {
        if (uncommitted.get() == null) {
            runtime.settled(this);
        }
    }

    /** Commits what is uncommitted. False if that was given up because something newer came first. */
    boolean flush() {
        Known granted = uncommitted.get();
        return granted == null || flush(granted);
    }

    private boolean flush(Known granted) {
        boolean committed =
                runtime.store().commit(storeKey, granted.generation() - 1, seal(granted.state(), granted.generation()));
        if (!committed) {
            SessionRecord record = runtime.store().find(storeKey).orElse(null);
            SessionState stored = open(record);
            committed = record != null && isStored(granted, record.generation(), stored);
            if (!committed) {
                LOG.warn("{}: a logout, a newer login or another host's commit came first; ours is given up", owner);
                revokeUnlessOf(stored, granted);
            }
        }
        if (committed) {
            known.updateAndGet(last -> last != null && last.generation() > granted.generation() ? last : granted);
        }
        if (uncommitted.compareAndSet(granted, null)) {
            runtime.settled(this);
        }
        return committed;
    }

    /** Whether a commit whose confirmation was lost had succeeded. */
    private static boolean isStored(Known granted, long generation, SessionState stored) {
        return generation == granted.generation()
                && Objects.equals(stored.refreshToken(), granted.state().refreshToken());
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

    private void retryLater(int attempts) {
        runtime.later(BackOff.beforeCommit(attempts), () -> {
            try {
                flush();
            } catch (RuntimeException e) {
                runtime.events().tell(new AuthEvent.CommitDelayed(owner, attempts + 1));
                retryLater(attempts + 1);
            }
        });
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

    private SessionState open(@Nullable SessionRecord record) {
        try {
            return record == null ? SessionState.of("") : open(record, connection, runtime);
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
        return AuthFailure.of(Problem.STORE_UNAVAILABLE)
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
