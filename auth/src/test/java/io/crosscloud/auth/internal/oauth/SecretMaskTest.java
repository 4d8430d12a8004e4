package io.crosscloud.auth.internal.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretMaskTest {
    private static final String SECRET = "CANARY/a b'c=12345";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nothing of it                         | nothing of it
            x CANARY/a b'c=12345 y                | x [redacted] y
            CANARY/a b'c=12345CANARY/a b'c=12345  | [redacted][redacted]
            <CANARY/a b'c=12>                     | <[redacted]>
            cut off: CANARY/a                     | cut off: [redacted]
            changed: CANARY/a b'd=12 and more     | changed: [redacted] and more
            longer: CANARY/axyz, and more         | longer: [redacted], and more
            too short to tell: CANARY/            | too short to tell: CANARY/
            """)
    void secret_isMasked_wholeAndFromItsBeginningOn(String text, String masked) {
        assertThat(SecretMask.in(text, SECRET)).isEqualTo(masked);
    }

    @Test
    void shortSecret_isMaskedWhole_andAnEmptyOneIsNone() {
        assertThat(SecretMask.in("the pin is 1234", "1234")).isEqualTo("the pin is [redacted]");
        assertThat(SecretMask.in("text", "")).isEqualTo("text");
        assertThat(SecretMask.in("", SECRET)).isEmpty();
    }
}
