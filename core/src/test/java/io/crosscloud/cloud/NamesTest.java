package io.crosscloud.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.Cloud;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.SettingProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @Test
    void clientId_isItsValue() {
        ClientId id = ClientId.of("3MVG9d8..z.hDcPK~x=");

        assertThat(id.value()).isEqualTo("3MVG9d8..z.hDcPK~x=");
        assertThat(id).hasToString("3MVG9d8..z.hDcPK~x=").isEqualTo(new ClientId("3MVG9d8..z.hDcPK~x="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\n", "\ta", "a\u0000", "\u00e4", "a\u007f"})
    void clientIdOfAnotherForm_isAConfigurationProblem(String value) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ClientId.of(value))
                .withMessageContaining("client id: \"")
                .withMessageContaining("consumer key or client id")
                .satisfies(e -> {
                    assertThat(e.problem()).isEqualTo(SettingProblem.SETTING_INVALID);
                    assertThat(e).message().doesNotContain("\n", "\t", "\0");
                });
    }

    @Test
    void clouds_haveTheNamesThatPeopleKnow() {
        assertThat(Cloud.values())
                .extracting(Cloud::displayName)
                .containsExactly("Salesforce", "Marketing Cloud Engagement");
    }
}
