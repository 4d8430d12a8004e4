package io.crosscloud.auth.internal.session.record;

import io.crosscloud.spi.Ending;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of one record beside what the store says. Immutable; whoever learns something replaces the whole by
 * compare-and-set, so threads that refresh, log in, log out and try again need no lock.
 *
 * @param known the version that was read or written last; null if there was none
 * @param unwritten the version that the store has still to take; null if there is none
 * @param unended the sealed state that the store has still to end; null if there is none
 * @param endedLogins the families of logins that were ended here: a late commit of any may still come
 * @param overtaken the rotation whose refresh token came after another host may have presented the one before it; null if none
 */
record RecordSnapshot(
        @Nullable Version known,
        @Nullable Version unwritten,
        @Nullable String unended,
        Set<String> endedLogins,
        @Nullable Rotation overtaken) {
    static final RecordSnapshot NOTHING = new RecordSnapshot(null, null, null, Set.of(), null);

    /** A version of the record, as it was read or written. */
    record Version(
            long generation, SessionState state, @Nullable Ending ending) {
        boolean isOfLogin(SessionState login) {
            return state.family().equals(login.family());
        }
    }

    /** A refresh token of a login, by how many there were before it. */
    record Rotation(String family, long number) {
        static Rotation of(SessionState state) {
            return new Rotation(state.family(), state.rotation());
        }
    }

    /**
     * The store was seen to hold this version, or has taken it.
     *
     * @param last what was known before the store was asked; what was learned since and is not older stays
     */
    @SuppressWarnings("ReferenceEquality") // an equal one was learned since
    RecordSnapshot knowing(@Nullable Version last, Version next) {
        boolean news = known == null || known == last || known.generation() < next.generation();
        return news ? new RecordSnapshot(next, unwritten, unended, endedLogins, overtaken) : this;
    }

    /** The login was ended or replaced here; no late commit and no store that forgets brings it back. */
    RecordSnapshot ending(SessionState login) {
        if (login.family().isEmpty()) {
            return this;
        }
        Set<String> ended =
                Stream.concat(endedLogins.stream(), Stream.of(login.family())).collect(Collectors.toUnmodifiableSet());
        return new RecordSnapshot(known, unwritten, unended, ended, overtaken);
    }

    boolean isEnded(SessionState login) {
        return endedLogins.contains(login.family());
    }

    RecordSnapshot overtaking(Rotation rotation) {
        return new RecordSnapshot(known, unwritten, unended, endedLogins, rotation);
    }

    boolean isOvertaken(SessionState state) {
        return Rotation.of(state).equals(overtaken);
    }

    /** The store has still to take this version; null if it has to take none. */
    RecordSnapshot writing(@Nullable Version granted) {
        return new RecordSnapshot(known, granted, unended, endedLogins, overtaken);
    }

    /** The store has taken this version, or need not any more. */
    @SuppressWarnings("ReferenceEquality") // an equal one is another write
    RecordSnapshot written(Version granted) {
        return unwritten == granted ? writing(null) : this;
    }

    /** The store has still to end this sealed state; null if it has to end none. */
    RecordSnapshot endingAt(@Nullable String payload) {
        return new RecordSnapshot(known, unwritten, payload, endedLogins, overtaken);
    }

    /** The store was seen to hold this sealed state no longer. */
    RecordSnapshot endWritten(String payload) {
        return payload.equals(unended) ? endingAt(null) : this;
    }

    /** Whether the store has still to take anything. */
    boolean isUnwritten() {
        return unwritten != null || unended != null;
    }
}
