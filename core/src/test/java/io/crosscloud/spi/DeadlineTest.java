package io.crosscloud.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AtomicLong ticks = new AtomicLong();

    @ParameterizedTest
    @ValueSource(longs = {0, 5, -5, Long.MAX_VALUE, Long.MAX_VALUE - 7, Long.MIN_VALUE, -1_000_000_000L})
    void deadline_isOverWhenItsTimeHasPassed_whereverTheTickerStarts(long origin) {
        ticks.set(origin);
        Deadline deadline = Deadline.after(SECOND, ticks::get);

        assertThat(deadline.isOver()).isFalse();
        assertThat(deadline.remaining()).isEqualTo(SECOND);

        ticks.addAndGet(SECOND.toNanos() - 1);
        assertThat(deadline.isOver()).isFalse();
        assertThat(deadline.remaining()).isEqualTo(Duration.ofNanos(1));

        ticks.addAndGet(1);
        assertThat(deadline.isOver()).isTrue();
        assertThat(deadline.remaining()).isZero();

        ticks.addAndGet(Duration.ofDays(30_000).toNanos());
        assertThat(deadline.isOver()).isTrue();
        assertThat(deadline.remaining()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void timeThatIsNoneOrNegative_isOverAtOnce(long seconds) {
        assertThat(Deadline.after(Duration.ofSeconds(seconds), ticks::get).isOver())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE, Long.MIN_VALUE})
    void timeThatNoTickerCanCount_isFarAhead(long origin) {
        ticks.set(origin);
        Deadline deadline = Deadline.after(Duration.ofSeconds(Long.MAX_VALUE), ticks::get);

        ticks.addAndGet(Duration.ofDays(36_500).toNanos());

        assertThat(deadline.isOver()).isFalse();
        assertThat(deadline.remaining()).isGreaterThan(Duration.ofDays(365));
    }

    @Test
    void noDeadline_neverComes() {
        assertThat(Deadline.none().isOver()).isFalse();
        assertThat(Deadline.none().remaining()).isGreaterThan(Duration.ofDays(36_500));
        assertThat(Deadline.none()).hasToString("Deadline[none]");
    }

    @Test
    void deadline_printsWhatIsLeft() {
        assertThat(Deadline.after(SECOND, ticks::get)).hasToString("Deadline[in PT1S]");
    }
}
