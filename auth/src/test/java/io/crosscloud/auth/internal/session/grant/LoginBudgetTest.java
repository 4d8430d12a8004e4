package io.crosscloud.auth.internal.session.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoginBudgetTest {
    private final TestClock clock = TestClock.create();

    @Test
    void salesforcesWindow_isAnHour_andIsToldBeforeTheUserIsLockedOut() {
        LoginBudget budget = new LoginBudget();
        for (int i = 1; i < 2_880; i++) {
            assertThat(budget.spend(LoginBudget.SALESFORCE, clock.instant())).isFalse();
        }

        assertThat(budget.spend(LoginBudget.SALESFORCE, clock.instant())).isTrue();
        assertThat(budget.spend(LoginBudget.SALESFORCE, clock.instant())).isFalse();
    }

    @Test
    void requestsThatComeAtOnce_areAllCounted_andToldOnce() {
        LoginBudget budget = new LoginBudget();
        LoginBudget.Limit limit = new LoginBudget.Limit(100_000, Duration.ofHours(1));
        Instant now = clock.instant();
        boolean unused = budget.spend(limit, now);

        long told = IntStream.range(1, 100_000)
                .parallel()
                .filter(i -> budget.spend(limit, now))
                .count();

        assertThat(told).isEqualTo(1);
    }
}
