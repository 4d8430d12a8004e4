package io.crosscloud.auth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.auth.client.ClientAuthentication.PrivateKeyJwt;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.token.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientAuthenticationTest {
    @Test
    void noSecretOrKey_isRefused() {
        assertThatThrownBy(() -> new ClientAuthentication.ClientSecret(List.of(), true))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("client secrets: none (expected: at least one)");
        assertThatThrownBy(() -> new ClientAuthentication.PrivateKeyJwt(List.of()))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void blankAudience_isRefused() {
        PrivateKeyJwt key = ClientAuthentication.privateKeyJwt(SigningKey.signer(input -> input));

        assertThatThrownBy(() -> key.withAudience(" "))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("audience: blank");
    }

    @Test
    void audience_isTheServersOwn_unlessItIsNamed() {
        PrivateKeyJwt key = ClientAuthentication.privateKeyJwt(SigningKey.signer(input -> input));

        assertThat(key.audienceAt(SalesforceOrg.production()))
                .isEqualTo("https://login.salesforce.com/services/oauth2/token");
        assertThat(key.withAudience("https://id.example").audienceAt(SalesforceOrg.production()))
                .isEqualTo("https://id.example");
        assertThat(key.withAudience("https://id.example").keys()).isEqualTo(key.keys());
    }

    @Test
    void secrets_areNotPrinted() {
        assertThat(ClientAuthentication.secrets(Secret.of("CANARY-1"), Secret.of("CANARY-2")))
                .hasToString("ClientSecret[2 in the body]");
        assertThat(ClientAuthentication.basic(Secret.of("CANARY-1"))).hasToString("ClientSecret[1 in the header]");
    }
}
