package io.crosscloud.auth.clientcredentials;

import static io.crosscloud.auth.internal.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.internal.http.ScriptedServer.Received;
import io.crosscloud.auth.internal.oauth.Exchange;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.Endpoint;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.User;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ClientCredentialsTokenProviderTest {
    private static final ClientId CLIENT = ClientId.of("client-id");
    private static final ClientAuthentication SECRET = ClientAuthentication.secret(Secret.of("CANARY-s3cret&more"));
    private static final TokenRequest INTEGRATION = TokenRequest.of(User.integration());

    private final Exchange exchange = new Exchange();

    @AfterEach
    void stop() {
        exchange.close();
    }

    @Test
    void salesforce_getsAForm() {
        exchange.server.always(json(200, exchange.salesforce()));

        builder(exchange.org()).build().token(INTEGRATION);

        assertThat(exchange.server.onlyRequest().form())
                .isEqualTo(Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        "client-id",
                        "client_secret",
                        "CANARY-s3cret&more"));
    }

    @Test
    void engagement_getsJson() {
        exchange.server.always(json(200, exchange.engagement()));

        builder(exchange.tenant())
                .businessUnit(BusinessUnit.of(7281698))
                .scopes(Scopes.of("email_read"))
                .build()
                .token(INTEGRATION);

        Received request = exchange.server.onlyRequest();
        assertThat(request.header("content-type")).isEqualTo("application/json");
        JsonNode body = JsonMapper.shared().readTree(request.body());
        assertThat(body.propertyNames())
                .containsExactlyInAnyOrder("grant_type", "client_id", "client_secret", "account_id", "scope");
        assertThat(body.get("client_secret").stringValue()).isEqualTo("CANARY-s3cret&more");
        assertThat(body.get("account_id").longValue()).isEqualTo(7281698);
    }

    @Test
    void aPerson_isRefusedUnsent() {
        assertProblem(
                SettingProblem.USER_UNSUPPORTED,
                () -> builder(exchange.tenant()).build().token(TokenRequest.of(User.of("marta"))));
        assertThat(exchange.server.requests()).isEmpty();
    }

    @Test
    void aSharedLoginHost_isRefused() {
        assertProblem(
                SettingProblem.SHARED_LOGIN_HOST,
                () -> builder(SalesforceOrg.production()).build());
        assertProblem(
                SettingProblem.SHARED_LOGIN_HOST,
                () -> builder(SalesforceOrg.sandbox()).build());
    }

    @Test
    void aSharedLoginHostBehindAGateway_isAccepted() {
        SalesforceOrg org =
                SalesforceOrg.production().withEndpoint(Endpoint.TOKEN, URI.create("https://gateway.example/token"));

        assertThat(builder(org).build().info().grant()).isEqualTo(GrantType.CLIENT_CREDENTIALS);
    }

    @Test
    void aPublicClient_isRefused() {
        assertProblem(
                SettingProblem.SETTING_INVALID,
                () -> ClientCredentialsTokenProvider.builder(exchange.tenant(), CLIENT, ClientAuthentication.none())
                        .build());
    }

    @Test
    void businessUnitAndScopes_areItsBinding() {
        String plain = builder(exchange.tenant()).build().info().binding();

        assertThat(builder(exchange.tenant())
                        .businessUnit(BusinessUnit.of(5))
                        .build()
                        .info()
                        .binding())
                .isNotEqualTo(plain);
        assertThat(builder(exchange.tenant())
                        .scopes(Scopes.of("offline"))
                        .build()
                        .info()
                        .binding())
                .isNotEqualTo(plain);
        assertThat(plain).doesNotContain("CANARY-s3cret");
    }

    private static ClientCredentialsTokenProvider.Builder builder(AuthorizationServer server) {
        return ClientCredentialsTokenProvider.builder(server, CLIENT, SECRET);
    }

    private static void assertProblem(Problem problem, ThrowingCallable call) {
        AuthException refused = catchThrowableOfType(AuthException.class, call);

        assertThat(refused).isNotNull();
        assertThat(refused.problem()).isEqualTo(problem);
    }
}
