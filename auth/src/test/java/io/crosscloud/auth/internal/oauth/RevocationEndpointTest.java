package io.crosscloud.auth.internal.oauth;

import static io.crosscloud.auth.internal.http.ScriptedServer.json;
import static io.crosscloud.auth.internal.http.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.cloud.Cloud;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
import io.crosscloud.spi.Revocation;
import io.crosscloud.token.RefreshToken;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationEndpointTest {
    private static final RefreshToken TOKEN = RefreshToken.of("5Aep861.CANARY==");

    private final Exchange exchange = new Exchange();

    @AfterEach
    void stop() {
        exchange.close();
    }

    private Revocation revoke(Cloud cloud) {
        return exchange.endpoint(cloud, Duration.ofSeconds(30)).revocation().revoke(TOKEN);
    }

    @Test
    void salesforce_isSentNothingButTheToken_once() {
        exchange.server.always(status(200, "text/html", ""));

        assertThat(revoke(Cloud.SALESFORCE)).isEqualTo(Revocation.REVOKED);

        assertThat(exchange.server.onlyRequest().line()).isEqualTo("POST /services/oauth2/revoke HTTP/1.1");
        assertThat(exchange.server.onlyRequest().body()).isEqualTo("token=5Aep861.CANARY%3D%3D");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":\"invalid_token\",\"error_description\":\"invalid token\"}",
                "error=invalid_token&error_description=invalid%20token"
            })
    void aTokenThatIsNotAlive_countsAsRevoked(String body) {
        exchange.server.always(json(400, body));

        assertThat(revoke(Cloud.SALESFORCE)).isEqualTo(Revocation.REVOKED);
    }

    @ParameterizedTest
    @CsvSource({
        "400, unsupported_token_type, REQUEST_REFUSED",
        "302, moved, REDIRECTED",
        "404, nothing, ENDPOINT_WRONG",
        "429, slowly, SERVER_THROTTLES",
        "500, invalid_token, OUTCOME_UNKNOWN",
        "503, later, SERVER_UNAVAILABLE",
    })
    void anyOtherAnswer_isAFailureThatShowsNoToken(int status, String error, Problem problem) {
        exchange.server.always(json(status, "{\"error\":\"" + error + "\",\"error_description\":\"5Aep861.CANARY\"}"));

        AuthException refused = catchThrowableOfType(AuthException.class, () -> revoke(Cloud.SALESFORCE));

        assertThat(refused.problem()).isEqualTo(problem);
        assertThat(refused).hasMessageNotContaining("CANARY");
        assertThat(exchange.server.requests()).hasSize(1);
    }

    @Test
    void aConnectionThatIsCut_isAFailureAndNotRepeated() {
        exchange.server.always((request, line) -> line.close());

        AuthException failed = catchThrowableOfType(AuthException.class, () -> revoke(Cloud.SALESFORCE));

        assertThat(failed.problem()).isEqualTo(Problem.OUTCOME_UNKNOWN);
        assertThat(exchange.server.requests()).hasSize(1);
    }

    @Test
    void engagement_isNotAsked() {
        assertThat(revoke(Cloud.ENGAGEMENT)).isEqualTo(Revocation.FORGOTTEN);

        assertThat(exchange.server.requests()).isEmpty();
    }
}
