package io.crosscloud.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crosscloud.spi.Ending;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.testkit.contract.TokenStoreContract.Stored;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Threads that claim, commit, release and end the same few rows at random. Afterwards every generation of a row was made by
 * exactly one of them, none is missing, and the row holds what its last writer wrote.
 */
final class LostUpdateFuzzer {
    private static final int THREADS = 8;
    private static final int KEYS = 4;
    private static final int ROUNDS = 150;

    private final List<TokenStore> handles;
    private final Function<String, Stored> look;
    private final long seed;
    private final Queue<Written> log = new ConcurrentLinkedQueue<>();
    private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();

    LostUpdateFuzzer(List<TokenStore> handles, Function<String, Stored> look, long seed) {
        this.handles = handles;
        this.look = look;
        this.seed = seed;
    }

    void run() {
        CyclicBarrier together = new CyclicBarrier(THREADS);
        Together.call(THREADS, thread -> {
            Random random = new Random(seed + thread);
            for (int round = 0; round < ROUNDS && failures.isEmpty(); round++) {
                try {
                    act(handles.get(thread % handles.size()), random, "t" + thread + "-r" + round, together);
                } catch (BrokenBarrierException e) {
                    break;
                } catch (RuntimeException e) {
                    failures.add(e);
                    together.reset();
                }
            }
            return thread;
        });
        if (!failures.isEmpty()) {
            throw new AssertionError("a verb failed, seed " + seed, failures.peek());
        }
        for (int key = 0; key < KEYS; key++) {
            check("fuzz-" + key);
        }
    }

    /** One verb on one row, after all threads have read: those that met on a row have read the same generation. */
    private void act(TokenStore store, Random random, String name, CyclicBarrier together) throws Exception {
        String key = "fuzz-" + random.nextInt(KEYS);
        long generation = store.find(key).map(SessionRecord::generation).orElse(0L);
        together.await(1, TimeUnit.MINUTES);
        if (random.nextInt(3) > 0) {
            store.claim(key, generation, name, Duration.ofMillis(random.nextInt(20)));
        }
        switch (random.nextInt(10)) {
            case 0 -> {
                if (store.end(key, generation, Ending.LOGGED_OUT, "LOGGED_OUT")) {
                    log.add(new Written(key, generation + 1, null));
                }
            }
            case 1 -> store.end(key, generation, Ending.REVOKED, "REVOKED");
            case 2 -> store.release(key, generation, name, Release.inDoubt().refused("REFUSED"));
            case 3 -> store.release(key, generation, name, Release.nothingSpent());
            default -> {
                if (store.commit(key, generation, new SealedSession(name, 1, null))) {
                    log.add(new Written(key, generation + 1, name));
                }
            }
        }
    }

    private void check(String key) {
        List<Written> written = log.stream().filter(w -> w.key().equals(key)).toList();
        List<Long> expected = LongStream.rangeClosed(1, written.size()).boxed().toList();
        List<Long> generations =
                written.stream().map(Written::generation).sorted().toList();
        assertEquals(expected, generations, () -> "one writer for each generation of " + key + ", seed " + seed);
        TreeMap<Long, Written> last = new TreeMap<>();
        written.forEach(w -> last.put(w.generation(), w));
        assertEquals(
                new Stored(last.lastKey(), last.lastEntry().getValue().payload()),
                look.apply(key),
                () -> "the last writer's row of " + key + ", seed " + seed);
    }

    /** A verb that raised a generation, and what it left there; null if it erased. */
    private record Written(
            String key, long generation, @Nullable String payload) {}
}
