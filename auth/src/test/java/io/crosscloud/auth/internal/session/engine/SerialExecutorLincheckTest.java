package io.crosscloud.auth.internal.session.engine;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * However threads meet, each task runs, no two at once, and none before one whose {@code execute} had returned when its own
 * began. The tasks run on the threads that bring them, so that all have run when those are done; what they share is plain
 * memory, which tells of every overlap.
 */
@Tag("lincheck")
public class SerialExecutorLincheckTest {
    private static final class Job {
        private final int came;
        private int left = Integer.MAX_VALUE;

        Job(int came) {
            this.came = came;
        }
    }

    private final SerialExecutor serial = new SerialExecutor(Runnable::run);
    private final AtomicInteger instants = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();
    private final Job[] ran = new Job[100];
    private int count;

    /** Somebody brings a task. */
    @Operation
    public void execute() {
        Job job = new Job(instants.incrementAndGet());
        taken.incrementAndGet();
        serial.execute(() -> {
            ran[count] = job;
            count++;
        });
        job.left = instants.incrementAndGet();
    }

    /** All have run, in order. */
    @Validate
    public void allRanInOrder() {
        if (count != taken.get()) {
            throw new IllegalStateException(count + " tasks have run, of " + taken.get());
        }
        for (int i = 0; i < count; i++) {
            for (int later = i + 1; later < count; later++) {
                if (ran[later].left < ran[i].came) {
                    throw new IllegalStateException("a task has overtaken another");
                }
            }
        }
    }

    @Test
    void underTheModelChecker_isInOrder() {
        new ModelCheckingOptions()
                .iterations(5)
                .invocationsPerIteration(300)
                .threads(3)
                .actorsPerThread(2)
                .check(SerialExecutorLincheckTest.class);
    }

    @Test
    void underStress_isInOrder() {
        new StressOptions()
                .iterations(5)
                .invocationsPerIteration(500)
                .threads(3)
                .actorsPerThread(3)
                .check(SerialExecutorLincheckTest.class);
    }
}
