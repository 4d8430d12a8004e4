package io.crosscloud.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserTest {
    @ParameterizedTest
    @ValueSource(strings = {"marta", "api.user@acme.example", "Márta Ö 田 😀", " marta ", "(integration)"})
    void person_isItsName(String name) {
        User user = User.of(name);

        assertThat(user.name()).isEqualTo(name);
        assertThat(user.isIntegration()).isFalse();
        assertThat(user).hasToString(name).isEqualTo(User.of(name)).hasSameHashCodeAs(User.of(name));
        assertThat(user).isNotEqualTo(User.integration());
    }

    @Test
    void integration_isNoPerson() {
        assertThat(User.integration().isIntegration()).isTrue();
        assertThat(User.integration().name()).isEmpty();
        assertThat(User.integration()).hasToString("(integration)").isEqualTo(User.integration());
    }

    @Test
    void names_differByTheirLetters() {
        assertThat(User.of("marta"))
                .isNotEqualTo(User.of("Marta"))
                .isNotEqualTo(User.of("marta "))
                .isNotEqualTo("marta");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u3000"})
    void blankName_isRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> User.of(name))
                .withMessageStartingWith("user: a name of " + name.length() + " characters (expected: ");
    }

    @ParameterizedTest
    @CsvSource({
        "0009", // and other controls
        "000A", "0000", "0085", "2028", "2029", "200E", // bidirectional controls
        "061C", "202A", "202E", "2066", "2069", "200B", // of no width
        "2060", "2061", "FEFF", "00AD", "180E", "FFF9", "1D173", "E0041",
        "034F", // shown as nothing, though no format character
        "115F", "3164", "FFA0", "FE0F", "E0100", "D83D", // of a pair
        "DE00",
    })
    void nameThatCouldForgeALineOrPassForAnotherOne_isRefused_byTheNumberOfTheCharacter(String hex) {
        String name = "ma" + Character.toString(Integer.parseInt(hex, 16)) + "rta";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> User.of(name))
                .withMessage("user: a name of " + name.length() + " characters with U+" + hex
                        + " among them (expected: 1 to 255, not blank, none of them invisible)");
    }

    @Test
    void longestName_has255Characters() {
        assertThat(User.of("a".repeat(255)).name()).hasSize(255);
        assertThatIllegalArgumentException().isThrownBy(() -> User.of("a".repeat(256)));
        assertThatNullPointerException().isThrownBy(() -> User.of(null));
    }
}
