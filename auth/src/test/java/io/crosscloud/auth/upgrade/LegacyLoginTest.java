package io.crosscloud.auth.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.internal.oauth.HttpSettings;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.EngagementSwitch;
import io.crosscloud.testkit.EngagementUser;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.RecordedRequest;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.SalesforceUser;
import io.crosscloud.token.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyLoginTest {
    private static final String PASSWORD = "p&w<>\"'d-of-the-API-user";

    private final FakeEngagement engagement = FakeEngagement.builder()
            .user(EngagementUser.of("api.user@acme.example", Secret.of(PASSWORD)))
            .user(EngagementUser.of("barred@acme.example", Secret.of(PASSWORD)).withoutWebServices())
            .start();
    private final FakeSalesforce salesforce = FakeSalesforce.start();

    @AfterEach
    void close() {
        engagement.close();
        salesforce.close();
    }

    private static LegacyAccess logIn(LegacyLogin login) {
        return login.logIn(new HttpSettings());
    }

    private static void assertRefused(LegacyLogin login, Problem problem) {
        assertThatExceptionOfType(AuthException.class)
                .isThrownBy(() -> logIn(login))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(problem))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("wrong-password"));
    }

    private LegacyLogin apiUser(String username, String password) {
        return LegacyLogin.engagementUser(
                engagement.tenant(), () -> LegacyCredential.of(username, Secret.of(password)));
    }

    private LegacyLogin oauth(String password) {
        return LegacyLogin.salesforceUser(
                salesforce.org(),
                salesforce.clientId(),
                ClientAuthentication.secret(salesforce.clientSecret()),
                () -> LegacyCredential.of(salesforce.username(), Secret.of(password)));
    }

    private LegacyLogin soap(String password) {
        return LegacyLogin.salesforceSoap(
                salesforce.org(), () -> LegacyCredential.of(salesforce.username(), Secret.of(password)));
    }

    @Test
    void apiUser_logsInByTheSoapHeader_inOneRequest() {
        LegacyAccess access = logIn(apiUser("api.user@acme.example", PASSWORD));

        assertThat(access.username()).isEqualTo("api.user@acme.example");
        assertThat(engagement.journal().requests())
                .singleElement()
                .extracting(RecordedRequest::route)
                .isEqualTo(Route.SOAP);
    }

    /** {@code RetrieveRequest} is a sequence in the WSDL, and {@code Options} its last element. */
    @Test
    void retrieve_isWrittenInTheSchemasOrder() throws IOException {
        List<String> bodies = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
        });
        server.start();
        try {
            LegacyLogin login = LegacyLogin.engagementUser(
                    engagement.tenant(),
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/Service.asmx"),
                    () -> LegacyCredential.of("api.user@acme.example", Secret.of(PASSWORD)));
            assertThatExceptionOfType(AuthException.class).isThrownBy(() -> logIn(login));
        } finally {
            server.stop(0);
        }
        assertThat(bodies)
                .singleElement()
                .asString()
                .containsSubsequence("<ObjectType>", "</Properties>", "<Options>", "</RetrieveRequest>");
    }

    @Test
    void apiUserThatIsRefused_saysWhatToLookAt() {
        assertRefused(apiUser("api.user@acme.example", "wrong-password"), UpgradeProblem.LEGACY_PASSWORD);
        assertRefused(apiUser("barred@acme.example", PASSWORD), UpgradeProblem.LEGACY_PASSWORD);
        engagement.on(EngagementSwitch.NO_PASSWORDS_IN_SOAP);
        assertRefused(apiUser("api.user@acme.example", PASSWORD), UpgradeProblem.LEGACY_PASSWORD);
        assertThat(UpgradeProblem.LEGACY_PASSWORD.remedy()).contains("Enable Username and Password for Web Services");
    }

    /** What answers is a proxy, a page, or a SOAP service that did not look at the credential. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><body>We are back soon</body></html>",
                "<html><Body>We are back soon</Body></html>",
                "not XML",
                "<Envelope><Body><Fault><faultstring>no such action</faultstring></Fault></Body></Envelope>",
                "<Envelope><Body><RetrieveResponseMsg/></Body></Envelope>"
            })
    void answerThatIsNoAnswerToARetrieve_isNoLogin(String body) {
        engagement.faults().next().fail(Fault.status(200).body("text/xml", body));

        assertThatExceptionOfType(AuthException.class)
                .isThrownBy(() -> logIn(apiUser("api.user@acme.example", PASSWORD)));
    }

    @Test
    void retrieveThatTheUserMayNotMake_isALogin() {
        engagement
                .faults()
                .next()
                .fail(Fault.status(200)
                        .body(
                                "text/xml",
                                "<Envelope><Body><RetrieveResponseMsg><OverallStatus>Error: API Permission Failed."
                                        + "</OverallStatus></RetrieveResponseMsg></Body></Envelope>"));

        assertThat(logIn(apiUser("api.user@acme.example", PASSWORD)).username()).isEqualTo("api.user@acme.example");
    }

    @Test
    void soapEndpoint_isTheTenantsOwn_orTheOneGiven() {
        assertThat(EngagementSoap.endpoint(EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm")))
                .hasToString("https://mc563885gzs27c5t9-63k636ttgm.soap.marketingcloudapis.com/Service.asmx");
        assertThat(EngagementSoap.endpoint(engagement.tenant()))
                .isEqualTo(URI.create(engagement.uri() + "/Service.asmx"));

        LegacyLogin elsewhere = LegacyLogin.engagementUser(
                EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm"),
                URI.create(engagement.uri() + "/Service.asmx"),
                () -> LegacyCredential.of("api.user@acme.example", Secret.of(PASSWORD)));
        assertThat(logIn(elsewhere).soap()).isNotNull();
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> LegacyLogin.engagementUser(
                        engagement.tenant(),
                        URI.create("http://webservice.s7.exacttarget.com/Service.asmx"),
                        () -> LegacyCredential.of("a", Secret.of("b"))))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(SettingProblem.NOT_HTTPS));
    }

    @Test
    void legacyPackage_getsATokenThatSpeaksSoap() {
        var seed = engagement.legacyPackage();
        LegacyAccess access = logIn(LegacyLogin.engagementPackage(
                engagement.tenant(), seed.clientId(), () -> seed.clientSecret().orElseThrow()));

        assertThat(access.username()).isNull();
        assertThat(access.soap()).isNotNull();
        assertThat(BusinessUnits.active(access.soap())).contains(engagement.businessUnit());
    }

    @Test
    void packageThatIsRefused_orIsNoLegacyOne_saysSo() {
        assertRefused(
                LegacyLogin.engagementPackage(
                        engagement.tenant(), engagement.legacyPackage().clientId(), () -> Secret.of("wrong-password")),
                ServerProblem.ENGAGEMENT_CLIENT);
        assertRefused(
                LegacyLogin.engagementPackage(engagement.tenant(), engagement.clientId(), engagement::clientSecret),
                UpgradeProblem.LEGACY_PACKAGE_ENHANCED);
        engagement.faults().next().fail(Fault.status(500));
        assertRefused(
                LegacyLogin.engagementPackage(engagement.tenant(), engagement.clientId(), engagement::clientSecret),
                ServerProblem.ENGAGEMENT_MAINTENANCE);
    }

    @Test
    void salesforceUser_logsInByThePasswordFlow() {
        assertThat(logIn(oauth(salesforce.password().exposeSecret())).identity())
                .satisfies(identity ->
                        assertThat(identity.sameUserAs(salesforce.identity())).isTrue());
        assertThat(salesforce.journal().tokenRequests("password")).hasSize(1);
    }

    @Test
    void passwordFlowThatIsRefused_orBlocked_saysSo() {
        assertRefused(oauth("wrong-password"), ServerProblem.SALESFORCE_AUTHENTICATION_FAILURE);
        salesforce.put(salesforce.app(salesforce.clientId()).with(ConnectedApp.Trait.WITHOUT_PASSWORD_FLOW));
        assertRefused(oauth(salesforce.password().exposeSecret()), ServerProblem.SALESFORCE_AUTHENTICATION_FAILURE);
    }

    @Test
    void salesforceUser_logsInBySoap() {
        LegacyAccess access = logIn(soap(salesforce.password().exposeSecret()));

        assertThat(access.identity())
                .satisfies(identity ->
                        assertThat(identity.sameUserAs(salesforce.identity())).isTrue());
        assertThat(salesforce.journal().requests()).hasSize(1);
    }

    @Test
    void soapLoginThatIsRefused_saysWhy() {
        assertRefused(soap("wrong-password"), ServerProblem.SALESFORCE_AUTHENTICATION_FAILURE);
        salesforce.put(salesforce.user(salesforce.username()).with(SalesforceUser.Trait.PASSWORD_EXPIRED));
        assertRefused(soap(salesforce.password().exposeSecret()), UpgradeProblem.LEGACY_PASSWORD_EXPIRED);
        salesforce
                .faults()
                .next()
                .fail(
                        Fault.status(500)
                                .body(
                                        "text/xml",
                                        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><e:Fault>"
                                                + "<faultcode>sf:UNSUPPORTED_API_VERSION</faultcode></e:Fault></e:Body></e:Envelope>"));
        assertRefused(soap(salesforce.password().exposeSecret()), UpgradeProblem.LEGACY_LOGIN_GONE);
    }

    @ParameterizedTest
    @ValueSource(strings = "LOGIN_MUST_USE_SECURITY_TOKEN")
    void soapLoginThatAnotherCredentialWouldCure_asksForOne(String code) {
        salesforce
                .faults()
                .next()
                .fail(Fault.status(500)
                        .body(
                                "text/xml",
                                "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><e:Fault>"
                                        + "<faultcode>sf:" + code
                                        + "</faultcode></e:Fault></e:Body></e:Envelope>"));
        assertRefused(soap("wrong-password"), ServerProblem.SALESFORCE_AUTHENTICATION_FAILURE);
    }

    @Test
    void serverThatRepeatsThePassword_isNotQuoted() {
        String echo = "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><soap:Fault>"
                + "<faultcode>x</faultcode><faultstring>no: " + Xml.escape(PASSWORD)
                + "</faultstring></soap:Fault></soap:Body></soap:Envelope>";
        engagement.faults().next().fail(Fault.status(500).body("text/xml", echo));
        salesforce.faults().next().fail(Fault.status(500).body("text/xml", echo));

        for (LegacyLogin login : List.of(apiUser("api.user@acme.example", PASSWORD), soap(PASSWORD))) {
            assertThatExceptionOfType(AuthException.class)
                    .isThrownBy(() -> logIn(login))
                    .withMessageContaining("no: [redacted]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"p&w of the API user ", " p&w of the API user", "pass word of the API user"})
    void serverThatRepeatsABeginningOfThePassword_isNotQuoted(String password) {
        String cut = password.strip().substring(0, 10);
        for (String echo : List.of(password, cut, cut + "!")) {
            Fault fault = Fault.status(500)
                    .body(
                            "text/xml",
                            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><e:Fault>"
                                    + "<faultcode>x</faultcode><faultstring>no: " + Xml.escape(echo)
                                    + "</faultstring></e:Fault></e:Body></e:Envelope>");
            engagement.faults().next().fail(fault);
            salesforce.faults().next().fail(fault);

            for (LegacyLogin login : List.of(apiUser("api.user@acme.example", password), soap(password))) {
                assertThatExceptionOfType(AuthException.class)
                        .isThrownBy(() -> logIn(login))
                        .satisfies(e -> assertThat(e.getMessage()).containsPattern("no: +\\[redacted\\]!?\\]"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><a><Body>&x;</Body></a>",
                "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
                "<a>&x;</a>",
                "<a><b></a>",
                "",
                "not XML"
            })
    void documentsWithEntities_orOutOfForm_areNone(String document) {
        assertThat(Xml.parse(document.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void documentsThatAreTooDeep_areNone() {
        assertThat(Xml.parse(("<a>".repeat(33) + "</a>".repeat(33)).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(Xml.parse(("<a>".repeat(32) + "</a>".repeat(32)).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isPresent();
    }

    @Test
    void everyOldLogin_saysWhatItIs_andWhenItEnds() {
        assertThat(Stream.of(
                                apiUser("a", "b"),
                                LegacyLogin.engagementPackage(
                                        engagement.tenant(), engagement.clientId(), engagement::clientSecret),
                                oauth("b"),
                                LegacyLogin.salesforceSoap(
                                        SalesforceOrg.production(), () -> LegacyCredential.of("a", Secret.of("b"))))
                        .map(LegacyLogin::description))
                .satisfiesExactly(
                        one -> assertThat(one).contains("no end"),
                        one -> assertThat(one).contains("1 August 2019", "no end"),
                        one -> assertThat(one).contains("20 February 2027"),
                        one -> assertThat(one).contains("Summer '27"));
    }
}
