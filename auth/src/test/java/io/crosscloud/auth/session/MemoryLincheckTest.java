package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.state.SessionState;
import io.crosscloud.auth.session.Memory.Known;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What threads learn of one record at once could have been learned one after another: nobody takes memory back behind a commit
 * that has returned, and what is owed is handed over once. The store here is a number.
 */
@Tag("lincheck")
public class MemoryLincheckTest {
    private static final SessionState STATE = SessionState.of("marta");

    private final Memory memory = new Memory();
    private final AtomicInteger store = new AtomicInteger();

    /** Somebody reads the record. */
    @Operation
    public void read() {
        Known last = memory.known();
        memory.learn(last, generation(store.get()));
    }

    /** Somebody commits, and nobody can say afterwards that it is not known here. */
    @Operation
    public int commit() {
        Known last = memory.known();
        int next = store.incrementAndGet();
        memory.learn(last, generation(next));
        Known known = memory.known();
        return known == null || known.generation() < next ? -1 : next;
    }

    /** How far this process is. */
    @Operation
    public boolean knowsOf() {
        Known before = memory.known();
        Known after = memory.known();
        return before == null || (after != null && after.generation() >= before.generation());
    }

    /** A rotation is owed to the store. */
    @Operation(nonParallelGroup = "rotation")
    public boolean owe() {
        if (memory.owed() != null) {
            return false;
        }
        memory.owe(generation(1));
        return true;
    }

    /** A login takes its place: whoever gets it, gets it alone. */
    @Operation
    public boolean giveUp() {
        return memory.giveUp() != null;
    }

    private static Known generation(int generation) {
        return new Known(generation, STATE, null, null);
    }

    @Test
    void underTheModelChecker_isLinearizable() {
        new ModelCheckingOptions()
                .iterations(20)
                .invocationsPerIteration(200)
                .threads(2)
                .actorsPerThread(3)
                .check(MemoryLincheckTest.class);
    }
}
