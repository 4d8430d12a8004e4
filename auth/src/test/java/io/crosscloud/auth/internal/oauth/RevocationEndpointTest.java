package io.crosscloud.auth.internal.oauth;

import static io.crosscloud.auth.internal.http.ScriptedServer.json;
import static io.crosscloud.auth.internal.http.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.auth.Problems;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.internal.http.ScriptedServer.Answer;
import io.crosscloud.auth.internal.http.ScriptedServer.Received;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.Endpoint;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Revocation;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationEndpointTest {
    private static final RefreshToken TOKEN = RefreshToken.of("5Aep861.CANARY==");
    private static final ClientAuthentication SECRET = ClientAuthentication.secret(Secret.of("CANARY-right"));

    private final Exchange exchange = new Exchange();

    @AfterEach
    void stop() {
        exchange.close();
    }

    private Revocation revoke(AuthorizationServer server, ClientAuthentication authentication) {
        TokenEndpoint endpoint = exchange.endpoint(server, Duration.ofSeconds(30));
        return new TokenClient(endpoint, ClientId.of("app"), authentication, exchange.events::add).revoke(TOKEN);
    }

    private AuthException refused(AuthorizationServer server, ClientAuthentication authentication) {
        AuthException refused = catchThrowableOfType(AuthException.class, () -> revoke(server, authentication));
        assertThat(refused).as("a refusal").isNotNull().hasMessageNotContaining("CANARY");
        return refused;
    }

    /** As Keycloak, oidc-provider and Spring Authorization Server do: no client, no revocation. */
    private static Answer strict() {
        return (request, line) -> {
            boolean known = "CANARY-right".equals(request.form().get("client_secret"))
                    || request.header("Authorization").startsWith("Basic ")
                    || request.form().containsKey("client_assertion");
            Answer answer = known && request.form().containsKey("token")
                    ? status(200, "text/plain", "")
                    : json(
                            401,
                            "{\"error\":\"invalid_client\",\"error_description\":\"Invalid client or Invalid client"
                                    + " credentials\"}");
            answer.write(request, line);
        };
    }

    @Test
    void salesforce_isSentNothingButTheToken_once() {
        exchange.server.always(status(200, "text/html", ""));

        assertThat(revoke(exchange.org(), SECRET)).isEqualTo(Revocation.REVOKED);

        assertThat(exchange.server.onlyRequest().line()).isEqualTo("POST /services/oauth2/revoke HTTP/1.1");
        assertThat(exchange.server.onlyRequest().body()).isEqualTo("token=5Aep861.CANARY%3D%3D");
        assertThat(exchange.server.onlyRequest().header("Authorization")).isEmpty();
    }

    @Test
    void serverThatAuthenticatesItsClients_isShownTheSecret() {
        exchange.server.always(strict());

        assertThat(revoke(exchange.compatible(), SECRET)).isEqualTo(Revocation.REVOKED);

        assertThat(exchange.server.onlyRequest().form())
                .isEqualTo(Map.of("token", "5Aep861.CANARY==", "client_id", "app", "client_secret", "CANARY-right"));
    }

    @Test
    void serverThatAuthenticatesItsClients_isShownTheSecretInTheHeader() {
        exchange.server.always(strict());

        assertThat(revoke(exchange.compatible(), ClientAuthentication.basic(Secret.of("CANARY-basic"))))
                .isEqualTo(Revocation.REVOKED);

        Received request = exchange.server.onlyRequest();
        assertThat(request.header("Authorization"))
                .isEqualTo("Basic "
                        + Base64.getEncoder().encodeToString("app:CANARY-basic".getBytes(StandardCharsets.US_ASCII)));
        assertThat(request.form()).containsOnlyKeys("token");
    }

    @Test
    void serverThatAuthenticatesItsClients_isShownAnAssertionForTheServer() {
        exchange.server.always(strict());

        assertThat(revoke(exchange.compatible(), ClientAuthentication.privateKeyJwt(TestKeys.signing(TestKeys.FIRST))))
                .isEqualTo(Revocation.REVOKED);

        Map<String, String> form = exchange.server.onlyRequest().form();
        assertThat(form).containsOnlyKeys("token", "client_id", "client_assertion_type", "client_assertion");
        assertThat(claims(form)).contains("\"aud\":\"" + exchange.server.uri() + "/services/oauth2/token\"");
    }

    @Test
    void publicClient_isShownByItsId() {
        exchange.server.always(status(200, "", ""));

        assertThat(revoke(exchange.compatible(), ClientAuthentication.none())).isEqualTo(Revocation.REVOKED);

        assertThat(exchange.server.onlyRequest().form())
                .isEqualTo(Map.of("token", "5Aep861.CANARY==", "client_id", "app"));
    }

    @Test
    void secretThatIsRefused_isFollowedByTheNext_asAtTheTokenEndpoint() {
        exchange.server.always(strict());

        assertThat(revoke(
                        exchange.compatible(),
                        ClientAuthentication.secrets(Secret.of("CANARY-old"), Secret.of("CANARY-right"))))
                .isEqualTo(Revocation.REVOKED);

        assertThat(exchange.server.requests()).hasSize(2);
        assertThat(exchange.events).hasSize(1).first().isInstanceOf(AuthEvent.CredentialFallback.class);
    }

    @Test
    void clientThatIsRefused_isASettingToCorrect_inTheServersWords() {
        exchange.server.always(strict());

        AuthException refused = refused(exchange.compatible(), ClientAuthentication.secret(Secret.of("CANARY-wrong")));

        assertThat(refused).isInstanceOf(ConfigurationException.class);
        assertThat(refused.problem()).isEqualTo(ServerProblem.CLIENT_REJECTED);
        assertThat(refused.status()).hasValue(401);
        assertThat(refused.error()).contains("invalid_client");
        assertThat(refused.errorDescription()).contains("Invalid client or Invalid client credentials");
        assertThat(refused).hasMessageContaining("the revocation endpoint");
        assertThat(exchange.server.requests()).hasSize(1);
    }

    @Test
    void engagementThatNamesARevocationEndpoint_isShownTheClient() {
        exchange.server.always(strict());
        AuthorizationServer tenant =
                exchange.tenant().withEndpoint(Endpoint.REVOCATION, URI.create(exchange.server.uri() + "/revoke"));

        assertThat(revoke(tenant, SECRET)).isEqualTo(Revocation.REVOKED);

        assertThat(exchange.server.onlyRequest().form()).containsKeys("token", "client_id", "client_secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":\"invalid_token\",\"error_description\":\"invalid token\"}",
                "error=invalid_token&error_description=invalid%20token"
            })
    void aTokenThatIsNotAlive_countsAsRevoked(String body) {
        exchange.server.always(json(400, body));

        assertThat(revoke(exchange.org(), SECRET)).isEqualTo(Revocation.REVOKED);
    }

    @ParameterizedTest
    @CsvSource({
        "400, unsupported_token_type, REVOCATION_REFUSED, REVOCATION_REFUSED",
        "400, invalid_request, REVOCATION_REFUSED, REVOCATION_REFUSED",
        "400, unauthorized_client, REVOCATION_REFUSED, REVOCATION_REFUSED",
        "400, not_invalid_token, REVOCATION_REFUSED, REVOCATION_REFUSED",
        "400, invalid_client, REVOCATION_REFUSED, CLIENT_REJECTED",
        "401, invalid_client, REVOCATION_REFUSED, CLIENT_REJECTED",
        "403, forbidden, REVOCATION_REFUSED, REVOCATION_REFUSED",
        "404, nothing, REVOCATION_REFUSED, REVOCATION_REFUSED",
        "405, nothing, REVOCATION_REFUSED, REVOCATION_REFUSED",
        "302, moved, REDIRECTED, REDIRECTED",
        "407, proxy, PROXY, PROXY",
        "408, slowly, SERVER_FAILED, SERVER_FAILED",
        "425, slowly, SERVER_UNAVAILABLE, SERVER_UNAVAILABLE",
        "429, slowly, SERVER_THROTTLES, SERVER_THROTTLES",
        "500, invalid_token, SERVER_FAILED, SERVER_FAILED",
        "503, later, SERVER_UNAVAILABLE, SERVER_UNAVAILABLE",
    })
    void anyOtherAnswer_isAFailureThatShowsNoToken(
            int status,
            String error,
            @ConvertWith(Problems.ByName.class) Problem atSalesforce,
            @ConvertWith(Problems.ByName.class) Problem elsewhere) {
        exchange.server.always(json(
                status,
                "{\"error\":\"" + error + "\",\"error_description\":\"not this: 5Aep861.CANARY==\"}",
                "Retry-After: 7"));

        AuthException salesforce = refused(exchange.org(), SECRET);
        AuthException other = refused(exchange.compatible(), SECRET);

        assertThat(salesforce.problem()).isEqualTo(atSalesforce);
        assertThat(other.problem()).isEqualTo(elsewhere);
        assertThat(other.status()).hasValue(status);
        if (other instanceof ConfigurationException) {
            assertThat(other.error()).contains(error);
            assertThat(other.errorDescription()).contains("not this: [redacted]");
        }
        if (other instanceof TryLaterException later) {
            assertThat(later.retryAfter()).contains(Duration.ofSeconds(7));
        }
        assertThat(exchange.server.requests()).hasSize(2);
    }

    @Test
    void wordsInTheFormOfAQuery_areKept() {
        exchange.server.always(
                status(400, "text/plain", "error=unsupported_token_type&error_description=this+token+type%21"));

        AuthException refused = refused(exchange.org(), SECRET);

        assertThat(refused.problem()).isEqualTo(ServerProblem.REVOCATION_REFUSED);
        assertThat(refused.error()).contains("unsupported_token_type");
        assertThat(refused.errorDescription()).contains("this token type!");
    }

    @Test
    void aConnectionThatIsCut_isAFailureAndNotRepeated() {
        exchange.server.always((request, line) -> line.close());

        assertThat(refused(exchange.compatible(), SECRET).problem()).isEqualTo(ServerProblem.OUTCOME_UNKNOWN);
        assertThat(exchange.server.requests()).hasSize(1);
    }

    @Test
    void engagement_isNotAsked_norIsTheSecretRead() {
        ClientAuthentication unread = ClientAuthentication.secret(() -> {
            throw new AssertionError("the secret was read");
        });

        assertThat(revoke(exchange.tenant(), unread)).isEqualTo(Revocation.FORGOTTEN);

        assertThat(exchange.server.requests()).isEmpty();
    }

    private static String claims(Map<String, String> form) {
        return new String(
                Base64.getUrlDecoder().decode(form.get("client_assertion").split("\\.", -1)[1]),
                StandardCharsets.UTF_8);
    }
}
