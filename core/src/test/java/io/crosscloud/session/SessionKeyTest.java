package io.crosscloud.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.crosscloud.token.Scopes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionKeyTest {
    private final SessionKey key = SessionKey.of("engagement", User.of("marta"));

    @Test
    void key_namesConnectionAndUser() {
        assertThat(key.connection()).isEqualTo("engagement");
        assertThat(key.user()).isEqualTo(User.of("marta"));
        assertThat(key.businessUnit()).isEmpty();
        assertThat(key.scopes()).isEqualTo(Scopes.unspecified());
        assertThat(key).hasToString("engagement/marta");
    }

    @Test
    void businessUnitAndScopes_areAddedToACopy() {
        SessionKey narrow = key.in(BusinessUnit.of(7)).scopedTo(Scopes.of("b", "a"));

        assertThat(narrow.businessUnit()).contains(BusinessUnit.of(7));
        assertThat(narrow.scopes()).isEqualTo(Scopes.of("a", "b"));
        assertThat(narrow.connection()).isEqualTo("engagement");
        assertThat(narrow.user()).isEqualTo(User.of("marta"));
        assertThat(narrow).hasToString("engagement/marta@7[a b]");
        assertThat(key.businessUnit()).isEmpty();
    }

    @Test
    void everyPart_tellsKeysApart() {
        SessionKey other = key.in(BusinessUnit.of(7)).scopedTo(Scopes.of("a"));

        assertThat(other)
                .isEqualTo(key.scopedTo(Scopes.of("a")).in(BusinessUnit.of(7)))
                .hasSameHashCodeAs(key.scopedTo(Scopes.of("a")).in(BusinessUnit.of(7)));
        assertThat(other)
                .isNotEqualTo(key)
                .isNotEqualTo(key.in(BusinessUnit.of(7)))
                .isNotEqualTo(key.scopedTo(Scopes.of("a")))
                .isNotEqualTo(other.in(BusinessUnit.of(8)))
                .isNotEqualTo(other.scopedTo(Scopes.of("a", "b")));
        assertThat(key)
                .isNotEqualTo(SessionKey.of("salesforce", User.of("marta")))
                .isNotEqualTo(SessionKey.of("engagement", User.of("otto")))
                .isNotEqualTo(SessionKey.of("engagement", User.integration()))
                .isNotEqualTo(key.toString());
    }

    @Test
    void unequalKeysWithEqualHashes_areUnequal() {
        // "Aa" and "BB" have the same hash in Java.
        SessionKey one = SessionKey.of("Aa", User.of("marta"));
        SessionKey two = SessionKey.of("BB", User.of("marta"));

        assertThat(one).hasSameHashCodeAs(two).isNotEqualTo(two);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "into-engagement.eu_2", "A.b-C_9"})
    void connectionName_isLettersDigitsAndThreeSigns(String name) {
        assertThat(SessionKey.of(name, User.integration()).connection()).isEqualTo(name);
        assertThat(SessionKey.of("a".repeat(64), User.integration()).connection())
                .hasSize(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a/b", "-a", ".a", "_a", "a#b", "a\nb", "\u00e4", "a:b"})
    void connectionNameOfAnotherForm_isRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionKey.of(name, User.integration()))
                .withMessageStartingWith("connection name: \"")
                .withMessageContaining("(expected: 1 to 64 letters")
                .withMessageNotContaining("\n");
        assertThatIllegalArgumentException().isThrownBy(() -> SessionKey.of("a".repeat(65), User.integration()));
    }

    @Test
    void missingPart_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> SessionKey.of("a", null));
        assertThatNullPointerException().isThrownBy(() -> key.in(null));
        assertThatNullPointerException().isThrownBy(() -> key.scopedTo(null));
    }
}
