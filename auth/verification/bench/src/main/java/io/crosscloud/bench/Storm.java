package io.crosscloud.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers that call again and again. */
final class Storm {
    private static final int CALLERS = 50;
    private static final Duration PAUSE = Duration.ofMillis(5);

    private Storm() {}

    /** Lets 50 threads call for so long, with a short pause between two calls. Ends when the last call has been answered. */
    static Herd.Outcome of(Duration length, Callable<?> call) throws InterruptedException {
        List<Long> nanos = new ArrayList<>();
        AtomicInteger errors = new AtomicInteger();
        long end = System.nanoTime() + length.toNanos();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(Daemon.named("caller").newThread(() -> {
                List<Long> own = new ArrayList<>();
                while (System.nanoTime() < end && pause()) {
                    long start = System.nanoTime();
                    if (Herd.fails(call)) {
                        errors.incrementAndGet();
                    }
                    own.add(System.nanoTime() - start);
                }
                synchronized (nanos) {
                    nanos.addAll(own);
                }
            }));
        }
        callers.forEach(Thread::start);
        for (Thread caller : callers) {
            caller.join();
        }
        return Herd.Outcome.of(nanos.stream().mapToLong(Long::longValue), errors.get());
    }

    private static boolean pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
