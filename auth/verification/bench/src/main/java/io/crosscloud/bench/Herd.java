package io.crosscloud.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/** Callers that all come at once. */
final class Herd {
    /** How it went: how long each call took, in ascending order, and how many were told of an error. */
    record Outcome(List<Duration> waits, int errors) {
        static Outcome of(LongStream nanos, int errors) {
            return new Outcome(nanos.sorted().mapToObj(Duration::ofNanos).toList(), errors);
        }

        Duration percentile(double share) {
            return waits.get((int) Math.ceil(share * waits.size()) - 1);
        }

        Duration slowest() {
            return percentile(1);
        }
    }

    private Herd() {}

    /** Lets so many threads call at one moment, each once, and waits until all have been answered. */
    static Outcome of(int callers, ThreadFactory threads, Callable<?> call) throws InterruptedException {
        long[] nanos = new long[callers];
        AtomicInteger errors = new AtomicInteger();
        CountDownLatch ready = new CountDownLatch(callers);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(callers);
        for (int i = 0; i < callers; i++) {
            int caller = i;
            threads.newThread(() -> {
                        ready.countDown();
                        awaitQuietly(go);
                        long start = System.nanoTime();
                        if (fails(call)) {
                            errors.incrementAndGet();
                        }
                        nanos[caller] = System.nanoTime() - start;
                        done.countDown();
                    })
                    .start();
        }
        ready.await();
        go.countDown();
        done.await();
        return Outcome.of(LongStream.of(nanos), errors.get());
    }

    /** The same with as many daemon threads of the platform. */
    static Outcome of(int callers, Callable<?> call) throws InterruptedException {
        return of(callers, Daemon.named("caller"), call);
    }

    /** Whether a call fails. What it fails with is the library's affair. */
    static boolean fails(Callable<?> call) {
        try {
            call.call();
            return false;
        } catch (Exception e) {
            return true;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
