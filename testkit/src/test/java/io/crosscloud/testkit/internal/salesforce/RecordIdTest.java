package io.crosscloud.testkit.internal.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordIdTest {
    @ParameterizedTest
    @CsvSource({
        "00Dxx0000001gPL, 00Dxx0000001gPLEAY",
        "005xx000001SwiU, 005xx000001SwiUAAS",
        "005x00000012Q9P, 005x00000012Q9PAAU"
    })
    void idsOfTheDocumentation_haveTheSuffixThatTheyHaveThere(String fifteen, String eighteen) {
        RecordId id = new RecordId(fifteen);

        assertThat(id.eighteen()).isEqualTo(eighteen);
        assertThat(id.matches(fifteen)).isTrue();
        assertThat(id.matches(eighteen)).isTrue();
        assertThat(id.matches(fifteen.toLowerCase(java.util.Locale.ROOT))).isFalse();
    }

    @Test
    void numberedIds_differAndHaveTheirPrefix() {
        assertThat(RecordId.of("005", 61).fifteen()).isEqualTo("00500000000000z");
        assertThat(RecordId.of("005", 62).fifteen()).isEqualTo("005000000000010");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00D", "00Dxx0000001gPLEAY", "00Dxx0000001gP!"})
    void anythingElse_isRefused(String text) {
        assertThatThrownBy(() -> new RecordId(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("15 letters and digits");
    }
}
