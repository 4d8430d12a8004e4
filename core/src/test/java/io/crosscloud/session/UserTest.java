package io.crosscloud.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    @ValueSource(
            strings = {
                "",
                " ",
                "\t",
                "a\nb",
                "a\u0000",
                "a\u0085b",
                "a\u2028b",
                "a\u2029b",
                "a\ud83d",
                "\ude00a",
            })
    void nameThatCouldForgeALineOrBecomeAnotherOnes_isRefused_andNotShown(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> User.of(name))
                .withMessageStartingWith("user: a name of " + name.length() + " characters (expected: ");
    }

    @Test
    void longestName_has255Characters() {
        assertThat(User.of("a".repeat(255)).name()).hasSize(255);
        assertThatIllegalArgumentException().isThrownBy(() -> User.of("a".repeat(256)));
        assertThatNullPointerException().isThrownBy(() -> User.of(null));
    }
}
