package io.crosscloud.auth.internal.session.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RefresherTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final TestClock clock = TestClock.startingAt(START);
    private final List<CompletableFuture<Timed<String>>> loads = new ArrayList<>();
    private @Nullable Timed<String> seenCurrent;
    private Set<String> seenRejected = Set.of();
    private final Refresher<String> refresher = new Texts();

    /** Loads when the test says so, and pauses longer with each failure. */
    private class Texts extends Refresher<String> {
        Texts() {
            super(clock);
        }

        @Override
        protected CompletionStage<Timed<String>> load(@Nullable Timed<String> current, Set<String> rejected) {
            seenCurrent = current;
            seenRejected = rejected;
            CompletableFuture<Timed<String>> load = new CompletableFuture<>();
            loads.add(load);
            return load;
        }

        @Override
        protected Duration pauseAfter(Throwable failure, int failures) {
            return PAUSE.multipliedBy(failures);
        }

        @Override
        protected void failed(Failure failure) {}

        @Override
        protected void renewed() {}
    }

    private static Timed<String> value(String value) {
        return new Timed<>(value, START.plusSeconds(80), START.plusSeconds(100));
    }

    private void hold(String value) {
        refresher.offer(value(value));
    }

    @Test
    void noValue_everyCallerSharesOneLoad() {
        List<CompletableFuture<String>> callers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            assertThat(refresher.current()).isNull();
            callers.add(refresher.future());
        }

        loads.get(0).complete(value("a"));

        assertThat(loads).hasSize(1);
        assertThat(callers).allSatisfy(caller -> assertThat(caller).isCompletedWithValue("a"));
    }

    @Test
    void cancellingOneCaller_disturbsNobody() {
        CompletableFuture<String> first = refresher.future();
        CompletableFuture<String> second = refresher.future();

        first.cancel(true);
        loads.get(0).complete(value("a"));

        assertThat(second).isCompletedWithValue("a");
        assertThat(refresher.current()).isEqualTo("a");
    }

    @Test
    void justBeforeRefreshAt_nothingIsLoaded() {
        hold("a");
        clock.advance(Duration.ofSeconds(80).minusMillis(1));

        assertThat(refresher.current()).isEqualTo("a");
        assertThat(loads).isEmpty();
    }

    @Test
    void atRefreshAt_theOldValueIsServedAndOneLoadStarts() {
        hold("a");
        clock.advance(Duration.ofSeconds(80));

        assertThat(refresher.current()).isEqualTo("a");
        assertThat(refresher.current()).isEqualTo("a");
        assertThat(loads).hasSize(1);
        assertThat(refresher.future()).isCompletedWithValue("a");

        loads.get(0).complete(new Timed<>("b", START.plusSeconds(180), START.plusSeconds(200)));
        assertThat(refresher.current()).isEqualTo("b");
        assertThat(seenCurrent).isEqualTo(value("a"));
    }

    @Test
    void justBeforeExpiresAt_theOldValueIsServed_atExpiresAtItIsNot() {
        hold("a");
        clock.advance(Duration.ofSeconds(100).minusMillis(1));
        assertThat(refresher.current()).isEqualTo("a");

        clock.advance(Duration.ofMillis(1));

        assertThat(refresher.current()).isNull();
        assertThat(refresher.future()).isNotDone();
        assertThat(loads).hasSize(1);
    }

    @Test
    void failureInsideTheWindow_changesNothingForCallersAndPauses() {
        hold("a");
        clock.advance(Duration.ofSeconds(80));
        assertThat(refresher.current()).isEqualTo("a");
        loads.get(0).completeExceptionally(new IllegalStateException("down"));

        assertThat(refresher.current()).isEqualTo("a");
        clock.advance(PAUSE.minusMillis(1));
        assertThat(refresher.current()).isEqualTo("a");
        assertThat(loads).hasSize(1);

        clock.advance(Duration.ofMillis(1));
        assertThat(refresher.current()).isEqualTo("a");
        assertThat(loads).hasSize(2);
    }

    @Test
    void failureWithoutValue_isBelievedUntilThePauseIsOver() {
        CompletableFuture<String> waiting = refresher.future();
        loads.get(0).completeExceptionally(new IllegalStateException("refused"));

        assertThatThrownBy(waiting::join).hasRootCauseMessage("refused");
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(refresher.future()::join).hasRootCauseMessage("refused");
        }
        assertThat(loads).hasSize(1);

        clock.advance(PAUSE);
        CompletableFuture<String> again = refresher.future();
        assertThat(loads).hasSize(2);
        loads.get(1).completeExceptionally(new IllegalStateException("again"));
        assertThatThrownBy(again::join).hasRootCauseMessage("again");
        assertThat(refresher.failure().orElseThrow().count()).isEqualTo(2);
        assertThat(refresher.failure().orElseThrow().retryAt())
                .isEqualTo(clock.instant().plus(PAUSE.multipliedBy(2)));
    }

    @Test
    void reject_ofTheCurrentValue_makesCallersWaitForAnother() {
        hold("a");

        assertThat(refresher.reject("a")).isTrue();
        assertThat(refresher.reject("a")).isFalse();

        assertThat(refresher.current()).isNull();
        CompletableFuture<String> waiting = refresher.future();
        assertThat(seenRejected).containsExactly("a");
        loads.get(0).complete(value("b"));
        assertThat(waiting).isCompletedWithValue("b");
    }

    @Test
    void reject_ofAnOlderValue_doesNothing() {
        hold("a");
        hold("b");

        assertThat(refresher.reject("a")).isFalse();

        assertThat(refresher.current()).isEqualTo("b");
        assertThat(loads).isEmpty();
    }

    @Test
    void theRejectedValueAgain_isAFailure() {
        hold("a");
        refresher.reject("a");
        CompletableFuture<String> waiting = refresher.future();

        loads.get(0).complete(value("a"));

        assertThatThrownBy(waiting::join).hasCauseInstanceOf(Refresher.SameValueException.class);
        assertThat(refresher.current()).isNull();
        assertThatThrownBy(refresher.future()::join).hasCauseInstanceOf(Refresher.SameValueException.class);
        assertThat(loads).hasSize(1);
    }

    @Test
    void aValueThatWasRejectedBeforeTheLast_again_isAFailure() {
        hold("a");
        refresher.reject("a");
        hold("b");
        refresher.reject("b");
        CompletableFuture<String> waiting = refresher.future();

        loads.get(0).complete(value("a"));

        assertThat(seenRejected).containsExactlyInAnyOrder("a", "b");
        assertThatThrownBy(waiting::join).hasCauseInstanceOf(Refresher.SameValueException.class);
    }

    @Test
    void aRejectedValueThatHasEnded_isForgotten() {
        hold("a");
        refresher.reject("a");
        clock.advance(Duration.ofSeconds(100));
        refresher.offer(new Timed<>("b", START.plusSeconds(180), START.plusSeconds(200)));
        refresher.reject("b");
        CompletableFuture<String> waiting = refresher.future();

        loads.get(0).complete(new Timed<>("a", START.plusSeconds(180), START.plusSeconds(200)));

        assertThat(seenRejected).containsExactly("b");
        assertThat(waiting).isCompletedWithValue("a");
    }

    @Test
    void theRejectedValueAgain_afterItsEnd_isTaken() {
        hold("a");
        refresher.reject("a");
        CompletableFuture<String> waiting = refresher.future();

        clock.advance(Duration.ofSeconds(100));
        loads.get(0).complete(new Timed<>("a", START.plusSeconds(180), START.plusSeconds(200)));

        assertThat(waiting).isCompletedWithValue("a");
    }

    @Test
    void rejectDuringALoad_refusesTheRejectedValueFromIt() {
        hold("a");
        clock.advance(Duration.ofSeconds(80));
        assertThat(refresher.current()).isEqualTo("a");

        refresher.reject("a");
        CompletableFuture<String> waiting = refresher.future();
        loads.get(0).complete(new Timed<>("a", START.plusSeconds(180), START.plusSeconds(200)));

        assertThat(loads).hasSize(1);
        assertThatThrownBy(waiting::join).hasCauseInstanceOf(Refresher.SameValueException.class);
    }

    @Test
    void offerDuringALoad_winsOverWhatTheLoadBrings() {
        hold("old");
        clock.advance(Duration.ofSeconds(100));
        CompletableFuture<String> waiting = refresher.future();

        refresher.offer(new Timed<>("new", START.plusSeconds(180), START.plusSeconds(200)));
        loads.get(0).complete(new Timed<>("late", START.plusSeconds(180), START.plusSeconds(200)));

        assertThat(waiting).isCompletedWithValue("new");
        assertThat(refresher.current()).isEqualTo("new");
    }

    @Test
    void aLoadThatThrows_isAFailure() {
        Refresher<String> throwing = new Texts() {
            @Override
            protected CompletionStage<Timed<String>> load(@Nullable Timed<String> current, Set<String> rejected) {
                throw new IllegalArgumentException("no");
            }
        };

        assertThatThrownBy(throwing.future()::join).hasRootCauseMessage("no");
        assertThat(throwing.loading()).isFalse();
    }

    @Test
    void forgetDuringALoad_hearsNothingOfItButThoseWhoWait() {
        CompletableFuture<String> waiting = refresher.future();

        refresher.forget();
        CompletableFuture<String> later = refresher.future();
        loads.get(0).complete(value("old"));
        loads.get(1).complete(value("new"));

        assertThat(waiting).isCompletedWithValue("old");
        assertThat(later).isCompletedWithValue("new");
        assertThat(refresher.current()).isEqualTo("new");
    }

    @Test
    void forget_dropsValueAndFailure() {
        hold("a");

        refresher.forget();

        assertThat(refresher.current()).isNull();
        assertThat(refresher.held()).isEmpty();
    }

    @Test
    void close_tellsWaitersAndLaterCallers() {
        CompletableFuture<String> waiting = refresher.future();

        refresher.close();
        loads.get(0).complete(value("a"));

        assertThatThrownBy(waiting::join).hasRootCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(refresher.future()::join).hasRootCauseMessage("closed");
        assertThat(refresher.current()).isNull();
        refresher.offer(value("b"));
        assertThat(refresher.current()).isNull();
    }

    @Test
    void aThousandRacingCallers_startOneLoad() throws InterruptedException {
        int callers = 1000;
        CountDownLatch start = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(callers);
        Queue<CompletableFuture<String>> futures = new ConcurrentLinkedQueue<>();
        ExecutorService pool = Executors.newFixedThreadPool(16);
        for (int i = 0; i < callers; i++) {
            pool.execute(() -> {
                awaitUninterruptibly(start);
                futures.add(refresher.future());
                done.countDown();
            });
        }
        start.countDown();
        done.await();
        pool.shutdownNow();

        assertThat(futures).hasSize(callers).noneMatch(CompletableFuture::isDone);
        assertThat(loads).hasSize(1);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aTimedValueThatRefreshesAfterItsEnd_isRefused() {
        assertThatThrownBy(() -> new Timed<>("a", START.plusSeconds(2), START.plusSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("refreshAt");
    }
}
