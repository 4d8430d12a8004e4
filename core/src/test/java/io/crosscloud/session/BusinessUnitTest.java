package io.crosscloud.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BusinessUnitTest {
    @Test
    void businessUnit_isItsMid() {
        assertThat(BusinessUnit.of(7281698).mid()).isEqualTo(7281698);
        assertThat(BusinessUnit.of(1)).hasToString("1").isEqualTo(new BusinessUnit(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void midThatIsNotPositive_isRefused(long mid) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BusinessUnit.of(mid))
                .withMessage("business unit: " + mid + " (expected: the MID, a positive number)");
    }
}
