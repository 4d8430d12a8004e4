package io.crosscloud.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Many threads that begin at the same time. */
final class Together {
    private static final int MINUTES = 2;

    private Together() {}

    /** Calls it once on each of so many threads, with the thread's number, and gives the answers in that order. */
    static <T> List<T> call(int threads, Task<T> task) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                running.add(pool.submit(() -> {
                    start.await(MINUTES, TimeUnit.MINUTES);
                    return task.call(thread);
                }));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> one : running) {
                answers.add(one.get(MINUTES, TimeUnit.MINUTES));
            }
            return answers;
        } catch (Exception e) {
            throw new AssertionError("a thread failed", e);
        } finally {
            pool.shutdownNow();
        }
    }

    interface Task<T> {
        T call(int thread) throws Exception;
    }
}
