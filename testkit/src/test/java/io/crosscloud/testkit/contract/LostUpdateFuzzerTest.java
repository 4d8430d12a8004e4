package io.crosscloud.testkit.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.testkit.contract.TokenStoreContract.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The fuzzer finds what it is for: stores that are wrong in one way each, beside one that is not. */
class LostUpdateFuzzerTest {
    private static final long SEED = 42;

    @Test
    void soundStore_passes() {
        assertThatCode(() -> fuzz(new Store())).doesNotThrowAnyException();
    }

    @Test
    void storeThatOverwrites_isFound() {
        assertThatThrownBy(() -> fuzz(new Store() {
                    @Override
                    public boolean commit(String key, long generation, SealedSession session) {
                        rows.put(key, row(key, generation + 1, session));
                        return true;
                    }
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("one writer for each generation")
                .hasMessageContaining("seed " + SEED);
    }

    @Test
    void storeThatTakesOlderGenerations_isFound() {
        assertThatThrownBy(() -> fuzz(new Store() {
                    @Override
                    public boolean commit(String key, long generation, SealedSession session) {
                        if (generationOf(key) < generation) {
                            return false;
                        }
                        rows.put(key, row(key, generation + 1, session));
                        return true;
                    }
                }))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void storeThatForgetsToWrite_isFound() {
        assertThatThrownBy(() -> fuzz(new Store() {
                    @Override
                    public boolean commit(String key, long generation, SealedSession session) {
                        return generationOf(key) == generation && super.commit(key, generation, OTHER);
                    }
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the last writer's row");
    }

    @Test
    void storeWhoseLogoutLeavesTheGeneration_isFound() {
        assertThatThrownBy(() -> fuzz(new Store() {
                    @Override
                    public boolean end(String key, long generation, Ending ending, String problem) {
                        return generationOf(key) == generation;
                    }
                }))
                .isInstanceOf(AssertionError.class);
    }

    private static void fuzz(Store store) {
        new LostUpdateFuzzer(List.of(store, store), store::look, SEED).run();
    }

    /** As little of a store as the fuzzer needs: who claims is always granted. */
    private static class Store implements TokenStore {
        static final SealedSession OTHER = new SealedSession("other", 1, null);

        final Map<String, SessionRecord> rows = new ConcurrentHashMap<>();

        static SessionRecord row(String key, long generation, SealedSession session) {
            return new SessionRecord(key, generation, session, null, null, null, null);
        }

        long generationOf(String key) {
            return find(key).map(SessionRecord::generation).orElse(0L);
        }

        Stored look(String key) {
            SealedSession session = rows.get(key).session();
            return new Stored(generationOf(key), session == null ? null : session.payload());
        }

        @Override
        public Optional<SessionRecord> find(String key) {
            return Optional.ofNullable(rows.get(key));
        }

        @Override
        public Claim claim(String key, long generation, String holder, Duration lease) {
            return new Claim.Granted(row(key, generation, OTHER), false);
        }

        @Override
        public boolean commit(String key, long generation, SealedSession session) {
            SessionRecord current = rows.get(key);
            SessionRecord next = row(key, generation + 1, session);
            if (current == null) {
                return generation == 0 && rows.putIfAbsent(key, next) == null;
            }
            return current.generation() == generation && rows.replace(key, current, next);
        }

        @Override
        public void release(String key, long generation, String holder, Release release) {}

        @Override
        public boolean end(String key, long generation, Ending ending, String problem) {
            return ending != Ending.LOGGED_OUT || commit(key, generation, null);
        }

        @Override
        public List<SessionRecord> due(Instant before, int limit) {
            return List.of();
        }
    }
}
