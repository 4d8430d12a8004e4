package io.crosscloud.spi;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of a {@link TokenStore}. All times are the store's own.
 *
 * @param key the store key
 * @param generation how often the session was committed; 0 while a first claim is unresolved
 * @param session what was committed last; null at generation 0 and after a logout
 * @param lease who may send at present; null if nobody, or if it is over
 * @param attemptedAt when this very generation's refresh token was claimed for sending and has not been resolved since;
 *     null if it was not
 * @param ending why the session has ended; null while it goes on
 * @param notBefore before when nobody should ask the server again; null if any time
 * @param history what has become of the session so far
 */
public record SessionRecord(
        String key,
        long generation,
        @Nullable SealedSession session,
        @Nullable Lease lease,
        @Nullable Instant attemptedAt,
        @Nullable Ending ending,
        @Nullable Instant notBefore,
        History history) {
    public SessionRecord {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(history, "history");
    }

    /** A row of which no history is known. */
    public SessionRecord(
            String key,
            long generation,
            @Nullable SealedSession session,
            @Nullable Lease lease,
            @Nullable Instant attemptedAt,
            @Nullable Ending ending,
            @Nullable Instant notBefore) {
        this(key, generation, session, lease, attemptedAt, ending, notBefore, History.NONE);
    }

    /** The same row with this history. */
    public SessionRecord withHistory(History history) {
        return new SessionRecord(key, generation, session, lease, attemptedAt, ending, notBefore, history);
    }

    /**
     * The right to send, until a time by the store's clock.
     *
     * @param holder who holds it: a name that is unique to one process start
     * @param until when it is over
     */
    public record Lease(String holder, Instant until) {
        public Lease {
            Objects.requireNonNull(holder, "holder");
            Objects.requireNonNull(until, "until");
        }
    }

    /**
     * When a session came, was refreshed and ended, and how often its refresh token was refused. What is unknown is null or
     * 0: rows that an earlier release of the library wrote tell less. Immutable; each method {@code with…} returns a changed
     * copy. More may be told in later releases.
     */
    public static final class History {
        /** Nothing is known. */
        public static final History NONE = new History(null, null, null, null, 0, null);

        private final @Nullable Instant createdAt;
        private final @Nullable Instant refreshedAt;
        private final @Nullable Instant endedAt;
        private final @Nullable String problem;
        private final int refusals;
        private final @Nullable Instant refusedSince;

        private History(
                @Nullable Instant createdAt,
                @Nullable Instant refreshedAt,
                @Nullable Instant endedAt,
                @Nullable String problem,
                int refusals,
                @Nullable Instant refusedSince) {
            this.createdAt = createdAt;
            this.refreshedAt = refreshedAt;
            this.endedAt = endedAt;
            this.problem = problem;
            this.refusals = refusals;
            this.refusedSince = refusedSince;
        }

        /** When the session was first committed, or committed again after an ending. */
        public @Nullable Instant createdAt() {
            return createdAt;
        }

        /** When the session was last committed. */
        public @Nullable Instant refreshedAt() {
            return refreshedAt;
        }

        /** When the session ended; null while it goes on. */
        public @Nullable Instant endedAt() {
            return endedAt;
        }

        /** The code of the problem that the session ended with, or that its refresh token was last refused for. */
        public @Nullable String problem() {
            return problem;
        }

        /** How often in a row this generation's refresh token was refused ({@link Release#refused}). */
        public int refusals() {
            return refusals;
        }

        /** When the first of these refusals was. */
        public @Nullable Instant refusedSince() {
            return refusedSince;
        }

        /** The same with this {@link #createdAt()}. */
        public History withCreatedAt(@Nullable Instant createdAt) {
            return new History(createdAt, refreshedAt, endedAt, problem, refusals, refusedSince);
        }

        /** The same with this {@link #refreshedAt()}. */
        public History withRefreshedAt(@Nullable Instant refreshedAt) {
            return new History(createdAt, refreshedAt, endedAt, problem, refusals, refusedSince);
        }

        /** The same with this {@link #endedAt()}. */
        public History withEndedAt(@Nullable Instant endedAt) {
            return new History(createdAt, refreshedAt, endedAt, problem, refusals, refusedSince);
        }

        /** The same with this {@link #problem()}. */
        public History withProblem(@Nullable String problem) {
            return new History(createdAt, refreshedAt, endedAt, problem, refusals, refusedSince);
        }

        /** The same with this {@link #refusals()} and {@link #refusedSince()}. */
        public History withRefusals(int refusals, @Nullable Instant refusedSince) {
            return new History(createdAt, refreshedAt, endedAt, problem, refusals, refusedSince);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof History that
                    && Objects.equals(createdAt, that.createdAt)
                    && Objects.equals(refreshedAt, that.refreshedAt)
                    && Objects.equals(endedAt, that.endedAt)
                    && Objects.equals(problem, that.problem)
                    && refusals == that.refusals
                    && Objects.equals(refusedSince, that.refusedSince);
        }

        @Override
        public int hashCode() {
            return Objects.hash(createdAt, refreshedAt, endedAt, problem, refusals, refusedSince);
        }

        @Override
        public String toString() {
            return "History[createdAt=" + createdAt + ", refreshedAt=" + refreshedAt + ", endedAt=" + endedAt
                    + ", problem=" + problem + ", refusals=" + refusals + ", refusedSince=" + refusedSince + "]";
        }
    }
}
