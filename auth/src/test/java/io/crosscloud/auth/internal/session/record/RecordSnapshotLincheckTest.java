package io.crosscloud.auth.internal.session.record;

import io.crosscloud.auth.internal.session.record.RecordSnapshot.Version;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What threads learn of one record at once could have been learned one after another: nobody takes memory back behind a commit
 * that has returned, what is owed is handed over once and settled by nobody whom it does not concern, and every login that was
 * ended stays so. The store here is a number.
 */
@Tag("lincheck")
@Param(name = "which", gen = IntGen.class, conf = "1:2")
public class RecordSnapshotLincheckTest {
    private static final SessionState STATE = SessionState.of("marta");
    private static final List<Version> ROTATIONS = IntStream.rangeClosed(0, 2)
            .mapToObj(RecordSnapshotLincheckTest::generation)
            .toList();

    private final AtomicReference<RecordSnapshot> snapshot = new AtomicReference<>(RecordSnapshot.NOTHING);
    private final AtomicInteger store = new AtomicInteger();

    /** Somebody reads the record. */
    @Operation
    public void read() {
        Version last = snapshot.get().known();
        snapshot.updateAndGet(seen -> seen.knowing(last, generation(store.get())));
    }

    /** Somebody commits, and nobody can say afterwards that it is not known here. */
    @Operation
    public int commit() {
        Version last = snapshot.get().known();
        int next = store.incrementAndGet();
        snapshot.updateAndGet(seen -> seen.knowing(last, generation(next)));
        Version known = snapshot.get().known();
        return known == null || known.generation() < next ? -1 : next;
    }

    /** How far this process is. */
    @Operation
    public boolean knowsOf() {
        Version before = snapshot.get().known();
        Version after = snapshot.get().known();
        return before == null || (after != null && after.generation() >= before.generation());
    }

    /** A rotation is owed to the store. */
    @Operation(nonParallelGroup = "rotation")
    public void owe(@Param(name = "which") int rotation) {
        snapshot.updateAndGet(seen -> seen.writing(ROTATIONS.get(rotation)));
    }

    /** The store has taken it. */
    @Operation
    public void settle(@Param(name = "which") int rotation) {
        snapshot.updateAndGet(seen -> seen.written(ROTATIONS.get(rotation)));
    }

    /** A login takes its place: whoever gets it, gets it alone. */
    @Operation
    public long giveUp() {
        Version owed = snapshot.getAndUpdate(seen -> seen.writing(null)).unwritten();
        return owed == null ? 0 : owed.generation();
    }

    @Operation
    public void end(@Param(name = "which") int login) {
        snapshot.updateAndGet(seen -> seen.ending(login(login)));
    }

    @Operation
    public boolean isEnded(@Param(name = "which") int login) {
        return snapshot.get().isEnded(login(login));
    }

    private static Version generation(int generation) {
        return new Version(generation, STATE, null);
    }

    private static SessionState login(int login) {
        return STATE.asFamily("login-" + login);
    }

    /** The same by one thread. */
    public static final class InTurn {
        private final Set<Integer> ended = new HashSet<>();
        private int store;
        private int owed;

        public void read() {}

        public int commit() {
            return ++store;
        }

        public boolean knowsOf() {
            return true;
        }

        public void owe(int rotation) {
            owed = rotation;
        }

        public void settle(int rotation) {
            owed = owed == rotation ? 0 : owed;
        }

        public long giveUp() {
            int given = owed;
            owed = 0;
            return given;
        }

        public void end(int login) {
            ended.add(login);
        }

        public boolean isEnded(int login) {
            return ended.contains(login);
        }
    }

    @Test
    void underTheModelChecker_isLinearizable() {
        new ModelCheckingOptions()
                .sequentialSpecification(InTurn.class)
                .iterations(40)
                .invocationsPerIteration(200)
                .threads(2)
                .actorsPerThread(3)
                .check(RecordSnapshotLincheckTest.class);
    }
}
