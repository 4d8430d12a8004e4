package io.crosscloud.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.SettingProblem;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every place that takes a URI which secrets are sent to, with the same bad ones. */
class EndpointUrisTest {
    private static final EngagementTenant TENANT = EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm");
    private static final List<Consumer<URI>> PLACES = List.of(
            SalesforceOrg::at,
            uri -> SalesforceOrg.production().withEndpoint(Endpoint.TOKEN, uri),
            TENANT::withAuthBase,
            uri -> TENANT.withEndpoint(Endpoint.AUTHORIZATION, uri));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://login.salesforce.com",
                "HTTP://acme.my.salesforce.com",
                "http://localhost.example:8080",
                "http://127.0.0.2",
                "http://0.0.0.0:8080",
                "http://[::2]:8080",
                "ftp://login.salesforce.com",
                "file://localhost/etc/passwd",
                "ws://localhost:80",
            })
    void schemeThatSendsInTheClear_isRefusedByItsOwnProblem(URI uri) {
        for (Consumer<URI> place : PLACES) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> place.accept(uri))
                    .withMessageContaining(": \"" + uri + "\" (expected: https://")
                    .extracting(ConfigurationException::problem)
                    .isEqualTo(SettingProblem.NOT_HTTPS);
        }
    }

    @Test
    void uriOfMoreThan2048Characters_isRefused() {
        URI uri = URI.create("https://" + "lightning.".repeat(250) + "acme.example");

        for (Consumer<URI> place : PLACES) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> place.accept(uri))
                    .withMessageContaining(": 2520 characters (expected: 2048 at most)");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "login.salesforce.com",
                "//login.salesforce.com",
                "/services/oauth2/token",
                "https:login.salesforce.com",
                "https:///path",
                "mailto:marta@acme.example",
                "https://under_score.example",
                "https://login.salesforce.com:65536",
                "https://login.salesforce.com/?client_secret=canary",
                "https://login.salesforce.com?",
                "https://login.salesforce.com/#canary",
                "https://marta:canary@login.salesforce.com",
                "https://marta:canary@under_score.example", // java.net.URI sees no user information here
                "https:marta:canary@login.salesforce.com",
                "http://marta:canary@localhost",
            })
    void whatIsNoPlainOrigin_isRefused_andNothingSecretOfItIsShown(URI uri) {
        for (Consumer<URI> place : PLACES) {
            ConfigurationException refused =
                    catchThrowableOfType(ConfigurationException.class, () -> place.accept(uri));

            assertThat(refused.problem()).isEqualTo(SettingProblem.SETTING_INVALID);
            assertThat(refused)
                    .hasMessageContaining("an absolute https URL without user information, query or fragment")
                    .message()
                    .doesNotContain("canary", "marta");
        }
    }
}
