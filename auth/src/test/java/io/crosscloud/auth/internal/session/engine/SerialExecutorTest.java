package io.crosscloud.auth.internal.session.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
    @Test
    void manyThreads_runOneAfterAnotherInOrder() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        SerialExecutor serial = new SerialExecutor(pool);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        List<Integer> order = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(500);
        for (int i = 0; i < 500; i++) {
            int number = i;
            serial.execute(() -> {
                if (running.incrementAndGet() > 1) {
                    overlaps.incrementAndGet();
                }
                order.add(number);
                running.decrementAndGet();
                done.countDown();
            });
        }
        done.await();
        pool.shutdown();

        assertThat(overlaps).hasValue(0);
        assertThat(order).isSorted().hasSize(500);
    }

    @Test
    void aTaskThatThrows_doesNotStopTheNext() {
        List<Runnable> submitted = new ArrayList<>();
        SerialExecutor serial = new SerialExecutor(submitted::add);
        AtomicInteger ran = new AtomicInteger();
        serial.execute(() -> {
            throw new IllegalStateException("task");
        });
        serial.execute(ran::incrementAndGet);

        assertThatThrownBy(() -> submitted.get(0).run()).hasMessage("task");
        submitted.get(1).run();

        assertThat(ran).hasValue(1);
    }

    @Test
    void aRejectedTask_leavesTheExecutorUsable() {
        List<Runnable> submitted = new ArrayList<>();
        boolean[] full = {true};
        SerialExecutor serial = new SerialExecutor(task -> {
            if (full[0]) {
                throw new RejectedExecutionException("full");
            }
            submitted.add(task);
        });

        assertThatThrownBy(() -> serial.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        full[0] = false;
        serial.execute(() -> {});

        assertThat(submitted).hasSize(1);
    }

    @Test
    void anExecutorThatTakesNothingMore_losesNoTaskThatWasTaken() {
        List<Runnable> submitted = new ArrayList<>();
        SerialExecutor serial = new SerialExecutor(task -> {
            if (!submitted.isEmpty()) {
                throw new RejectedExecutionException("shut down");
            }
            submitted.add(task);
        });
        List<Integer> ran = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            int number = i;
            serial.execute(() -> ran.add(number));
        }

        submitted.get(0).run();

        assertThat(ran).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> serial.execute(() -> ran.add(4))).isInstanceOf(RejectedExecutionException.class);
    }
}
