package io.crosscloud.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void everySecret_printsTheSame() {
        assertThat(Secret.of("a")).hasToString("Secret[redacted]");
        assertThat(Secret.of("another")).hasToString("Secret[redacted]");
    }

    @Test
    void secret_isReadByItsOneMethod() {
        assertThat(Secret.of("p ä\n").exposeSecret()).isEqualTo("p ä\n");
    }

    @Test
    void emptySecret_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Secret.of("")).withMessageContaining("secret: empty");
        assertThatNullPointerException().isThrownBy(() -> Secret.of(null));
    }

    @Test
    void fingerprint_isTheBeginningOfTheSha256() {
        // The SHA-256 of "abc" stands in FIPS 180-2, appendix B.1.
        assertThat(Secret.of("abc").fingerprint()).isEqualTo("ba7816bf8f01");
        assertThat(Secret.of("abd").fingerprint()).isNotEqualTo("ba7816bf8f01");
    }

    @Test
    void secrets_areEqualIfTheirValuesAre() {
        assertThat(Secret.of("abc")).isEqualTo(Secret.of("abc")).hasSameHashCodeAs(Secret.of("abc"));
        assertThat(Secret.of("abc"))
                .isNotEqualTo(Secret.of("abd"))
                .isNotEqualTo("abc")
                .isNotEqualTo(null);
    }

    @Test
    void secret_cannotBeSerialized_norExtended() throws Exception {
        try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            assertThatExceptionOfType(NotSerializableException.class)
                    .isThrownBy(() -> out.writeObject(Secret.of("abc")));
        }
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(written)) {
            assertThatExceptionOfType(NotSerializableException.class)
                    .isThrownBy(() -> out.writeObject(new Object[] {Secret.of("a-long-secret")}));
        }
        assertThat(written.toString(StandardCharsets.ISO_8859_1)).doesNotContain("a-long-secret");
        assertThat(Secret.class.getModifiers()).matches(Modifier::isFinal, "final");
    }
}
