package io.crosscloud.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseTest {
    @Test
    void factories_sayWhetherTheMarkStays_andNothingElse() {
        assertThat(Release.nothingSpent().isInDoubt()).isFalse();
        assertThat(Release.inDoubt().isInDoubt()).isTrue();
        assertThat(Release.inDoubt().pause()).isZero();
        assertThat(Release.inDoubt().refusal()).isEmpty();
    }

    @Test
    void pauseAndRefusal_joinInAnyOrder() {
        Release release = Release.inDoubt().refused("REFUSED").pausing(Duration.ofMinutes(1));
        assertThat(release.isInDoubt()).isTrue();
        assertThat(release.pause()).isEqualTo(Duration.ofMinutes(1));
        assertThat(release.refusal()).contains("REFUSED");
        assertThat(release)
                .isEqualTo(Release.inDoubt().pausing(Duration.ofMinutes(1)).refused("REFUSED"))
                .hasSameHashCodeAs(
                        Release.inDoubt().pausing(Duration.ofMinutes(1)).refused("REFUSED"))
                .isNotEqualTo(
                        Release.nothingSpent().pausing(Duration.ofMinutes(1)).refused("REFUSED"))
                .isNotEqualTo(Release.inDoubt().refused("REFUSED"))
                .isNotEqualTo(Release.inDoubt().pausing(Duration.ofMinutes(1)))
                .hasToString("Release[inDoubt=true, pause=PT1M, refusal=REFUSED]");
    }

    @Test
    void negativePause_isNone() {
        assertThat(Release.inDoubt().pausing(Duration.ofSeconds(-1))).isEqualTo(Release.inDoubt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "in words",
                "L\u00d6GIN",
                "line\nbreak",
                "12345678901234567890123456789012345678901234567890123456789012345"
            })
    void whatIsNoCode_isRefused(String problem) {
        assertThatThrownBy(() -> Release.nothingSpent().refused(problem))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 64 of visible ASCII");
    }
}
