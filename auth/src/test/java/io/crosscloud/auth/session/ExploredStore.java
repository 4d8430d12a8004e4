package io.crosscloud.auth.session;

import io.crosscloud.auth.session.ExploredPlot.Defect;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The in-memory store, as hosts share it that can be stopped at each verb, with a beacon: as long as the process that
 * claimed last lives and has not resolved its claim, nobody overtakes it, for a minute at most. It can lose its last writes.
 */
final class ExploredStore {
    static final Duration MAX_PAUSE = Duration.ofMinutes(1);

    /** Who claimed last, while the claim is not resolved. */
    private record Holder(String name, ExploredHost host, Instant until) {}

    /** A verb that has changed the row, and who holds it since. */
    private record Change(
            Instant at, Consumer<TokenStore> verb, @Nullable Holder holder) {}

    private final InstantSource clock;
    private final ExploredPlot plot;
    private final List<Change> history = new ArrayList<>();
    private InMemoryTokenStore inner;
    private @Nullable Instant replayed;
    private @Nullable Holder holder;
    private long highest;
    private int changes;
    private Instant pausedUntil = Instant.MIN;
    private String key = "";

    ExploredStore(InstantSource clock, ExploredPlot plot) {
        this.inner = InMemoryTokenStore.create(this::now);
        this.clock = clock;
        this.plot = plot;
    }

    private boolean has(Defect defect) {
        return plot.defect() == defect;
    }

    private Instant now() {
        return replayed == null ? clock.instant() : replayed;
    }

    /** How often it was changed. */
    int changes() {
        return changes;
    }

    /** How many of its last writes it can lose. */
    int writes() {
        return history.size();
    }

    /** Goes back to what it was so many writes ago. */
    void lose(int writes) {
        history.subList(history.size() - writes, history.size()).clear();
        inner = InMemoryTokenStore.create(this::now);
        for (Change change : history) {
            replayed = change.at();
            change.verb().accept(inner);
        }
        replayed = null;
        holder = history.isEmpty() ? null : history.get(history.size() - 1).holder();
        highest = row().map(SessionRecord::generation).orElse(0L);
        pausedUntil = Instant.MIN;
        changes++;
    }

    /** The host whose beacon burns, if its claim is not resolved. */
    Optional<ExploredHost> holder() {
        return Optional.ofNullable(holder).map(Holder::host);
    }

    Optional<SessionRecord> row() {
        return inner.find(key);
    }

    /** Whether nobody is to ask the server at present. */
    boolean isPaused() {
        return pausedUntil.isAfter(clock.instant());
    }

    /** What stands in the row, as far as it can be seen from outside. */
    String description() {
        return row().map(row -> row.generation()
                        + (row.lease() == null ? "" : " leased")
                        + (row.attemptedAt() == null ? "" : " attempted")
                        + (row.ending() == null ? "" : " " + row.ending()))
                .orElse("none");
    }

    /** The store as one host sees it. */
    TokenStore seenBy(ExploredHost host) {
        return new View(host);
    }

    private void changed(Consumer<TokenStore> verb, @Nullable Holder since) {
        history.add(new Change(clock.instant(), verb, since));
        holder = since;
        changes++;
    }

    private boolean isSeenToLive(@Nullable Holder last) {
        return plot.beacon()
                && !has(Defect.NO_BEACON)
                && last != null
                && last.host().hasBeacon()
                && clock.instant().isBefore(last.until().plus(MAX_PAUSE));
    }

    private final class View implements TokenStore {
        private final ExploredHost host;

        View(ExploredHost host) {
            this.host = host;
        }

        private <T> T step(String verb, Supplier<T> effect) {
            Stage.Order order = host.acting().step(verb, true);
            if (order == Stage.Order.FAIL_BEFORE) {
                fail(verb);
            }
            T result = effect.get();
            if (order == Stage.Order.FAIL_AFTER) {
                fail(verb);
            }
            return result;
        }

        private void fail(String verb) {
            if (plot.errors()) {
                throw new NoClassDefFoundError("org/example/Driver");
            }
            throw AuthFailure.of(StoreProblem.STORE_UNAVAILABLE).detail(verb).toException();
        }

        private Release asKept(Release release) {
            Release kept =
                    has(Defect.NO_ATTEMPT_MARK) || !release.isInDoubt() ? Release.nothingSpent() : Release.inDoubt();
            Release pausing = has(Defect.NO_PAUSE) ? kept : kept.pausing(release.pause());
            return release.refusal().map(pausing::refused).orElse(pausing);
        }

        @Override
        public Optional<SessionRecord> find(String key) {
            return step("find", () -> {
                ExploredStore.this.key = key;
                Optional<SessionRecord> row = row();
                long generation = row.map(SessionRecord::generation).orElse(0L);
                if (generation < highest) {
                    host.violation("the generation went back from " + highest + " to " + generation);
                }
                highest = generation;
                host.knowledge().found(row);
                return row;
            });
        }

        @Override
        public Claim claim(String key, long generation, String name, Duration lease) {
            return step("claim", () -> {
                if (has(Defect.CLAIM_ALWAYS_GRANTS)) {
                    row().map(SessionRecord::lease)
                            .ifPresent(held -> inner.release(key, generation, held.holder(), Release.nothingSpent()));
                } else if (isSeenToLive(holder)) {
                    return new Claim.Busy(Duration.ofSeconds(1));
                }
                Claim claim = inner.claim(key, generation, name, lease);
                if (claim instanceof Claim.Granted granted) {
                    changed(
                            store -> store.claim(key, generation, name, lease),
                            new Holder(name, host, clock.instant().plus(lease)));
                    host.knowledge().claimed(granted.probe());
                }
                return claim;
            });
        }

        @Override
        public boolean commit(String key, long generation, SealedSession session) {
            return step("commit", () -> {
                Optional<SessionRecord> before = row();
                if (has(Defect.COMMIT_CHECKS_THE_LEASE)
                        && before.filter(row -> row.generation() > 0).isPresent()
                        && before.map(SessionRecord::lease).isEmpty()) {
                    return false;
                }
                long expected = has(Defect.COMMIT_OVERWRITES)
                        ? before.map(SessionRecord::generation).orElse(0L)
                        : generation;
                boolean committed = inner.commit(key, expected, session);
                if (committed) {
                    changed(store -> store.commit(key, expected, session), null);
                    pausedUntil = Instant.MIN;
                    host.committed(before, row());
                }
                return committed;
            });
        }

        @Override
        public void release(String key, long generation, String name, Release release) {
            step("release", () -> {
                Release done = asKept(release);
                boolean own = holder != null && holder.name().equals(name);
                inner.release(key, generation, name, done);
                changed(store -> store.release(key, generation, name, done), own ? null : holder);
                pausedUntil = own ? clock.instant().plus(release.pause()) : pausedUntil;
                host.knowledge().released(release);
                return true;
            });
        }

        @Override
        public boolean end(String key, long generation, Ending ending, String problem) {
            return step("end", () -> {
                boolean ended = inner.end(key, generation, ending, problem);
                if (ended) {
                    changed(store -> store.end(key, generation, ending, problem), null);
                    host.knowledge().resolved();
                }
                return ended;
            });
        }

        @Override
        public List<SessionRecord> due(Instant before, int limit) {
            return inner.due(before, limit);
        }
    }
}
