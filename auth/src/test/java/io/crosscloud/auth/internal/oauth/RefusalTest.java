package io.crosscloud.auth.internal.oauth;

import static io.crosscloud.Cloud.ENGAGEMENT;
import static io.crosscloud.Cloud.SALESFORCE;
import static io.crosscloud.auth.internal.http.ScriptedServer.json;
import static io.crosscloud.auth.internal.http.ScriptedServer.stall;
import static io.crosscloud.auth.internal.http.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.Cloud;
import io.crosscloud.auth.Problems;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.TryLaterException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {
    private final Exchange exchange = new Exchange();

    @AfterEach
    void stop() {
        exchange.close();
    }

    @Tag("H6")
    @Tag("H7")
    @Tag("H8")
    @Tag("H9")
    @Tag("H10")
    @Tag("H11")
    @Tag("K3")
    @ParameterizedTest
    @CsvFileSource(resources = "token-errors.csv", numLinesToSkip = 1)
    void anErrorThatTheServersAnswer_isTold(
            String from,
            String grant,
            int status,
            String error,
            String description,
            @ConvertWith(Problems.ByName.class) Problem problem) {
        AuthorizationServer server =
                from.equals("COMPATIBLE") ? exchange.compatible() : exchange.of(Cloud.valueOf(from));
        String detail = description == null ? "" : ",\"error_description\":\"" + description + "\"";
        exchange.server.then(
                json(status, "{\"error\":\"" + error + "\"" + detail + ",\"error_uri\":\"https://x.example\"}"));

        AuthException refused = exchange.refused(server, Exchange.request(grant), Duration.ofSeconds(30));

        assertThat(refused.problem()).isEqualTo(problem);
        assertThat(refused.error()).contains(error);
        assertThat(refused.errorDescription().orElse("")).isEqualTo(description == null ? "" : description);
        assertThat(refused.status()).hasValue(status);
        assertThat(refused).hasMessageContaining(problem.remedy());
    }

    @Tag("H5")
    @ParameterizedTest
    @ValueSource(ints = {200, 201, 400, 401})
    void anErrorMember_winsOverTheStatus(int status) {
        exchange.server.then(json(
                status, "{\"error\":\"invalid_grant\",\"error_description\":\"user hasn't approved this consumer\"}"));

        assertThat(exchange.refused(SALESFORCE, Exchange.jwt()).problem())
                .isEqualTo(ServerProblem.SALESFORCE_USER_NOT_APPROVED);
    }

    @Tag("H12")
    @Tag("H13")
    @Tag("H15")
    @Tag("H16")
    @Tag("H17")
    @Tag("H18")
    @Tag("H19")
    @Tag("H23")
    @Tag("H24")
    @Tag("H25")
    @Tag("H26")
    @ParameterizedTest
    @CsvSource({
        // cloud, grant, status, Retry-After, problem
        "SALESFORCE, jwt, 400, , NOT_JSON",
        "SALESFORCE, jwt, 401, , CLIENT_REJECTED",
        "SALESFORCE, jwt, 403, , ACCESS_DENIED",
        "SALESFORCE, jwt, 404, , ENDPOINT_WRONG",
        "SALESFORCE, jwt, 405, , ENDPOINT_WRONG",
        "SALESFORCE, jwt, 407, , PROXY",
        "SALESFORCE, jwt, 408, , SERVER_FAILED",
        "SALESFORCE, jwt, 410, , ENDPOINT_WRONG",
        "SALESFORCE, jwt, 413, , REQUEST_REFUSED",
        "SALESFORCE, jwt, 414, , REQUEST_REFUSED",
        "SALESFORCE, jwt, 420, , SALESFORCE_ORG_INACTIVE",
        "SALESFORCE, jwt, 425, , SERVER_UNAVAILABLE",
        "SALESFORCE, jwt, 429, 7, SERVER_THROTTLES",
        "SALESFORCE, jwt, 431, , REQUEST_REFUSED",
        "SALESFORCE, jwt, 500, , SERVER_FAILED",
        "SALESFORCE, jwt, 501, , ENDPOINT_WRONG",
        "SALESFORCE, jwt, 502, , SERVER_FAILED",
        "SALESFORCE, jwt, 503, , SERVER_UNAVAILABLE",
        "SALESFORCE, jwt, 504, , SERVER_FAILED",
        "SALESFORCE, jwt, 505, , ENDPOINT_WRONG",
        "SALESFORCE, jwt, 520, , SERVER_FAILED",
        "SALESFORCE, credentials, 500, , SERVER_FAILED",
        "SALESFORCE, credentials, 503, 7, SERVER_UNAVAILABLE",
        "SALESFORCE, refresh, 408, , OUTCOME_UNKNOWN",
        "SALESFORCE, refresh, 425, , SERVER_UNAVAILABLE",
        "SALESFORCE, refresh, 429, , SERVER_THROTTLES",
        "SALESFORCE, refresh, 500, , OUTCOME_UNKNOWN",
        "SALESFORCE, refresh, 501, , OUTCOME_UNKNOWN",
        "SALESFORCE, refresh, 505, 1, OUTCOME_UNKNOWN",
        "SALESFORCE, refresh, 503, , OUTCOME_UNKNOWN",
        "SALESFORCE, refresh, 503, 7, OUTCOME_UNKNOWN",
        "SALESFORCE, refresh, 520, , OUTCOME_UNKNOWN",
        "SALESFORCE, refresh, 524, 1, OUTCOME_UNKNOWN",
        "SALESFORCE, code, 429, 7, SERVER_THROTTLES",
        "SALESFORCE, code, 501, , OUTCOME_UNKNOWN",
        "SALESFORCE, code, 503, , OUTCOME_UNKNOWN",
        "SALESFORCE, code, 503, 7, OUTCOME_UNKNOWN",
        "ENGAGEMENT, credentials, 400, , NOT_JSON",
        "ENGAGEMENT, credentials, 401, , ENGAGEMENT_CLIENT",
        "ENGAGEMENT, credentials, 420, , ENGAGEMENT_THROTTLED",
        "ENGAGEMENT, credentials, 429, 7, ENGAGEMENT_THROTTLED",
        "ENGAGEMENT, credentials, 503, , ENGAGEMENT_MAINTENANCE",
        "ENGAGEMENT, refresh, 503, , OUTCOME_UNKNOWN",
        "ENGAGEMENT, refresh, 503, 7, OUTCOME_UNKNOWN",
        "ENGAGEMENT, refresh, 420, , ENGAGEMENT_THROTTLED",
        "ENGAGEMENT, refresh, 429, 7, ENGAGEMENT_THROTTLED",
    })
    void aStatusWithoutAReason_isTold(
            Cloud cloud,
            String grant,
            int status,
            String retryAfter,
            @ConvertWith(Problems.ByName.class) Problem problem) {
        String header = retryAfter == null ? "X-None: x" : "Retry-After: " + retryAfter;
        exchange.server.then(status(status, "text/html", "<html>CANARY</html>", header));

        AuthException refused = exchange.refused(cloud, Exchange.request(grant));

        assertThat(refused.problem()).isEqualTo(problem);
        assertThat(refused.status()).hasValue(status);
        assertThat(refused.error()).isEmpty();
        if (refused instanceof TryLaterException later) {
            assertThat(later.retryAfter().map(Duration::toSeconds).map(String::valueOf))
                    .isEqualTo(Optional.ofNullable(retryAfter));
        }
    }

    @Tag("H23")
    @Tag("H26")
    @ParameterizedTest
    @CsvSource({
        "SALESFORCE, jwt, 500, , true",
        "SALESFORCE, credentials, 503, , true",
        "ENGAGEMENT, credentials, 500, , true",
        "ENGAGEMENT, credentials, 503, , true",
        "SALESFORCE, jwt, 503, 7, false",
        "SALESFORCE, jwt, 429, , false",
        "ENGAGEMENT, credentials, 420, , false",
        "ENGAGEMENT, credentials, 429, , false",
    })
    void aPassingFailure_mayBeRepeatedAtOnce_unlessTheServerWantsAPause(
            Cloud cloud, String grant, int status, String retryAfter, boolean repeatable) {
        String header = retryAfter == null ? "X-None: x" : "Retry-After: " + retryAfter;
        exchange.server.then(status(status, "text/html", "", header));

        AuthException refused = exchange.refused(cloud, Exchange.request(grant));

        assertThat(((TryLaterException) refused).repeatableAtOnce()).isEqualTo(repeatable);
        assertThat(refused).hasMessageNotContaining("did not arrive").hasMessageNotContaining("is repeated");
    }

    @Tag("H8")
    @Test
    void aLoginRate_isNotRepeatedAtOnce() {
        exchange.server.then(json(400, "{\"error\":\"invalid_grant\",\"error_description\":\"login rate exceeded\"}"));

        AuthException refused = exchange.refused(SALESFORCE, Exchange.jwt());

        assertThat(((TryLaterException) refused).repeatableAtOnce()).isFalse();
    }

    @Tag("H20")
    @Test
    void engagementsThrottling_isToldInTheShapeOfItsRestErrors() {
        exchange.server.then(json(
                429,
                "{\"message\":\"Your requests are temporarily blocked.\",\"errorcode\":50200,\"documentation\":\"\"}",
                "Retry-After: 90"));

        AuthException refused = exchange.refused(ENGAGEMENT, Exchange.clientCredentials());

        assertThat(refused.problem()).isEqualTo(ServerProblem.ENGAGEMENT_THROTTLED);
        assertThat(refused.errorDescription()).contains("Your requests are temporarily blocked.");
        assertThat(((TryLaterException) refused).retryAfter()).contains(Duration.ofSeconds(90));
    }

    @Tag("H22")
    @Test
    void retryAfterThatIsMissing_isAbsent() {
        exchange.server.then(json(429, "{}"));

        AuthException refused = exchange.refused(SALESFORCE, Exchange.jwt());

        assertThat(((TryLaterException) refused).retryAfter()).isEmpty();
    }

    @Tag("H11")
    @Test
    void aTryAgainAfterARefresh_isUnknown() {
        exchange.server.then(json(400, "{\"error\":\"unknown_error\",\"error_description\":\"retry your request\"}"));

        assertThat(exchange.refused(SALESFORCE, Exchange.refresh()).problem()).isEqualTo(ServerProblem.OUTCOME_UNKNOWN);
    }

    @Tag("H1")
    @Tag("H2")
    @Tag("H3")
    @Tag("H4")
    @ParameterizedTest
    @CsvSource({
        "301, https://evil.example/token?token=CANARY, evil.example",
        "302, https://evil.example/token, evil.example",
        "303, http://127.0.0.1/token, 127.0.0.1",
        "307, //evil.example/token, evil.example",
        "308, https://evil.example:8443/token, evil.example",
        "302, javascript:alert(1), nowhere",
        "302, 'not a uri CANARY', nowhere",
        "300, /elsewhere, nowhere",
        "304, '', nowhere",
    })
    void aRedirect_isNotFollowed(int status, String location, String host) {
        exchange.server.always(status(status, "", "", "Location: " + location));

        AuthException refused = exchange.refused(SALESFORCE, Exchange.refresh());

        assertThat(refused.problem()).isEqualTo(ServerProblem.REDIRECTED);
        assertThat(refused).hasMessageContaining("redirected to " + host + " ");
    }

    @Tag("B26")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"error\":\"made_up\"",
                "\"error\":7",
                "\"error\":{}",
                "\"nothing\":\"here\"",
                "\"error\":null",
                "\"error\":\"\"",
            })
    void anErrorThatNobodyKnows_keepsTheStatus(String member) {
        exchange.server.then(json(400, "{" + member + "}"));

        AuthException refused = exchange.refused(SALESFORCE, Exchange.jwt());

        assertThat(refused.problem()).isEqualTo(ServerProblem.REQUEST_REFUSED);
        assertThat(refused.status()).hasValue(400);
    }

    @Tag("B25")
    @Test
    void aDescription_isCleanedAndCut() {
        exchange.server.then(json(
                400,
                "{\"error\":\"invalid_grant\",\"error_description\":\"\\u001b[31mred\\r\\nline<b>" + "x".repeat(1000)
                        + "\"}"));

        AuthException refused = exchange.refused(SALESFORCE, Exchange.jwt());

        assertThat(refused.errorDescription().orElseThrow()).hasSize(256).startsWith("?[31mred??line<b>xxx");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                Exchange.SENT_SECRET + "|[redacted]",
                "CANARY%2Fclient+secret|[redacted]",
                Exchange.SENT_REFRESH_TOKEN + "|[redacted]",
                "5Aep861-CANARY|[redacted]",
                "token '5Aep861-CANARY-refresh==' and secret CANARY/client secret|token '[redacted]' and secret [redacted]",
            })
    void aSecretThatTheServerRepeats_isMasked(String echo, String masked) {
        exchange.server.then(json(400, "{\"error\":\"invalid_grant\",\"error_description\":\"bad: " + echo + "\"}"));

        AuthException refused = exchange.refused(SALESFORCE, Exchange.refresh());

        assertThat(refused.errorDescription()).contains("bad: " + masked);
    }

    @Test
    void aSecretInTheInstanceUrl_isMasked() {
        exchange.server.then(
                json(200, exchange.salesforce("instance_url:\"https://5Aep861-CANARY-refresh==.evil.example\"")));

        assertThat(exchange.refused(SALESFORCE, Exchange.refresh()))
                .matches(refused -> refused.problem() == ServerProblem.HOST_UNTRUSTED, "an untrusted host")
                .hasMessageNotContaining("CANARY");
    }

    @Test
    void noAnswer_isUnknown() {
        exchange.server.then(stall(""));

        AuthException refused = exchange.refused(SALESFORCE, Exchange.refresh(), Duration.ofMillis(100));

        assertThat(refused.problem()).isEqualTo(ServerProblem.OUTCOME_UNKNOWN);
    }
}
