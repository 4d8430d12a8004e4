package io.crosscloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TestClockTest {
    private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

    private final TestClock clock = TestClock.startingAt(START);
    private final ScheduledExecutorService scheduler = clock.scheduler();
    private final List<String> log = new ArrayList<>();
    private final Set<Thread> threads = new HashSet<>();
    private final List<Future<?>> started = new ArrayList<>();

    @Test
    void nothingHappens_timeStandsStill() {
        assertThat(clock.instant()).isEqualTo(START);
        assertThat(clock.millis()).isEqualTo(START.toEpochMilli());
        assertThat(TestClock.create().instant()).isEqualTo(TestClock.create().instant());
    }

    @Test
    void advanced_timeMovesByThatMuch() {
        clock.advance(Duration.ofMinutes(20));
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofMinutes(20)));
        clock.advanceTo(START.plus(Duration.ofDays(30)));
        assertThat(clock.millis()).isEqualTo(START.plus(Duration.ofDays(30)).toEpochMilli());
    }

    @Test
    void advancedBackwards_isRefused() {
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> clock.advanceTo(START.minusSeconds(1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(clock.instant()).isEqualTo(START);
    }

    @Test
    void set_timeMayGoBack() {
        clock.set(START.minusSeconds(60));
        assertThat(clock.instant()).isEqualTo(START.minusSeconds(60));
    }

    @Test
    void severalTasks_runInDueOrderEachAtItsOwnInstantOnTheAdvancingThread() {
        later("c", 30);
        later("a", 10);
        later("b1", 20);
        later("b2", 20);
        clock.advance(Duration.ofSeconds(25));
        assertThat(log).containsExactly("a@10", "b1@20", "b2@20");
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(25));
        clock.advance(Duration.ofSeconds(5));
        assertThat(log).hasSize(4).last().isEqualTo("c@30");
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void taskThatSchedulesAnother_bothRunInOneAdvance() {
        started.add(scheduler.schedule(() -> later("second", 5), 10, TimeUnit.SECONDS));
        clock.advance(Duration.ofSeconds(15));
        assertThat(log).containsExactly("second@15");
    }

    @Test
    void taskThatAdvances_timeNeverGoesBack() {
        started.add(scheduler.schedule(() -> clock.advance(Duration.ofHours(1)), 10, TimeUnit.SECONDS));
        clock.advance(Duration.ofSeconds(20));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(10).plus(Duration.ofHours(1)));
    }

    @Test
    void fixedRate_runsOnceForEachPeriod() {
        started.add(scheduler.scheduleAtFixedRate(() -> note("tick"), 10, 60, TimeUnit.SECONDS));
        clock.advance(Duration.ofSeconds(9));
        assertThat(log).isEmpty();
        clock.advance(Duration.ofSeconds(121));
        assertThat(log).containsExactly("tick@10", "tick@70", "tick@130");
    }

    @Test
    void fixedDelay_countsFromTheEndOfTheRun() {
        Runnable slow = () -> {
            note("begin");
            clock.advance(Duration.ofSeconds(5));
        };
        started.add(scheduler.scheduleWithFixedDelay(slow, 10, 60, TimeUnit.SECONDS));
        clock.advance(Duration.ofSeconds(80));
        assertThat(log).containsExactly("begin@10", "begin@75");
    }

    @Test
    void periodOfZero_isRefused() {
        assertThatThrownBy(() -> scheduler.scheduleAtFixedRate(() -> {}, 0, 0, TimeUnit.SECONDS))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void periodicTaskThatThrows_runsNoMore() {
        AtomicInteger runs = new AtomicInteger();
        ScheduledFuture<?> future = scheduler.scheduleAtFixedRate(
                () -> {
                    runs.incrementAndGet();
                    throw new IllegalStateException("broken");
                },
                1,
                1,
                TimeUnit.SECONDS);
        clock.advance(Duration.ofSeconds(10));
        assertThat(runs).hasValue(1);
        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void immediateWork_waitsForTheNextAdvanceBeItByZero() throws Exception {
        Future<String> answer = scheduler.submit(() -> "done");
        scheduler.execute(() -> note("ran"));
        assertThat(answer).isNotDone();
        clock.advance(Duration.ZERO);
        assertThat(answer.get(0, TimeUnit.SECONDS)).isEqualTo("done");
        assertThat(log).hasSize(1);
    }

    @Test
    void cancelled_neverRuns() {
        ScheduledFuture<?> future = scheduler.schedule(() -> note("never"), 10, TimeUnit.SECONDS);
        assertThat(future.getDelay(TimeUnit.SECONDS)).isEqualTo(10);
        assertThat(future.cancel(false)).isTrue();
        clock.advance(Duration.ofDays(1));
        assertThat(log).isEmpty();
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    }

    @Test
    void shutdown_dropsTheFutureRunsTheDueAndRefusesTheNew() throws Exception {
        scheduler.execute(() -> note("due"));
        started.add(scheduler.scheduleAtFixedRate(() -> note("never"), 0, 1, TimeUnit.SECONDS));
        started.add(scheduler.schedule(() -> note("never"), 1, TimeUnit.SECONDS));
        scheduler.shutdown();
        assertThat(scheduler.isTerminated()).isFalse();
        assertThat(scheduler.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        clock.advance(Duration.ofHours(1));
        assertThat(log).containsExactly("due@0");
        assertThat(scheduler.isTerminated()).isTrue();
        assertThatThrownBy(() -> scheduler.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void shutdownNow_givesBackWhatNeverRan() {
        ScheduledExecutorService other = clock.scheduler();
        later("never", 5);
        started.add(other.schedule(() -> note("other"), 5, TimeUnit.SECONDS));
        assertThat(scheduler.shutdownNow()).hasSize(1);
        assertThat(scheduler.isTerminated()).isTrue();
        clock.advance(Duration.ofSeconds(5));
        assertThat(log).containsExactly("other@5");
    }

    @Test
    void shutdownWithinATask_terminatesAfterIt() {
        started.add(scheduler.scheduleAtFixedRate(scheduler::shutdown, 1, 1, TimeUnit.SECONDS));
        clock.advance(Duration.ofSeconds(10));
        assertThat(scheduler.isTerminated()).isTrue();
    }

    private void later(String name, long seconds) {
        started.add(scheduler.schedule(() -> note(name), seconds, TimeUnit.SECONDS));
    }

    private void note(String name) {
        log.add(name + "@" + Duration.between(START, clock.instant()).toSeconds());
        threads.add(Thread.currentThread());
    }
}
