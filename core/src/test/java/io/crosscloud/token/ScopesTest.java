package io.crosscloud.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopesTest {
    @Test
    void scopes_haveNoOrderAndNoRepetition() {
        Scopes scopes = Scopes.of("refresh_token", "api", "api");

        assertThat(scopes)
                .isEqualTo(Scopes.of("api", "refresh_token"))
                .hasSameHashCodeAs(Scopes.of("api", "refresh_token"));
        assertThat(scopes.values()).containsExactly("api", "refresh_token");
        assertThat(scopes).hasToString("api refresh_token");
        assertThat(scopes.isUnspecified()).isFalse();
    }

    @Test
    void case_matters() {
        assertThat(Scopes.of("API")).isNotEqualTo(Scopes.of("api"));
        assertThat(Scopes.of("API").includes(Scopes.of("api"))).isFalse();
    }

    @Test
    void nothing_isUnspecified() {
        assertThat(Scopes.of()).isEqualTo(Scopes.unspecified());
        assertThat(Scopes.of(List.of())).isEqualTo(Scopes.unspecified());
        assertThat(Scopes.parse("")).isEqualTo(Scopes.unspecified());
        assertThat(Scopes.parse("  ")).isEqualTo(Scopes.unspecified());
        assertThat(Scopes.unspecified().isUnspecified()).isTrue();
        assertThat(Scopes.unspecified()).hasToString("").isNotEqualTo(Scopes.of("api"));
    }

    @Test
    void wireForm_isReadBack() {
        assertThat(Scopes.parse("refresh_token api  openid ")).isEqualTo(Scopes.of("api", "openid", "refresh_token"));
        assertThat(Scopes.parse(Scopes.of("b", "a").toString())).isEqualTo(Scopes.of("a", "b"));
        assertThat(Scopes.parse("email_read list_and_subscribers:write").values())
                .hasSize(2);
    }

    @Test
    void inclusion_isBySet() {
        Scopes both = Scopes.of("api", "openid");

        assertThat(both.includes(Scopes.of("api"))).isTrue();
        assertThat(both.includes(both)).isTrue();
        assertThat(both.includes(Scopes.unspecified())).isTrue();
        assertThat(Scopes.of("api").includes(both)).isFalse();
        assertThat(Scopes.unspecified().includes(both)).isFalse();
    }

    @Test
    void scopes_areACopyThatNobodyChanges() {
        List<String> given = new ArrayList<>(List.of("api"));
        Scopes scopes = Scopes.of(given);
        given.add("full");

        assertThat(scopes.values()).containsExactly("api");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> scopes.values().add("full"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\tb", "a\"b", "a\\b", "\u00e4", "a\n", "a\u007f"})
    void characterThatRfc6749DoesNotAllow_isRefused(String scope) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scopes.of("api", scope))
                .withMessageStartingWith("scope: \"")
                .withMessageNotContainingAny("\n", "\t");
    }

    @Test
    void whiteSpaceOtherThanASpace_separatesNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> Scopes.parse("api\tfull"));
        assertThatIllegalArgumentException().isThrownBy(() -> Scopes.parse("api\nfull"));
    }
}
