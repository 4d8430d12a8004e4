package io.crosscloud.auth.session;

import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The in-memory store, as hosts share it that can be stopped at each verb, with a beacon: as long as the process that
 * claimed last lives and has not resolved its claim, nobody overtakes it, for a minute at most.
 */
final class ExploredStore {
    static final Duration MAX_PAUSE = Duration.ofMinutes(1);

    /** A way to be wrong, to see that it is found. */
    enum Defect {
        NONE,
        /** Whoever claims is let through. */
        CLAIM_ALWAYS_GRANTS,
        /** Only who still holds the lease may commit. */
        COMMIT_CHECKS_THE_LEASE,
        /** A paused host is taken for a dead one. */
        NO_BEACON,
        /** An attempt that was not resolved is forgotten. */
        NO_ATTEMPT_MARK,
        /** A commit overwrites whatever is there. */
        COMMIT_OVERWRITES
    }

    private final InMemoryTokenStore inner;
    private final InstantSource clock;
    private final Defect defect;
    private @Nullable BooleanSupplier holderLives;
    private String lastHolder = "";
    private Instant leaseUntil = Instant.MIN;
    private long highest;
    private int changes;
    private @Nullable String key;

    ExploredStore(InstantSource clock, Defect defect) {
        this.inner = InMemoryTokenStore.create(clock);
        this.clock = clock;
        this.defect = defect;
    }

    /** How often it was changed. */
    int changes() {
        return changes;
    }

    /** What stands in the row, as far as it can be seen from outside. */
    String row() {
        SessionRecord row = key == null ? null : inner.find(key).orElse(null);
        return row == null
                ? "none"
                : row.generation()
                        + (row.lease() == null ? "" : " leased")
                        + (row.attemptedAt() == null ? "" : " attempted")
                        + (row.ending() == null ? "" : " " + row.ending());
    }

    /** The store as one host sees it. */
    TokenStore seenBy(Host host) {
        return new View(host);
    }

    /** What a host must have to use the store. */
    interface Host {
        Stage.Actor actor();

        boolean lives();

        void claimed(boolean probe);

        void committed();

        void released();

        void violation(String what);
    }

    private final class View implements TokenStore {
        private final Host host;

        View(Host host) {
            this.host = host;
        }

        private <T> T step(String verb, Supplier<T> effect) {
            Stage.Order order = host.actor().step(verb, true);
            if (order == Stage.Order.FAIL_BEFORE) {
                throw failure(verb);
            }
            T result = effect.get();
            if (order == Stage.Order.FAIL_AFTER) {
                throw failure(verb);
            }
            return result;
        }

        private RuntimeException failure(String verb) {
            return AuthFailure.of(Problem.STORE_UNAVAILABLE).detail(verb).toException();
        }

        @Override
        public Optional<SessionRecord> find(String key) {
            return step("find", () -> {
                ExploredStore.this.key = key;
                Optional<SessionRecord> row = inner.find(key);
                long generation = row.map(SessionRecord::generation).orElse(0L);
                if (generation < highest) {
                    host.violation("the generation went back from " + highest + " to " + generation);
                }
                highest = generation;
                return row;
            });
        }

        @Override
        public Claim claim(String key, long generation, String holder, Duration lease) {
            return step("claim", () -> {
                BooleanSupplier last = holderLives;
                boolean seenToLive = defect != Defect.NO_BEACON
                        && last != null
                        && last.getAsBoolean()
                        && clock.instant().isBefore(leaseUntil.plus(MAX_PAUSE));
                if (defect == Defect.CLAIM_ALWAYS_GRANTS) {
                    inner.find(key)
                            .map(SessionRecord::lease)
                            .ifPresent(held -> inner.release(
                                    key, generation, held.holder(), Release.NOTHING_SPENT, Duration.ZERO));
                } else if (seenToLive) {
                    return new Claim.Busy(Duration.ofSeconds(1));
                }
                Claim claim = inner.claim(key, generation, holder, lease);
                if (claim instanceof Claim.Granted granted) {
                    changes++;
                    holderLives = host::lives;
                    lastHolder = holder;
                    leaseUntil = clock.instant().plus(lease);
                    host.claimed(granted.probe());
                }
                return claim;
            });
        }

        @Override
        public boolean commit(String key, long generation, SealedSession session) {
            return step("commit", () -> {
                if (defect == Defect.COMMIT_CHECKS_THE_LEASE
                        && inner.find(key).filter(row -> row.generation() > 0).isPresent()
                        && inner.find(key).map(SessionRecord::lease).isEmpty()) {
                    return false;
                }
                if (defect == Defect.COMMIT_OVERWRITES) {
                    long current =
                            inner.find(key).map(SessionRecord::generation).orElse(0L);
                    return resolved(inner.commit(key, current, session));
                }
                return resolved(inner.commit(key, generation, session));
            });
        }

        private boolean resolved(boolean committed) {
            if (committed) {
                changes++;
                holderLives = null;
                host.committed();
            }
            return committed;
        }

        @Override
        public void release(String key, long generation, String holder, Release how, Duration pause) {
            step("release", () -> {
                Release done = defect == Defect.NO_ATTEMPT_MARK ? Release.NOTHING_SPENT : how;
                inner.release(key, generation, holder, done, pause);
                changes++;
                host.released();
                if (holder.equals(lastHolder)) {
                    holderLives = null;
                }
                return true;
            });
        }

        @Override
        public boolean end(String key, long generation, Ending ending) {
            return step("end", () -> {
                boolean ended = inner.end(key, generation, ending);
                if (ended) {
                    changes++;
                    holderLives = null;
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
