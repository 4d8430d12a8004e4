package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.state.SessionState;
import io.crosscloud.spi.Ending;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of one record, beside what the store says, and the commit and the end that it owes the store. Threads that
 * refresh, log in, log out and try again meet here without a lock: none takes back what another has learned since, and what is
 * owed is taken from here by one of them.
 */
final class Memory {
    private static final AtomicReferenceFieldUpdater<Memory, @Nullable Known> KNOWN =
            AtomicReferenceFieldUpdater.newUpdater(Memory.class, Known.class, "known");
    private static final AtomicReferenceFieldUpdater<Memory, @Nullable Known> OWED =
            AtomicReferenceFieldUpdater.newUpdater(Memory.class, Known.class, "owed");
    private static final AtomicReferenceFieldUpdater<Memory, @Nullable String> UNENDED =
            AtomicReferenceFieldUpdater.newUpdater(Memory.class, String.class, "unended");
    private static final AtomicReferenceFieldUpdater<Memory, @Nullable Ended> ENDED =
            AtomicReferenceFieldUpdater.newUpdater(Memory.class, Ended.class, "ended");

    /** What was read or written. */
    record Known(
            long generation, SessionState state, @Nullable Ending ending) {}

    /** A login that was ended, and those before it: a refresh of any may still be on its way. There are few, and mostly none. */
    private record Ended(String family, @Nullable Ended before) {}

    /** A rotation of a login. */
    private record Rotation(String family, long number) {}

    private volatile @Nullable Known known;
    private volatile @Nullable Known owed;
    private volatile @Nullable String unended;
    private volatile @Nullable Ended ended;
    private volatile @Nullable Rotation overtaken;

    /** What was learned last; null if nothing was. */
    @Nullable
    Known known() {
        return known;
    }

    /**
     * Takes what the store was seen to hold, or was made to hold.
     *
     * @param last what was known before the store was asked; what was learned since and is not older stays
     */
    @SuppressWarnings("ReferenceEquality") // another that is equal was learned since
    void learn(@Nullable Known last, Known next) {
        KNOWN.updateAndGet(
                this, now -> now == null || now == last || now.generation() < next.generation() ? next : now);
    }

    /** The login was ended or replaced here; no slow commit and no store that forgets brings it back. */
    void end(SessionState login) {
        if (!login.family().isEmpty()) {
            ENDED.updateAndGet(this, before -> new Ended(login.family(), before));
        }
    }

    /** Whether this login was ended here. */
    boolean isEnded(SessionState login) {
        for (Ended each = ended; each != null; each = each.before()) {
            if (each.family().equals(login.family())) {
                return true;
            }
        }
        return false;
    }

    /** The refresh token of this rotation came after another host may have presented the one before it. */
    void overtake(String family, long rotation) {
        overtaken = new Rotation(family, rotation);
    }

    /** Whether that is so of this state. */
    boolean isOvertaken(SessionState state) {
        return new Rotation(state.family(), state.rotation()).equals(overtaken);
    }

    /** The store is still to be told of this. */
    void owe(Known granted) {
        owed = granted;
    }

    /** What the store is still to be told of; null if nothing is. */
    @Nullable
    Known owed() {
        return owed;
    }

    /** This is owed no more. */
    void settle(Known granted) {
        OWED.compareAndSet(this, granted, null);
    }

    /** Nothing is owed any more; what was, if anything. */
    @Nullable
    Known giveUp() {
        return OWED.getAndSet(this, null);
    }

    /** The store still holds this sealed state, and is to hold none. */
    void oweEnd(@Nullable String payload) {
        unended = payload;
    }

    /** The sealed state that the store is to hold no longer; null if there is none. */
    @Nullable
    String unended() {
        return unended;
    }

    /** The store was seen to hold this no longer. */
    void settleEnd(String payload) {
        UNENDED.compareAndSet(this, payload, null);
    }
}
