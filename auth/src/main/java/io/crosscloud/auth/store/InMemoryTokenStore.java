package io.crosscloud.auth.store;

import io.crosscloud.auth.internal.door.Defaults;
import io.crosscloud.auth.internal.door.Door;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.SessionRecord.History;
import io.crosscloud.spi.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps sessions in this process's memory, for as long as it lives. Never evicts: a forgotten refresh token is a person
 * who must log in again. So it grows by a row for each user of a connection, and without a refresh token for each business unit
 * and scope of the user too; a logout empties a row and leaves it. Thread-safe; no verb blocks.
 */
public final class InMemoryTokenStore implements TokenStore {
    static {
        Door.open(InMemoryTokenStore.class, store -> (Defaults.Taker) store::with);
    }

    private final ConcurrentHashMap<String, SessionRecord> rows;
    private final ConcurrentSkipListSet<Due> due;
    private final InstantSource clock;
    private final boolean clockGiven;

    private InMemoryTokenStore(InstantSource clock, boolean clockGiven) {
        this.rows = new ConcurrentHashMap<>();
        this.due = new ConcurrentSkipListSet<>();
        this.clock = Objects.requireNonNull(clock, "clock");
        this.clockGiven = clockGiven;
    }

    private InMemoryTokenStore(InMemoryTokenStore shared, InstantSource clock) {
        this.rows = shared.rows;
        this.due = shared.due;
        this.clock = clock;
        this.clockGiven = false;
    }

    /** An empty store. Its clock is that of the session manager that uses it, or the system's without one. */
    public static InMemoryTokenStore create() {
        return new InMemoryTokenStore(InstantSource.system(), false);
    }

    /** An empty store that measures leases and pauses by this clock. */
    public static InMemoryTokenStore create(InstantSource clock) {
        return new InMemoryTokenStore(clock, true);
    }

    private InMemoryTokenStore with(Defaults defaults) {
        return clockGiven ? this : new InMemoryTokenStore(this, defaults.clock());
    }

    @Override
    public Optional<SessionRecord> find(String key) {
        return Optional.ofNullable(rows.get(key)).map(row -> seenAt(clock.instant(), row));
    }

    @Override
    public Claim claim(String key, long generation, String holder, Duration lease) {
        return this.<Claim>onRow(key, row -> claimed(row, generation, holder, lease));
    }

    private Step<Claim> claimed(SessionRecord stored, long generation, String holder, Duration lease) {
        Instant now = clock.instant();
        SessionRecord row = seenAt(now, stored);
        if (row.generation() != generation || row.ending() != null) {
            return Step.unchanged(new Claim.Changed());
        }
        Instant free = now;
        if (row.lease() != null) {
            free = later(free, row.lease().until());
        }
        if (row.notBefore() != null) {
            free = later(free, row.notBefore());
        }
        if (free.isAfter(now)) {
            return Step.unchanged(new Claim.Busy(Duration.between(now, free)));
        }
        SessionRecord.Lease held = new SessionRecord.Lease(holder, now.plus(lease));
        SessionRecord claimed =
                new SessionRecord(row.key(), generation, row.session(), held, now, null, null, row.history());
        return new Step<>(claimed, new Claim.Granted(claimed, row.attemptedAt() != null));
    }

    @Override
    public boolean commit(String key, long generation, SealedSession session) {
        Objects.requireNonNull(session, "session");
        return onRow(key, row -> {
            if (row.generation() != generation) {
                return Step.unchanged(false);
            }
            Instant now = clock.instant();
            boolean begins = generation == 0 || row.ending() != null;
            History history = History.NONE
                    .withCreatedAt(begins ? now : row.history().createdAt())
                    .withRefreshedAt(now);
            return new Step<>(new SessionRecord(key, generation + 1, session, null, null, null, null, history), true);
        });
    }

    @Override
    public void release(String key, long generation, String holder, Release release) {
        this.<Boolean>onRow(key, row -> {
            if (row.generation() != generation
                    || row.lease() == null
                    || !row.lease().holder().equals(holder)) {
                return Step.unchanged(false);
            }
            Instant now = clock.instant();
            return new Step<>(
                    new SessionRecord(
                            key,
                            generation,
                            row.session(),
                            null,
                            release.isInDoubt() ? row.attemptedAt() : null,
                            row.ending(),
                            now.plus(release.pause()),
                            after(release, row.history(), now)),
                    true);
        });
    }

    private static History after(Release release, History history, Instant now) {
        Instant since = history.refusedSince() == null ? now : history.refusedSince();
        return release.refusal()
                .map(problem ->
                        history.withRefusals(history.refusals() + 1, since).withProblem(problem))
                .orElse(history);
    }

    @Override
    public boolean end(String key, long generation, Ending ending, String problem) {
        Objects.requireNonNull(ending, "ending");
        Objects.requireNonNull(problem, "problem");
        return onRow(key, row -> {
            if (row.generation() != generation) {
                return Step.unchanged(false);
            }
            boolean erased = ending == Ending.LOGGED_OUT;
            return new Step<>(
                    new SessionRecord(
                            key,
                            erased ? generation + 1 : generation,
                            erased ? null : row.session(),
                            null,
                            null,
                            ending,
                            null,
                            row.history()
                                    .withEndedAt(clock.instant())
                                    .withProblem(problem)
                                    .withRefusals(0, null)),
                    true);
        });
    }

    @Override
    public List<SessionRecord> due(Instant before, int limit) {
        Instant now = clock.instant();
        return due.stream()
                .takeWhile(entry -> !entry.renewBefore().isAfter(before))
                .flatMap(entry -> Stream.ofNullable(rows.get(entry.key())).filter(row -> entry.equals(Due.of(row))))
                .limit(limit)
                .map(row -> seenAt(now, row))
                .toList();
    }

    @Override
    public boolean persistent() {
        return false;
    }

    /** Does one verb on one row, atomically; the index of what is due follows within the same step. */
    private <T> T onRow(String key, Function<SessionRecord, Step<T>> verb) {
        AtomicReference<@Nullable T> answer = new AtomicReference<>();
        rows.compute(key, (k, stored) -> {
            Step<T> step = verb.apply(stored == null ? new SessionRecord(k, 0, null, null, null, null, null) : stored);
            answer.set(step.answer());
            if (step.row() == null) {
                return stored;
            }
            index(stored == null ? null : Due.of(stored), Due.of(step.row()));
            return step.row();
        });
        return Objects.requireNonNull(answer.get());
    }

    private void index(@Nullable Due before, @Nullable Due after) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before != null) {
            due.remove(before);
        }
        if (after != null) {
            due.add(after);
        }
    }

    private static SessionRecord seenAt(Instant now, SessionRecord row) {
        boolean leaseOver = row.lease() != null && !row.lease().until().isAfter(now);
        boolean pauseOver = row.notBefore() != null && !row.notBefore().isAfter(now);
        return leaseOver || pauseOver
                ? new SessionRecord(
                        row.key(),
                        row.generation(),
                        row.session(),
                        leaseOver ? null : row.lease(),
                        row.attemptedAt(),
                        row.ending(),
                        pauseOver ? null : row.notBefore(),
                        row.history())
                : row;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** What a verb makes of a row, and what it answers; no row if it changes nothing. */
    private record Step<T>(@Nullable SessionRecord row, T answer) {
        static <T> Step<T> unchanged(T answer) {
            return new Step<>(null, answer);
        }
    }

    /** An entry of the index: a session that goes on, and when keep-alive is due. */
    private record Due(Instant renewBefore, String key) implements Comparable<Due> {
        private static final Comparator<Due> ORDER =
                Comparator.comparing(Due::renewBefore).thenComparing(Due::key);

        static @Nullable Due of(SessionRecord row) {
            SealedSession session = row.session();
            return row.ending() != null || session == null || session.renewBefore() == null
                    ? null
                    : new Due(session.renewBefore(), row.key());
        }

        @Override
        public int compareTo(Due other) {
            return ORDER.compare(this, other);
        }
    }
}
