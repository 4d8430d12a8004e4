package io.crosscloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class FakeSalesforceTest {
    @Test
    void start_handsOutAllThatAClientIsConfiguredWith() throws Exception {
        try (FakeSalesforce salesforce = FakeSalesforce.start()) {
            assertThat(salesforce.org().tokenEndpoint())
                    .isEqualTo(URI.create(salesforce.uri() + "/services/oauth2/token"));
            assertThat(salesforce.org().trusted(salesforce.instanceUri().toString()))
                    .isEqualTo(salesforce.uri());
            assertThat(salesforce.app(salesforce.clientId()).clientSecret()).isEqualTo(salesforce.clientSecret());
            assertThat(salesforce.user(salesforce.username()).password()).isEqualTo(salesforce.password());
            assertThat(salesforce.user().name()).isEqualTo(salesforce.username());
            assertThat(salesforce.identity().organizationId()).isEqualTo("00Dxx0000001gPLEAY");
            String pem = salesforce.signingKeyPem().replaceAll("-----[A-Z ]+-----|\\s", "");
            assertThat(KeyFactory.getInstance("RSA")
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem))))
                    .isEqualTo(salesforce.signingKey());
        }
    }

    @Test
    void seedsOfTheTest_takeThePlaceOfTheUsualOnes() {
        SalesforceUser user = SalesforceUser.of("ana@example.com", Secret.of("pw"), "Ana Lyst");
        ConnectedApp app = ConnectedApp.of(ClientId.of("mine"), Secret.of("secret"));
        try (FakeSalesforce salesforce =
                FakeSalesforce.builder().user(user).app(app).start()) {
            assertThat(salesforce.username()).isEqualTo("ana@example.com");
            assertThat(salesforce.clientId()).isEqualTo(ClientId.of("mine"));
            assertThat(salesforce.user("ANA@example.com").firstName()).isEqualTo("Ana");
            assertThat(salesforce.user("ana@example.com").lastName()).isEqualTo("Lyst");
            assertThatThrownBy(salesforce::redirectUri).hasMessageContaining("no redirect URI");
        }
    }

    @Test
    void unknownAppOrUser_isAnErrorThatNamesAKnownOne() {
        try (FakeSalesforce salesforce = FakeSalesforce.start()) {
            assertThatThrownBy(() -> salesforce.app(ClientId.of("nobody")))
                    .hasMessageContaining("nobody")
                    .hasMessageContaining(salesforce.clientId().value());
            assertThatThrownBy(() -> salesforce.issueRefreshToken("nobody@example.com", salesforce.clientId()))
                    .hasMessageContaining(salesforce.username());
            assertThatThrownBy(() -> salesforce.user(salesforce.username()).withSite("customers/x"))
                    .hasMessageContaining("/customers");
        }
    }

    @Test
    void nothingPublic_printsASecret() {
        try (FakeSalesforce salesforce = FakeSalesforce.start()) {
            String printed = salesforce + " " + salesforce.browser() + " " + salesforce.app(salesforce.clientId()) + " "
                    + salesforce.user(salesforce.username()) + " " + salesforce.issueRefreshToken();

            assertThat(printed)
                    .doesNotContain(
                            salesforce.clientSecret().exposeSecret(),
                            salesforce.password().exposeSecret(),
                            "5Aep");
        }
    }

    @Test
    void closedFake_freesItsPort() {
        FakeSalesforce first = FakeSalesforce.start();
        int port = first.uri().getPort();
        first.close();

        try (FakeSalesforce second = FakeSalesforce.builder().port(port).start()) {
            assertThat(second.uri().getPort()).isEqualTo(port);
        }
    }
}
