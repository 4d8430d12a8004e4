package io.crosscloud.testkit.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.SalesforceUser;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.testkit.salesforce.Caller.Reply;
import io.crosscloud.token.Scopes;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApisTest {
    private static final String SOAP = "/services/Soap/u/64.0";
    private static final String ORGANIZATION = "SELECT Name, InstanceName, IsSandbox, TrialExpirationDate, "
            + "NamespacePrefix, OrganizationType FROM Organization";

    private final TestClock clock = TestClock.create();
    private final FakeSalesforce fake =
            FakeSalesforce.builder().clock(clock).apiRequestsPerDay(5_000).start();
    private final Caller caller = new Caller(fake);

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void versions_needNoSession() {
        Reply reply = caller.get("/services/data/");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().get(0).path("version").asString()).matches("[1-9]\\d\\.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/limits", "/limits/", "/sobjects/", "/query/?q=SELECT+Id+FROM+Account"})
    void restResource_answersWithTheUsageHeader(String path) {
        Reply reply = caller.get("/services/data/v56.0" + path, "Authorization", bearer());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Sforce-Limit-Info")).isEqualTo("api-usage=1/5000");
    }

    @Test
    void queryThatTheOfficialCliSends_isAnswered_andItsDevHubQueryRefused() {
        String bearer = bearer();
        Reply organization =
                caller.get("/services/data/v64.0/query?q=" + Caller.encode(ORGANIZATION), "Authorization", bearer);
        Reply devHub = caller.get(
                "/services/data/v51.0/query?q=" + Caller.encode("SELECT Id FROM ScratchOrgInfo limit 1"),
                "Authorization",
                bearer);

        assertThat(organization.json().path("totalSize").asInt()).isEqualTo(1);
        assertThat(organization.json().path("records").get(0).path("IsSandbox").asBoolean())
                .isFalse();
        assertThat(organization
                        .json()
                        .path("records")
                        .get(0)
                        .path("TrialExpirationDate")
                        .isNull())
                .isTrue();
        assertThat(devHub.status()).isEqualTo(400);
        assertThat(devHub.body()).contains("INVALID_TYPE");
        assertThat(caller.get("/services/data/v64.0/query?q=nonsense", "Authorization", bearer)
                        .body())
                .contains("MALFORMED_QUERY");
    }

    @Test
    void userRecord_isFoundById() {
        Reply reply = caller.get(
                "/services/data/v51.0/sobjects/User/" + fake.identity().userId(), "Authorization", "OAuth " + token());

        assertThat(reply.text("Username")).isEqualTo(fake.username());
    }

    @ParameterizedTest
    @CsvSource({
        "HIGH_ASSURANCE_REQUIRED, 401, This session is not valid for use with the REST API",
        "REQUEST_LIMIT_EXCEEDED, 403, TotalRequests Limit exceeded.",
        "API_DISABLED, 403, The REST API is not enabled for this Organization."
    })
    void switch_hasItsOwnAnswerThatNoRefreshCures(SalesforceSwitch which, int status, String message) {
        fake.on(which);

        Reply reply = caller.limits(token());

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.json().get(0).path("message").asString()).isEqualTo(message);
        fake.off(which);
        assertThat(caller.limits(token()).status()).isEqualTo(200);
    }

    @Test
    void userWithoutSetupView_isRefusedTheLimitsAlone() {
        fake.put(fake.user(fake.username()).with(SalesforceUser.Trait.NO_SETUP_VIEW));
        String bearer = bearer();

        Reply refused = caller.get("/services/data/v64.0/limits", "Authorization", bearer);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("API_DISABLED_FOR_ORG", "limits resource is not enabled");
        assertThat(caller.get("/services/data/v64.0/", "Authorization", bearer).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openid", "web"})
    void tokenWithoutApiScope_isNotValidForRest(String scope) {
        fake.put(fake.app(fake.clientId()).withScopes(Scopes.of(scope, "refresh_token")));

        assertThat(caller.limits(refreshed()).body()).contains("This session is not valid for use with the REST API");
    }

    @Test
    void allowanceOfRequests_isCountedOverTheDay() {
        try (FakeSalesforce small =
                FakeSalesforce.builder().clock(clock).apiRequestsPerDay(1).start()) {
            Caller client = new Caller(small);
            String token = client.clientCredentials().text("access_token");
            assertThat(client.limits(token)
                            .json()
                            .path("DailyApiRequests")
                            .path("Remaining")
                            .asInt())
                    .isZero();
            assertThat(client.limits(token).body()).contains("REQUEST_LIMIT_EXCEEDED");

            clock.advance(Duration.ofDays(1));

            assertThat(client.limits(client.clientCredentials().text("access_token"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void headerOfAnotherScheme_andRetiredVersion_haveTheirOwnAnswers() {
        assertThat(caller.get("/services/data/v64.0/limits", "Authorization", "Basic eA==")
                        .body())
                .contains("INVALID_AUTH_HEADER");
        assertThat(caller.get("/services/data/v30.0/limits", "Authorization", bearer())
                        .status())
                .isEqualTo(410);
        assertThat(caller.get("/services/data/v64.0/nothing", "Authorization", bearer())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void bulkExpiry_is400InTheFormOfTheRequest() {
        Reply xml = caller.post("/services/async/64.0/job", "<jobInfo/>", "X-SFDC-Session", "dead");
        Reply json = caller.get("/services/async/64.0/job", "X-SFDC-Session", "dead", "Accept", "application/json");

        assertThat(xml.status()).isEqualTo(400);
        assertThat(xml.body())
                .contains("<error xmlns=\"http://www.force.com/2009/06/asyncapi/dataload\"><exceptionCode>"
                        + "InvalidSessionId</exceptionCode><exceptionMessage>Invalid session id</exceptionMessage>");
        assertThat(json.body())
                .isEqualTo("{\"exceptionCode\":\"InvalidSessionId\",\"exceptionMessage\":\"Invalid session id\"}");
        assertThat(caller.get("/services/async/64.0/job").body()).contains("Unable to find session id");
        assertThat(caller.post("/services/async/64.0/job", "<jobInfo/>", "X-SFDC-Session", token())
                        .status())
                .isEqualTo(201);
    }

    @Test
    void soapLogin_givesWhatClientsReadOutOfIt_andTheSessionWorks() {
        Reply reply = soapLogin(fake.username(), fake.password().exposeSecret());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body())
                .contains("<passwordExpired>false</passwordExpired>")
                .contains("<serverUrl>" + fake.uri() + SOAP)
                .contains("<userId>" + fake.identity().userId() + "</userId>")
                .contains("<organizationId>" + fake.identity().organizationId() + "</organizationId>");
        String session = between(reply.body(), "sessionId");
        assertThat(soapSession(session).body()).contains("<getUserInfoResponse>");
        assertThat(caller.limits(session).status()).isEqualTo(200);
    }

    @Test
    void soapLogin_withAWrongPassword_isAFault() {
        Reply reply = soapLogin(fake.username(), "wrong");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.body())
                .contains("<faultstring>INVALID_LOGIN: Invalid username, password, security token; or user locked out.")
                .contains("<sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode>");
    }

    @Test
    void soapLogin_endsWithVersion64() {
        assertThat(caller.soap("/services/Soap/u/65.0", "login", "", "<username>x</username>")
                        .body())
                .contains("UNSUPPORTED_API_VERSION");
    }

    @Test
    void soapLogin_withAnExpiredPassword_givesASessionThatMayDoNothing() {
        fake.put(fake.user(fake.username()).with(SalesforceUser.Trait.PASSWORD_EXPIRED));

        Reply reply = soapLogin(fake.username(), fake.password().exposeSecret());

        assertThat(reply.body()).contains("<passwordExpired>true</passwordExpired>");
        assertThat(caller.limits(between(reply.body(), "sessionId")).body())
                .contains("INVALID_OPERATION_WITH_EXPIRED_PASSWORD");
    }

    @Test
    void soapSessionFault_satisfiesJsforceAndTheWebServiceConnector() {
        Reply reply = soapSession("00Dxx0000001gPL!dead");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.header("Content-Type")).isEqualTo("text/xml;charset=UTF-8");
        assertThat(reply.body())
                .containsPattern("<faultcode>[a-zA-Z]+:INVALID_SESSION_ID</faultcode>")
                .contains("Session not found", "Illegal Session", "<detail>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not xml",
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><x>&e;</x>",
                "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body/></e:Envelope>"
            })
    void bodyThatIsNoEnvelope_isAFault(String body) {
        Reply reply = caller.post(SOAP, body, "SOAPAction", "x");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.body()).contains("UNKNOWN_EXCEPTION");
    }

    @Test
    void soapWithoutASoapActionHeader_isAFaultOfTheClient() {
        Reply reply = caller.post(SOAP, "<e:Envelope/>");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.header("Content-Type")).isEqualTo("text/xml;charset=UTF-8");
        assertThat(reply.body())
                .contains("<faultcode>soapenv:Client</faultcode>"
                        + "<faultstring>SOAPAction HTTP header missing</faultstring>");
        assertThat(caller.post(SOAP, "<e:Envelope/>", "SOAPAction", "").body()).isEqualTo(reply.body());
        assertThat(caller.post(SOAP, "<e:Envelope/>", "SOAPAction", "\"\"").body())
                .contains("UNKNOWN_EXCEPTION");
    }

    @Test
    void singleAccess_needsTheWebScope() {
        String web = caller.refresh(fake.issueRefreshToken().exposeSecret()).text("access_token");

        assertThat(caller.post("/services/oauth2/singleaccess", Caller.form("access_token", web))
                        .text("frontdoor_uri"))
                .startsWith(fake.uri() + "/secur/frontdoor.jsp?otp=");
        assertThat(caller.post("/services/oauth2/singleaccess", "", "Authorization", bearer())
                        .body())
                .isEqualTo("Bad_OAuth_Token");
    }

    @Test
    void traits_canBeTakenBack() {
        ConnectedApp app = fake.app(fake.clientId()).with(ConnectedApp.Trait.BLOCKED);

        assertThat(app.has(ConnectedApp.Trait.BLOCKED)).isTrue();
        assertThat(app.without(ConnectedApp.Trait.BLOCKED).has(ConnectedApp.Trait.BLOCKED))
                .isFalse();
    }

    private String token() {
        return caller.clientCredentials().text("access_token");
    }

    /** An access token with all scopes of the app. */
    private String refreshed() {
        return caller.refresh(fake.issueRefreshToken().exposeSecret()).text("access_token");
    }

    private String bearer() {
        return "Bearer " + token();
    }

    private Reply soapLogin(String username, String password) {
        return caller.soap(
                SOAP,
                "login",
                "",
                "<p:username>" + username + "</p:username><p:password>" + password + "</p:password>");
    }

    private Reply soapSession(String token) {
        return caller.soap(
                SOAP, "getUserInfo", "<p:SessionHeader><p:sessionId>" + token + "</p:sessionId></p:SessionHeader>", "");
    }

    private static String between(String xml, String element) {
        return xml.substring(
                xml.indexOf("<" + element + ">") + element.length() + 2, xml.indexOf("</" + element + ">"));
    }
}
