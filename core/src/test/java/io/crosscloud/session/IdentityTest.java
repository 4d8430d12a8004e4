package io.crosscloud.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdentityTest {
    private final Identity identity = Identity.of("00Dx0000000BV7zEAE", "005x00000012Q9PAAU");

    @Test
    void identity_isTheCloudsIds() {
        assertThat(identity.organizationId()).isEqualTo("00Dx0000000BV7zEAE");
        assertThat(identity.userId()).isEqualTo("005x00000012Q9PAAU");
        assertThat(identity.username()).isEmpty();
        assertThat(identity).hasToString("005x00000012Q9PAAU of 00Dx0000000BV7zEAE");
    }

    @Test
    void username_isShownIfKnown_andChangesNotWhoItIs() {
        Identity named = identity.withUsername("marta@acme.example");

        assertThat(named.username()).contains("marta@acme.example");
        assertThat(named)
                .hasToString("marta@acme.example")
                .hasSameHashCodeAs(identity)
                .isNotEqualTo(identity);
        assertThat(named.sameUserAs(identity)).isTrue();
        assertThat(named).isEqualTo(identity.withUsername("marta@acme.example"));
        assertThat(identity.username()).isEmpty();
    }

    @Test
    void whatCannotBeSeen_isShownEscaped_andKeptAsItIs() {
        Identity named = identity.withUsername("ma\u202ertas\ufeff");

        assertThat(named).hasToString("ma\\u202ertas\\ufeff");
        assertThat(named.username()).contains("ma\u202ertas\ufeff");
        assertThat(Identity.of("7281698\n", "ma\u200brta")).hasToString("ma\\u200brta of 7281698\\u000a");
    }

    @Test
    void anotherUserOrOrganization_isAnotherIdentity() {
        assertThat(identity.sameUserAs(Identity.of("00Dx0000000BV7zEAE", "005x00000012Q9PBBB")))
                .isFalse();
        assertThat(identity.sameUserAs(Identity.of("00Dx0000000BV7zXXX", "005x00000012Q9PAAU")))
                .isFalse();
        assertThat(identity).isNotEqualTo(Identity.of("005x00000012Q9PAAU", "00Dx0000000BV7zEAE"));
    }
}
