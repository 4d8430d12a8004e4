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
    void anotherUserOrOrganization_isAnotherIdentity() {
        assertThat(identity.sameUserAs(Identity.of("00Dx0000000BV7zEAE", "005x00000012Q9PBBB")))
                .isFalse();
        assertThat(identity.sameUserAs(Identity.of("00Dx0000000BV7zXXX", "005x00000012Q9PAAU")))
                .isFalse();
        assertThat(identity).isNotEqualTo(Identity.of("005x00000012Q9PAAU", "00Dx0000000BV7zEAE"));
    }
}
