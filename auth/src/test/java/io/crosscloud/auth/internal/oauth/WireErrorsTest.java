package io.crosscloud.auth.internal.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.Endpoint;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.NextStep;
import io.crosscloud.error.ServerProblem;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts are those that the clouds document or were seen to answer, unchanged. */
class WireErrorsTest {
    private static final SalesforceOrg SALESFORCE = SalesforceOrg.myDomain("acme");
    private static final SalesforceOrg COMPATIBLE = SalesforceOrg.at(URI.create("https://id.example/realms/acme"));
    private static final EngagementTenant ENGAGEMENT = EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm");
    private static final List<AuthorizationServer> SERVERS = List.of(SALESFORCE, COMPATIBLE, ENGAGEMENT);

    private static final String JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String CODE = "authorization_code";
    private static final String REFRESH = "refresh_token";
    private static final String CLIENT = "client_credentials";

    private static final String SALESFORCE_ROWS = """
            JWT     | invalid_grant              | user hasn't approved this consumer                | SALESFORCE_USER_NOT_APPROVED
            JWT     | invalid_request            | refresh_token scope is required and the connected app should be installed and preauthorized | SALESFORCE_REFRESH_SCOPE
            JWT     | invalid_grant              | audience is invalid                               | SALESFORCE_AUDIENCE
            JWT     | invalid_grant              | Audience validation failed                        | SALESFORCE_AUDIENCE
            JWT     | invalid_grant              | invalid assertion                                 | SALESFORCE_ASSERTION_INVALID
            JWT     | invalid_grant              | expired authorization code                        | SALESFORCE_ASSERTION_EXPIRED
            CODE    | invalid_grant              | expired authorization code                        | SALESFORCE_CODE_INVALID
            CODE    | invalid_grant              | invalid authorization code                        | SALESFORCE_CODE_INVALID
            REFRESH | invalid_grant              | expired access/refresh token                      | SALESFORCE_REFRESH_TOKEN_REVOKED
            REFRESH | invalid_grant              | token validity expired                            | SALESFORCE_REFRESH_TOKEN_EXPIRED
            REFRESH | invalid_grant              | token request is already being processed          | SALESFORCE_REFRESH_BUSY
            REFRESH | invalid_grant              | Token request is already being processed          | SALESFORCE_REFRESH_BUSY
            JWT     | invalid_grant              | inactive user                                     | SALESFORCE_USER_INACTIVE
            REFRESH | invalid_grant              | inactive user                                     | SALESFORCE_USER_INACTIVE
            JWT     | inactive_user              | inactive user                                     | SALESFORCE_USER_INACTIVE
            JWT     | inactive_user              |                                                   | SALESFORCE_USER_INACTIVE
            JWT     | inactive_org               |                                                   | SALESFORCE_ORG_INACTIVE
            JWT     | invalid_grant              | ip restricted                                     | SALESFORCE_IP_RESTRICTED
            REFRESH | invalid_grant              | ip restricted                                     | SALESFORCE_IP_RESTRICTED
            REFRESH | invalid_grant              | ip restricted by app developer                    | SALESFORCE_IP_RESTRICTED
            JWT     | invalid_grant              | login rate exceeded                               | SALESFORCE_LOGIN_RATE
            JWT     | rate_limit_exceeded        |                                                   | SALESFORCE_LOGIN_RATE
            PASSWORD| invalid_grant              | authentication failure                            | SALESFORCE_AUTHENTICATION_FAILURE
            PASSWORD| invalid_grant              | authentication failure - invalid password         | SALESFORCE_AUTHENTICATION_FAILURE
            CLIENT  | invalid_grant              | no client credentials user enabled                | SALESFORCE_NO_RUN_AS_USER
            CLIENT  | invalid_grant              | request not supported on this domain              | SALESFORCE_SHARED_HOST
            CLIENT  | invalid_grant              | client credentials flow not enabled               | SALESFORCE_CLIENT_CREDENTIALS_OFF
            CLIENT  | unsupported_grant_type     | client credentials flow not enabled               | SALESFORCE_CLIENT_CREDENTIALS_OFF
            REFRESH | invalid_client_id          | client identifier invalid                         | SALESFORCE_CLIENT_UNKNOWN
            REFRESH | invalid_client             | invalid client credentials                        | SALESFORCE_CLIENT_SECRET
            REFRESH | invalid_client_credentials |                                                   | SALESFORCE_CLIENT_SECRET
            JWT     | invalid_client             | app must be installed into org                    | SALESFORCE_APP_NOT_INSTALLED
            JWT     | app_not_found              | External client app is not installed in this org  | SALESFORCE_APP_NOT_INSTALLED
            REFRESH | app_not_found              |                                                   | SALESFORCE_APP_NOT_INSTALLED
            LOGIN   | OAUTH_EC_APP_NOT_FOUND     | External client app is not installed in this org  | SALESFORCE_APP_NOT_INSTALLED
            LOGIN   | OAUTH_APP_ACCESS_DENIED    | user is not admin approved to access this app     | SALESFORCE_NOT_ADMIN_APPROVED
            REFRESH | invalid_client             |                                                   | SALESFORCE_CLIENT_SECRET
            REFRESH | invalid_client             | client is locked                                  | CLIENT_REJECTED
            CODE    | use_dpop_nonce             | Authorization server requires nonce in DPoP proof | DPOP_REQUIRED
            REFRESH | invalid_dpop_proof         |                                                   | DPOP_REQUIRED
            JWT     | invalid_app_access         | user is not admin approved to access this app     | SALESFORCE_NOT_ADMIN_APPROVED
            JWT     | OAUTH_APP_BLOCKED          | this app is blocked by admin                      | SALESFORCE_APP_BLOCKED
            JWT     | unsupported_grant_type     | grant type not supported                          | SALESFORCE_GRANT_TYPE
            CODE    | redirect_uri_mismatch      | redirect_uri must match configuration             | SALESFORCE_REDIRECT_URI
            CODE    | invalid_request            | invalid code verifier                             | SALESFORCE_PKCE
            CODE    | invalid_grant              | invalid code verifier                             | SALESFORCE_PKCE
            LOGIN   | invalid_request            | missing required code challenge                   | SALESFORCE_PKCE_REQUIRED
            CODE    | invalid_scope              |                                                   | SALESFORCE_SCOPE
            CODE    | invalid_request            | scope parameter not supported                     | SALESFORCE_SCOPE
            REFRESH | invalid_request            | scope parameter not supported                     | SALESFORCE_SCOPE
            CLIENT  | invalid_request            | scope parameter not supported                     | SALESFORCE_SCOPE
            JWT     | unknown_error              | retry your request                                | SALESFORCE_RETRY
            JWT     | unknown_error              |                                                   | SALESFORCE_RETRY
            """;

    private static final String ENGAGEMENT_ROWS = """
            CLIENT  | 401 | invalid_client         | Invalid client ID. Use the client ID in Marketing Cloud Installed Packages. | ENGAGEMENT_CLIENT
            CLIENT  | 401 | invalid_client         | Client authentication failed. Make sure that the client ID and client secret are valid and that the package is installed and enabled. | ENGAGEMENT_CLIENT
            REFRESH | 401 | invalid_client         | | ENGAGEMENT_CLIENT
            CODE    | 401 | unauthorized_client    | The client is not authorized to request an authorization code using this method. | ENGAGEMENT_CLIENT_TYPE
            CLIENT  | 401 | unauthorized_client    | | ENGAGEMENT_CLIENT_TYPE
            JWT     | 400 | unsupported_grant_type | | ENGAGEMENT_JWT_BEARER
            CLIENT  | 400 | unsupported_grant_type | | ENGAGEMENT_GRANT_TYPE
            REFRESH | 400 | unsupported_grant_type | | ENGAGEMENT_GRANT_TYPE
            JWT     | 400 | invalid_grant          | | ENGAGEMENT_ASSERTION
            CODE    | 400 | invalid_grant          | | ENGAGEMENT_CODE
            REFRESH | 400 | invalid_grant          | | ENGAGEMENT_REFRESH_TOKEN
            CLIENT  | 400 | invalid_grant          | | REQUEST_REFUSED
            CLIENT  | 400 | invalid_scope          | | ENGAGEMENT_SCOPE
            CLIENT  | 400 | invalid_request        | | ENGAGEMENT_REQUEST
            CLIENT  | 429 |                        | Your requests are temporarily blocked. | ENGAGEMENT_THROTTLED
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = SALESFORCE_ROWS)
    void answerOfSalesforce_isTold_whateverItsCase(
            String grant, String error, String description, ServerProblem problem) {
        for (SalesforceOrg org : new SalesforceOrg[] {SALESFORCE, COMPATIBLE}) {
            for (int status : new int[] {400, 401, 403, 200}) {
                assertThat(WireErrors.problem(org, wire(grant), status, error, description))
                        .isEqualTo(problem);
            }
            assertThat(WireErrors.problem(org, wire(grant), 400, upper(error), upper(description)))
                    .isEqualTo(problem);
            assertThat(WireErrors.problem(org, wire(grant), 400, lower(error), lower(description)))
                    .isEqualTo(problem);
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "ip address not allowed",
                "restricted time",
                "user is frozen",
                "organization locked",
                "activation secret invalid",
                "get access token limit exceeded",
                "expired authorization code",
                "invalid authorization code",
                "authentication failure",
                "the expired access/refresh token lookup is not available",
                "expired access/refresh token, please wait",
                "token validity expired or clock skew",
            })
    void unknownRefusalOfARefresh_endsTheLogin_onlyAwayFromSalesforce(String description) {
        assertThat(List.of(
                        SALESFORCE,
                        SalesforceOrg.production(),
                        SalesforceOrg.at(URI.create("https://acme.my.site.com/customers")),
                        SALESFORCE.withEndpoint(Endpoint.TOKEN, URI.create("https://gateway.example/token")),
                        COMPATIBLE.withSalesforceBehind()))
                .allSatisfy(org -> assertThat(WireErrors.problem(org, REFRESH, 400, "invalid_grant", description))
                        .isEqualTo(ServerProblem.SALESFORCE_REFRESH_REFUSED));
        assertThat(WireErrors.problem(COMPATIBLE, REFRESH, 400, "invalid_grant", description))
                .isEqualTo(ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED);
        assertThat(WireErrors.problem(ENGAGEMENT, REFRESH, 400, "invalid_grant", description))
                .isEqualTo(ServerProblem.ENGAGEMENT_REFRESH_TOKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" expired access/refresh token ", "Expired Access/Refresh Token.", "token validity expired"})
    void knownDeath_isOneInEverySpelling(String description) {
        assertThat(WireErrors.problem(SALESFORCE, REFRESH, 400, "invalid_grant", description)
                        .nextStep())
                .isEqualTo(NextStep.LOG_IN);
    }

    @Test
    void deathOfARefreshToken_isNoneOfAnotherGrant() {
        for (SalesforceOrg org : new SalesforceOrg[] {SALESFORCE, COMPATIBLE}) {
            for (String grant : new String[] {JWT, CODE, CLIENT}) {
                assertThat(WireErrors.problem(org, grant, 400, "invalid_grant", "expired access/refresh token"))
                        .isEqualTo(ServerProblem.REQUEST_REFUSED);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_grant,",
        "invalid_request,",
        "invalid_grant, grant request is invalid",
        "invalid_grant, DPoP proof JWT not provided",
        "invalid_request, DPoP proof is missing",
        "invalid_grant, expired access/refresh token",
        "invalid_request, unexpected parameter",
        "made_up, begin again",
    })
    void unknownRefusalOfACode_isARefusal_andNoLoop(String error, String description) {
        for (SalesforceOrg org : new SalesforceOrg[] {SALESFORCE, COMPATIBLE}) {
            assertThat(WireErrors.problem(org, CODE, 400, error, description)).isEqualTo(ServerProblem.REQUEST_REFUSED);
        }
    }

    @Test
    void everyRowThatSendsToLogIn_isOfOneGrant_andKnowsAllThatItSays() {
        assertThat(WireErrors.rows())
                .filteredOn(row -> row.problem().nextStep() == NextStep.LOG_IN)
                .allSatisfy(row -> assertThat(row.grant()).isIn(CODE, REFRESH))
                .filteredOn(row ->
                        row.from() == WireErrors.From.SALESFORCE || row.from() == WireErrors.From.SALESFORCE_ITSELF)
                .hasSize(5)
                .allSatisfy(row -> assertThat(row.description().whole()).isTrue());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = ENGAGEMENT_ROWS)
    void answerOfEngagement_isTold_whateverItsCase(
            String grant, int status, String error, String description, ServerProblem problem) {
        assertThat(WireErrors.problem(ENGAGEMENT, wire(grant), status, error, description))
                .isEqualTo(problem);
        assertThat(WireErrors.problem(ENGAGEMENT, wire(grant), status, upper(error), upper(description)))
                .isEqualTo(problem);
    }

    @Test
    void everyProblemOfACloud_hasItsRowHere() {
        // Two are told by the status, one has a test of its own, one is what a session makes of many refusals.
        Set<ServerProblem> byStatus = Set.of(
                ServerProblem.ENGAGEMENT_THROTTLED,
                ServerProblem.ENGAGEMENT_MAINTENANCE,
                ServerProblem.SALESFORCE_REFRESH_REFUSED,
                ServerProblem.SALESFORCE_REFRESH_STILL_REFUSED);
        Set<String> rows = Arrays.stream((SALESFORCE_ROWS + ENGAGEMENT_ROWS).split("\n"))
                .map(row -> row.substring(row.lastIndexOf('|') + 1).strip())
                .collect(Collectors.toSet());

        assertThat(Arrays.stream(ServerProblem.values())
                        .filter(problem -> problem.name().startsWith("SALESFORCE_")
                                || problem.name().startsWith("ENGAGEMENT_"))
                        .filter(problem -> !byStatus.contains(problem)))
                .extracting(ServerProblem::name)
                .isSubsetOf(rows);
    }

    @ParameterizedTest
    @CsvSource({
        "400, REQUEST_REFUSED, REQUEST_REFUSED",
        "401, CLIENT_REJECTED, ENGAGEMENT_CLIENT",
        "403, ACCESS_DENIED, ACCESS_DENIED",
        "404, ENDPOINT_WRONG, ENDPOINT_WRONG",
        "405, ENDPOINT_WRONG, ENDPOINT_WRONG",
        "407, PROXY, PROXY",
        "408, SERVER_FAILED, SERVER_FAILED",
        "410, ENDPOINT_WRONG, ENDPOINT_WRONG",
        "413, REQUEST_REFUSED, REQUEST_REFUSED",
        "414, REQUEST_REFUSED, REQUEST_REFUSED",
        "420, SALESFORCE_ORG_INACTIVE, ENGAGEMENT_THROTTLED",
        "425, SERVER_UNAVAILABLE, SERVER_UNAVAILABLE",
        "429, SERVER_THROTTLES, ENGAGEMENT_THROTTLED",
        "431, REQUEST_REFUSED, REQUEST_REFUSED",
        "500, SERVER_FAILED, SERVER_FAILED",
        "501, ENDPOINT_WRONG, ENDPOINT_WRONG",
        "502, SERVER_FAILED, SERVER_FAILED",
        "503, SERVER_UNAVAILABLE, ENGAGEMENT_MAINTENANCE",
        "504, SERVER_FAILED, SERVER_FAILED",
        "505, ENDPOINT_WRONG, ENDPOINT_WRONG",
        "520, SERVER_FAILED, SERVER_FAILED",
        "599, SERVER_FAILED, SERVER_FAILED",
        "200, REQUEST_REFUSED, REQUEST_REFUSED",
    })
    void answerThatNamesNoError_isToldByItsStatus(int status, ServerProblem salesforce, ServerProblem engagement) {
        for (String grant : new String[] {JWT, CODE, REFRESH, CLIENT}) {
            assertThat(WireErrors.problem(SALESFORCE, grant, status, null, null))
                    .isEqualTo(salesforce);
            assertThat(WireErrors.problem(ENGAGEMENT, grant, status, null, null))
                    .isEqualTo(engagement);
            assertThat(WireErrors.problem(SALESFORCE, grant, status, null, "inactive user"))
                    .isEqualTo(salesforce);
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "invalid_grant_", "nonsense", "invalid_grant\n", "{}"})
    void errorThatNobodyKnows_isToldByItsStatus(String error) {
        for (AuthorizationServer server : SERVERS) {
            assertThat(WireErrors.problem(server, JWT, 400, error, "nonsense"))
                    .isEqualTo(ServerProblem.REQUEST_REFUSED);
            assertThat(WireErrors.problem(server, JWT, 403, error, null)).isEqualTo(ServerProblem.ACCESS_DENIED);
        }
        assertThat(WireErrors.problem(COMPATIBLE, JWT, 420, error, null)).isEqualTo(ServerProblem.REQUEST_REFUSED);
    }

    @Test
    void grantThatNobodyKnows_stillGetsTheRowsForAnyGrant() {
        assertThat(WireErrors.problem(SALESFORCE, "", 400, "invalid_client_id", null))
                .isEqualTo(ServerProblem.SALESFORCE_CLIENT_UNKNOWN);
        assertThat(WireErrors.problem(SALESFORCE, "nonsense", 400, "invalid_grant", "expired authorization code"))
                .isEqualTo(ServerProblem.REQUEST_REFUSED);
        assertThat(WireErrors.problem(ENGAGEMENT, "nonsense", 400, "invalid_grant", null))
                .isEqualTo(ServerProblem.REQUEST_REFUSED);
    }

    @Test
    void eachCloud_isToldByItsOwnRows() {
        assertThat(WireErrors.problem(ENGAGEMENT, JWT, 400, "invalid_grant", "audience is invalid"))
                .isEqualTo(ServerProblem.ENGAGEMENT_ASSERTION);
        assertThat(WireErrors.problem(SALESFORCE, JWT, 401, "unauthorized_client", null))
                .isEqualTo(ServerProblem.CLIENT_REJECTED);
    }

    @ParameterizedTest
    @CsvSource({
        "408, SERVER_FAILED",
        "425, SERVER_UNAVAILABLE",
        "429, SERVER_THROTTLES",
        "500, SERVER_FAILED",
        "502, SERVER_FAILED",
        "503, SERVER_UNAVAILABLE"
    })
    void busyOrBrokenServer_isBelievedByItsStatus_whateverTheBodySays(int status, ServerProblem problem) {
        assertThat(WireErrors.problem(SALESFORCE, REFRESH, status, "invalid_grant", "expired access/refresh token"))
                .isEqualTo(problem);
    }

    @Test
    void theServersTongue_isNotThisMachines() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat(WireErrors.problem(SALESFORCE, JWT, 400, "INVALID_GRANT", "INVALID ASSERTION"))
                    .isEqualTo(ServerProblem.SALESFORCE_ASSERTION_INVALID);
        } finally {
            Locale.setDefault(before);
        }
    }

    private static String wire(String grant) {
        return switch (grant) {
            case "JWT" -> JWT;
            case "CODE" -> CODE;
            case "REFRESH" -> REFRESH;
            case "CLIENT" -> CLIENT;
            case "LOGIN" -> "";
            default -> "password";
        };
    }

    private static String upper(String text) {
        return text == null ? null : text.toUpperCase(Locale.ROOT);
    }

    private static String lower(String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }
}
