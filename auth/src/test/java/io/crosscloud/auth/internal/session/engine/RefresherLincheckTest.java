package io.crosscloud.auth.internal.session.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The refresher is linearizable: whatever threads do at once could have been done one after another. Each load brings the
 * next number, so two loads where one was due, or a value that comes back after it was rejected, are seen as a number
 * that no order explains. Time stands still here; the instants have tests of their own.
 */
@Tag("lincheck")
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public class RefresherLincheckTest {
    private static final int CLOSED = -1;
    private static final int FAILED = -2;

    private final AtomicInteger loads = new AtomicInteger();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final Refresher<Integer> refresher = new Numbers();

    private final class Numbers extends Refresher<Integer> {
        Numbers() {
            super(InstantSource.fixed(Instant.EPOCH));
        }

        @Override
        protected CompletionStage<Timed<Integer>> load(@Nullable Timed<Integer> current, Set<Integer> rejected) {
            if (failing.getAndSet(false)) {
                return CompletableFuture.failedFuture(new UnsupportedOperationException());
            }
            Instant end = Instant.EPOCH.plusSeconds(60);
            return CompletableFuture.completedFuture(new Timed<>(loads.incrementAndGet(), end, end));
        }

        @Override
        protected Duration pauseAfter(Throwable failure, int failures) {
            return Duration.ofDays(1);
        }

        @Override
        protected void failed(Failure failure) {}

        @Override
        protected void renewed() {}
    }

    /** The value, waiting for a load if there is none. */
    @Operation
    public int get() {
        try {
            return refresher.future().join();
        } catch (CompletionException e) {
            return e.getCause() instanceof UnsupportedOperationException ? FAILED : CLOSED;
        }
    }

    /** A value says that it is no good. */
    @Operation
    public boolean reject(@Param(name = "value") int value) {
        return refresher.reject(value);
    }

    /** The next load fails, and stays failed. */
    @Operation
    public void failNext() {
        failing.set(true);
    }

    /** The end. */
    @Operation
    public void close() {
        refresher.close();
    }

    @Test
    void underTheModelChecker_isLinearizable() {
        new ModelCheckingOptions()
                .iterations(20)
                .invocationsPerIteration(500)
                .threads(2)
                .actorsPerThread(3)
                .check(RefresherLincheckTest.class);
    }

    @Test
    void underStress_isLinearizable() {
        new StressOptions()
                .iterations(20)
                .invocationsPerIteration(1_000)
                .threads(3)
                .actorsPerThread(3)
                .check(RefresherLincheckTest.class);
    }
}
