package io.crosscloud.examples.strangers;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.RecordedRequest;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.junit.Fake;
import io.crosscloud.token.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.salesforce.AuthenticationType;
import org.apache.camel.component.salesforce.SalesforceComponent;
import org.apache.camel.component.salesforce.api.dto.Limits;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apache Camel's Salesforce component, as it is published, logs in to the fake and reads from it. */
class CamelSalesforceTest {
    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    @Fake
    private FakeSalesforce salesforce;

    @Test
    void jwtBearer_isAcceptedAsCamelSpellsIt(@TempDir Path directory) throws Exception {
        KeyStore keys = KeyStores.create(directory);
        salesforce.put(ConnectedApp.of(ClientId.of("3MVG9camel"), Secret.of("unused-secret"))
                .withKey(keys.getCertificate(KeyStores.ALIAS).getPublicKey()));
        try (Wiretap wire = new Wiretap(salesforce.uri())) {
            salesforce.moveInstance(wire.uri());
            SalesforceComponent camel = component(AuthenticationType.JWT);
            camel.setLoginUrl(wire.uri().toString());
            camel.setClientId("3MVG9camel");
            camel.setUserName(salesforce.username());
            camel.setKeystore(parameters(keys));

            Limits limits = run(camel, 2);

            assertThat(limits.getDailyApiRequests().getMax()).isPositive();
            Map<String, String> form = wire.forms().get(0);
            assertThat(form).containsEntry("grant_type", JWT_BEARER).containsEntry("format", "json");
            String[] parts = form.get("assertion").split("\\.", -1);
            assertThat(parts[2]).endsWith("==");
            assertThat(new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8))
                    .isEqualTo("{\"alg\":\"RS256\"}");
            assertThat(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
                    .contains("\"aud\":\"" + wire.uri() + "\"")
                    .containsPattern("\"exp\":\"\\d+\"");
        }
        assertThat(salesforce).receivedTokenRequests(2).ofGrant(JWT_BEARER);
        assertThat(requests(Route.REST)).extracting(RecordedRequest::path).containsOnly("/services/data/v56.0/limits/");
        assertThat(requests(Route.REST))
                .extracting(request -> request.status().orElse(0))
                .containsExactly(200, 401, 200);
    }

    @Test
    void clientCredentials_areAccepted() throws Exception {
        SalesforceComponent camel = component(AuthenticationType.CLIENT_CREDENTIALS);
        camel.setClientSecret(salesforce.clientSecret().exposeSecret());

        run(camel, 2);

        assertThat(salesforce).receivedTokenRequests(2).ofGrant("client_credentials");
    }

    @Test
    void refreshToken_isExchangedAgainAndAgain() throws Exception {
        run(withRefreshToken(), 3);

        assertThat(salesforce).receivedTokenRequests(3).ofGrant("refresh_token").neverSawASpentRefreshToken();
    }

    @Test
    void stop_revokesTheToken() throws Exception {
        run(withRefreshToken(), 1);

        assertThat(requests(Route.REVOKE))
                .singleElement()
                .satisfies(request -> assertThat(request.method()).isEqualTo("GET"))
                .satisfies(request -> assertThat(request.parameters()).containsOnlyKeys("token"))
                .satisfies(request -> assertThat(request.status()).hasValue(200));
        assertThat(salesforce.tally().liveSessions()).isZero();
    }

    @Test
    void rotation_isMoreThanCamelKnows() {
        salesforce.rotation(true);

        assertThatThrownBy(() -> run(withRefreshToken(), 2)).hasStackTraceContaining("expired access/refresh token");

        assertThatThrownBy(() -> assertThat(salesforce).neverSawASpentRefreshToken())
                .hasMessageContaining(RecordedRequest.SPENT_REFRESH_TOKEN);
        assertThat(salesforce.tally().familiesRevoked()).isEqualTo(1);
    }

    private SalesforceComponent withRefreshToken() {
        SalesforceComponent camel = component(AuthenticationType.REFRESH_TOKEN);
        camel.setClientSecret(salesforce.clientSecret().exposeSecret());
        camel.setRefreshToken(salesforce.issueRefreshToken().exposeSecret());
        return camel;
    }

    private SalesforceComponent component(AuthenticationType type) {
        SalesforceComponent camel = new SalesforceComponent();
        camel.setAuthenticationType(type);
        camel.setLoginUrl(salesforce.uri().toString());
        camel.setClientId(salesforce.clientId().value());
        return camel;
    }

    private static KeyStoreParameters parameters(KeyStore keys) {
        KeyStoreParameters parameters = new KeyStoreParameters();
        parameters.setKeyStore(keys);
        parameters.setPassword(KeyStores.PASSWORD);
        return parameters;
    }

    /** Reads the limits so many times, each time but the first with a token that has just expired. */
    private Limits run(SalesforceComponent camel, int times) throws Exception {
        CamelContext context = new DefaultCamelContext();
        context.addComponent("salesforce", camel);
        context.start();
        try {
            Limits limits = read(context);
            for (int i = 1; i < times; i++) {
                salesforce.expireTokens();
                limits = read(context);
            }
            return limits;
        } finally {
            context.stop();
        }
    }

    private static Limits read(CamelContext context) {
        return context.createProducerTemplate().requestBody("salesforce:limits", null, Limits.class);
    }

    private List<RecordedRequest> requests(Route route) {
        return salesforce.journal().requests().stream()
                .filter(request -> request.route() == route)
                .toList();
    }
}
