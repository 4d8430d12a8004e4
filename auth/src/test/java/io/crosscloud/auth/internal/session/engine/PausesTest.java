package io.crosscloud.auth.internal.session.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PausesTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "6, 32"})
    void firstPauses_double(int failures, int seconds) {
        Duration expected = Duration.ofSeconds(seconds);

        assertThat(Pauses.exponential(failures))
                .isBetween(
                        expected.multipliedBy(4).dividedBy(5),
                        expected.multipliedBy(6).dividedBy(5));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100, Integer.MAX_VALUE})
    void laterPauses_areAMinute(int failures) {
        assertThat(Pauses.exponential(failures)).isBetween(Duration.ofSeconds(48), Duration.ofSeconds(72));
    }
}
