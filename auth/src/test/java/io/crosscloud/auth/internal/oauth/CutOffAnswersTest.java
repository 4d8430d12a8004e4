package io.crosscloud.auth.internal.oauth;

import static io.crosscloud.Cloud.ENGAGEMENT;
import static io.crosscloud.Cloud.SALESFORCE;
import static io.crosscloud.auth.internal.http.ScriptedServer.raw;
import static io.crosscloud.auth.internal.http.ScriptedServer.stall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.auth.Problems;
import io.crosscloud.auth.internal.http.ScriptedServer.Answer;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of which the head comes, and the body not at all or not to its end. */
class CutOffAnswersTest {
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final String JSON = "\r\nContent-Type: application/json\r\nContent-Length: 90\r\n";

    private final Exchange exchange = new Exchange();

    @AfterEach
    void stop() {
        exchange.close();
    }

    private static Answer without(int status, String headers) {
        return raw("HTTP/1.1 " + status + " X" + JSON + headers + "\r\n");
    }

    /** The connection stays open until the deadline. */
    @ParameterizedTest
    @CsvSource({"refresh", "jwt"})
    void bodyThatNeverComes_isCutOffByTheDeadline(String grant) {
        exchange.server.always(stall("HTTP/1.1 400 X" + JSON + "\r\n"));

        AuthException refused = exchange.refused(SALESFORCE, Exchange.request(grant), SHORT);

        assertThat(refused.problem()).isEqualTo(ServerProblem.OUTCOME_UNKNOWN);
        assertThat(refused.status()).hasValue(400);
        assertThat(refused).hasMessageContaining("the answer was cut off");
    }

    @ParameterizedTest
    @CsvSource({
        "refresh, 400",
        "code, 400",
        "jwt, 400",
        "credentials, 400",
        "refresh, 403",
        "code, 402",
        "refresh, 422",
        "jwt, 422",
        "refresh, 500",
        "refresh, 599",
    })
    void missingBody_leavesTheOutcomeUnknown_andIsToldWithItsStatus(String grant, int status) {
        exchange.server.always(without(status, ""));

        AuthException refused = exchange.refused(SALESFORCE, Exchange.request(grant));

        assertThat(refused.problem()).isEqualTo(ServerProblem.OUTCOME_UNKNOWN);
        assertThat(refused.status()).hasValue(status);
        assertThat(refused).hasMessageContaining("the answer was cut off");
    }

    @ParameterizedTest
    @CsvSource({
        "refresh, 401, CLIENT_REJECTED",
        "jwt, 401, CLIENT_REJECTED",
        "code, 404, ENDPOINT_WRONG",
        "refresh, 405, ENDPOINT_WRONG",
        "refresh, 407, PROXY",
        "refresh, 425, SERVER_UNAVAILABLE",
        "refresh, 429, SERVER_THROTTLES",
        "jwt, 403, ACCESS_DENIED",
        "jwt, 503, SERVER_UNAVAILABLE",
        "credentials, 500, SERVER_FAILED",
    })
    void statusThatSaysEnough_isToldWithoutItsBody(
            String grant, int status, @ConvertWith(Problems.ByName.class) Problem problem) {
        exchange.server.always(without(status, "Retry-After: 7\r\n"));

        AuthException refused = exchange.refused(SALESFORCE, Exchange.request(grant));

        assertThat(refused.problem()).isEqualTo(problem);
        assertThat(refused.status()).hasValue(status);
        assertThat(refused).hasMessageContaining("the answer was cut off");
        if (refused instanceof TryLaterException later) {
            assertThat(later.retryAfter()).contains(Duration.ofSeconds(7));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"error":"invalid_gra
            {"error":"invalid_grant","error_description":"expired access/refresh token"
            <html><h1>Sorry
            ``
            """)
    void bodyThatBreaksOff_saysNothingOfWhatStandsInIt(String body) {
        exchange.server.always(raw("HTTP/1.1 400 X" + JSON + "\r\n" + body));

        AuthException refused = exchange.refused(ENGAGEMENT, Exchange.refresh());

        assertThat(refused.problem()).isEqualTo(ServerProblem.OUTCOME_UNKNOWN);
        assertThat(refused).hasMessageContaining("the answer was cut off");
    }

    @Test
    void wholeBodyBehindWhichTheConnectionBreaks_counts() {
        exchange.server.always(raw("HTTP/1.1 400 X" + JSON + "\r\n{\"error\":\"unsupported_grant_type\"}"));

        assertThat(exchange.refused(SALESFORCE, Exchange.jwt()).problem())
                .isEqualTo(ServerProblem.SALESFORCE_GRANT_TYPE);
    }

    @Test
    void answerOfUserinfo_introspectionAndKeys_isToldAsCutOff() {
        exchange.server.always(without(200, ""));
        AccessToken token =
                AccessToken.of("00D!x", ApiEndpoints.of(exchange.server.uri()), Scopes.unspecified(), Exchange.NOW);

        AuthException userinfo =
                failure(() -> exchange.endpoint(ENGAGEMENT, PATIENT).userInfo().requireIdentity(token));
        AuthException introspection = failure(
                () -> exchange.endpoint(SALESFORCE, PATIENT).introspection().ends(token, GrantRequest.about(token)));
        AuthException keys = failure(() -> exchange.endpoint(SALESFORCE, PATIENT)
                .idTokens()
                .verify("eyJhbGciOiJSUzI1NiJ9.e30.AA", "client", "nonce", io.crosscloud.spi.TokenGrant.of(token)));

        assertThat(userinfo.problem()).isEqualTo(ServerProblem.OUTCOME_UNKNOWN);
        assertThat(introspection).hasMessageContaining("introspection: the answer was cut off");
        assertThat(keys.problem()).isEqualTo(ServerProblem.LOGIN_SERVER_ERROR);
        assertThat(keys).hasMessageContaining("the answer was cut off");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            400 | ``                        | OUTCOME_UNKNOWN
            400 | error=invalid_tok         | OUTCOME_UNKNOWN
            400 | error=invalid_token       | OUTCOME_UNKNOWN
            400 | {"error":"unsupported_tok | OUTCOME_UNKNOWN
            403 | ``                        | OUTCOME_UNKNOWN
            429 | ``                        | SERVER_THROTTLES
            404 | ``                        | REVOCATION_REFUSED
            """)
    void answerOfTheRevocationEndpoint_isToldAsCutOff(
            int status, String body, @ConvertWith(Problems.ByName.class) Problem problem) {
        exchange.server.always(raw("HTTP/1.1 " + status + " X\r\nContent-Length: 90\r\n\r\n" + body));
        RevocationEndpoint endpoint = exchange.endpoint(SALESFORCE, PATIENT).revocation();

        AuthException refused = failure(() -> endpoint.revoke(GrantRequest.revoking("5Aep861.CANARY==")));

        assertThat(refused.problem()).isEqualTo(problem);
        assertThat(refused.status()).hasValue(status);
        assertThat(exchange.server.requests()).hasSize(1);
    }

    private static AuthException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(AuthException.class, call);
    }
}
