package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackOffTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 100, Integer.MAX_VALUE})
    void rotationThatIsNotStored_isTriedEveryFewSeconds(int failures) {
        assertThat(BackOff.beforeCommit(failures)).isBetween(Duration.ofMillis(800), Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100, Integer.MAX_VALUE})
    void anythingElse_isTriedEveryMinuteInTheEnd(int failures) {
        assertThat(BackOff.exponential(failures)).isBetween(Duration.ofSeconds(48), Duration.ofSeconds(72));
    }
}
