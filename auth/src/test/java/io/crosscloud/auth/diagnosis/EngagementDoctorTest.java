package io.crosscloud.auth.diagnosis;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.internal.oauth.TestKeys;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.error.SetupPage;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.testkit.EngagementFaults;
import io.crosscloud.testkit.EngagementSwitch;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.Phase;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngagementDoctorTest {
    private final TestClock clock = TestClock.startingAt(Instant.parse("2026-11-24T10:00:00Z"));
    private final FakeEngagement engagement =
            FakeEngagement.builder().clock(clock).jwtBearer().start();

    @AfterEach
    void stop() {
        engagement.close();
    }

    @Test
    void aConnectionByJwtBearer_thatIsWell_passes_withOneTokenRequest() {
        Diagnosis diagnosis = examine(jwtBearer(), engagement.user());

        assertThat(diagnosis.verdict()).as(diagnosis.toText()).isEqualTo(Verdict.PASS);
        assertThat(diagnosis.finding(Check.BUSINESS_UNIT).seen()).isEqualTo("MID 7281698, the package's own");
        assertThat(diagnosis.finding(Check.IDENTITY).seen()).startsWith(engagement.username());
        assertThat(diagnosis.finding(Check.ALLOWANCE).verdict()).isEqualTo(Verdict.NOT_CHECKABLE);
        assertThat(engagement).receivedTokenRequests(1);
    }

    @Test
    void theOneAnswerForAnyWrongClient_leavesCandidates() {
        Finding finding = examine(clientCredentials(Secret.of("nonsense")), User.integration())
                .finding(Check.TOKEN);

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.problem()).contains(ServerProblem.ENGAGEMENT_CLIENT);
        assertThat(finding.setupPage()).contains(SetupPage.ENGAGEMENT_API_INTEGRATION);
        assertThat(finding.likelyCauses())
                .hasSize(5)
                .anyMatch(candidate -> candidate.contains("180 days"))
                .anyMatch(candidate -> candidate.contains("subdomain"));
        assertThat(engagement).receivedTokenRequests(1);
    }

    @Test
    void scopesThatTheServerDoesNotSpeakOf_andNobodyAskedFor_areNotCheckable() {
        engagement
                .faults()
                .next(Route.TOKEN)
                .fail(Fault.status(200)
                        .body(
                                "application/json",
                                "{\"access_token\":\"t0ken-without-scope\",\"token_type\":\"Bearer\",\"expires_in\":1079,"
                                        + "\"rest_instance_url\":\"" + engagement.uri()
                                        + "/\",\"soap_instance_url\":\"" + engagement.uri() + "/\"}"));

        Finding finding = ConnectionDoctor.builder(clientCredentials(engagement.clientSecret()), User.integration())
                .scopes(Scopes.of("email_read"))
                .clock(clock)
                .build()
                .examine()
                .finding(Check.SCOPES);

        assertThat(finding.verdict()).as(finding.toText()).isEqualTo(Verdict.NOT_CHECKABLE);
        assertThat(finding.seen()).contains("email_read");
    }

    @Test
    void progressListenerThatFails_costsNoDiagnosis() {
        Diagnosis diagnosis = ConnectionDoctor.builder(clientCredentials(engagement.clientSecret()), User.integration())
                .clock(clock)
                .progress(finding -> {
                    throw new IllegalStateException("the terminal is gone");
                })
                .build()
                .examine();

        assertThat(diagnosis.findings()).hasSize(Check.values().length);
    }

    @Test
    void aDisabledPackage_getsTheSameAnswer() {
        engagement.enable(engagement.clientId(), false);

        assertThat(examine(clientCredentials(engagement.clientSecret()), User.integration())
                        .finding(Check.TOKEN)
                        .likelyCauses())
                .anyMatch(candidate -> candidate.contains("disabled"));
    }

    @Test
    void aSecretKnownToBeYoung_isNoCandidateForItsAge_andAnOldOneComesFirst() {
        assertThat(wrongSecretMadeAgo(20)).noneMatch(candidate -> candidate.contains("has expired"));
        assertThat(wrongSecretMadeAgo(200).get(0)).startsWith("the client secret has expired");
    }

    private List<String> wrongSecretMadeAgo(int days) {
        return ConnectionDoctor.builder(clientCredentials(Secret.of("nonsense")), User.integration())
                .clock(clock)
                .secretMadeAt(clock.instant().minus(Duration.ofDays(days)))
                .build()
                .examine()
                .finding(Check.TOKEN)
                .likelyCauses();
    }

    /** The text that Salesforce's developer page "Access Token: Server to Server" prints for it. */
    @Test
    void theDocumentedAnswerForAWrongClientId_isToldApart() {
        String answer = "{\"error\":\"invalid_client\",\"error_description\":\"Invalid client ID. Use the client ID in "
                + "Marketing Cloud Installed Packages.\",\"error_uri\":\"https://developer.salesforce.com/docs\"}";
        engagement
                .faults()
                .next(Route.TOKEN)
                .fail(new Fault.Answer(401, Map.of("Content-Type", "application/json"), answer, Phase.ON_RECEIPT));

        assertThat(examine(clientCredentials(Secret.of("nonsense")), User.integration())
                        .finding(Check.TOKEN)
                        .likelyCauses())
                .containsExactly("the client id was not copied completely", "the subdomain belongs to another tenant");
    }

    @Test
    void jwtBearer_whereItIsNotEnabled_isToldApart() {
        engagement.off(EngagementSwitch.JWT_BEARER);

        Finding finding = examine(jwtBearer(), engagement.user()).finding(Check.TOKEN);

        assertThat(finding.problem()).contains(ServerProblem.ENGAGEMENT_JWT_BEARER);
        assertThat(finding.remedy().orElseThrow()).contains("client credentials");
    }

    @Test
    void anotherKey_orNoApiUser_isTold_withItsCandidates() {
        var provider = JwtBearerTokenProvider.builder(
                        engagement.tenant(), engagement.clientId(), TestKeys.signing(TestKeys.FIRST))
                .clock(clock)
                .build();

        assertThat(examine(provider, engagement.user()).finding(Check.TOKEN).likelyCauses())
                .hasSize(4);
        assertThat(examine(jwtBearer(), User.of("nobody@acme.example"))
                        .finding(Check.TOKEN)
                        .problem())
                .contains(ServerProblem.ENGAGEMENT_ASSERTION);
    }

    @Test
    void aPackageOfAnotherKind_aScopeThatItLacks_aForeignBusinessUnit_areTold() {
        var webApp = engagement.webApp();
        var ofWebApp = ClientCredentialsTokenProvider.builder(
                        engagement.tenant(),
                        webApp.clientId(),
                        ClientAuthentication.secret(webApp.clientSecret().orElseThrow()))
                .clock(clock)
                .build();
        var scoped = JwtBearerTokenProvider.builder(
                        engagement.tenant(), engagement.clientId(), SigningKey.fromPem(engagement.signingKeyPem()))
                .scopes(Scopes.of("sms_send"))
                .clock(clock)
                .build();
        var foreign = JwtBearerTokenProvider.builder(
                        engagement.tenant(), engagement.clientId(), SigningKey.fromPem(engagement.signingKeyPem()))
                .businessUnit(BusinessUnit.of(4711))
                .clock(clock)
                .build();

        assertThat(examine(ofWebApp, User.integration()).finding(Check.TOKEN).problem())
                .contains(ServerProblem.ENGAGEMENT_CLIENT_TYPE);
        assertThat(examine(scoped, engagement.user()).finding(Check.TOKEN).problem())
                .contains(ServerProblem.ENGAGEMENT_SCOPE);
        assertThat(examine(foreign, engagement.user()).finding(Check.TOKEN).problem())
                .contains(ServerProblem.ENGAGEMENT_REQUEST);
    }

    @Test
    void aTokenThatActsInAnotherBusinessUnit_fails() {
        String elsewhere = "{\"enterprise\":{\"id\":7281698},\"organization\":{\"id\":7294703},\"user\":{\"id\":1}}";
        engagement
                .faults()
                .next(Route.REST)
                .onPath("tokenContext")
                .fail(new Fault.Answer(200, Map.of("Content-Type", "application/json"), elsewhere, Phase.ON_RECEIPT));
        var provider = JwtBearerTokenProvider.builder(
                        engagement.tenant(), engagement.clientId(), SigningKey.fromPem(engagement.signingKeyPem()))
                .businessUnit(engagement.businessUnit())
                .clock(clock)
                .build();

        Finding finding = examine(provider, engagement.user()).finding(Check.BUSINESS_UNIT);

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.problem()).contains(DiagnosisProblem.BUSINESS_UNIT_OTHER);
        assertThat(finding.seen()).isEqualTo("MID 7294703 (expected: 7281698)");
    }

    @Test
    void aSecret_endsAfter180Days() {
        assertThat(secretMadeAgo(100).verdict()).isEqualTo(Verdict.PASS);
        assertThat(secretMadeAgo(160).verdict()).isEqualTo(Verdict.WARN);
        assertThat(secretMadeAgo(180).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(secretMadeAgo(160).seen()).isEqualTo("160 days old; it expires on 2026-12-14");
    }

    private Finding secretMadeAgo(int days) {
        return ConnectionDoctor.builder(clientCredentials(engagement.clientSecret()), User.integration())
                .clock(clock)
                .secretMadeAt(clock.instant().minus(Duration.ofDays(days)))
                .build()
                .examine()
                .finding(Check.SECRET);
    }

    @Test
    void throttling_maintenance_andAnAddressThatIsNotAllowed_areTold() {
        engagement.faults().next(Route.TOKEN).fail(EngagementFaults.blocked());
        assertThat(examine(jwtBearer(), engagement.user()).finding(Check.TOKEN).problem())
                .contains(ServerProblem.ENGAGEMENT_THROTTLED);

        engagement.on(EngagementSwitch.IN_MAINTENANCE);
        assertThat(examine(jwtBearer(), engagement.user()).verdict()).isNotEqualTo(Verdict.PASS);
        engagement.off(EngagementSwitch.IN_MAINTENANCE);

        engagement.on(EngagementSwitch.ADDRESS_NOT_ALLOWED);
        assertThat(examine(jwtBearer(), engagement.user()).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void anApiThatThrottles_orIsDown_isToBeWatched() {
        engagement.faults().next(Route.REST).fail(EngagementFaults.rateLimited(Duration.ofSeconds(5)));
        assertThat(examine(jwtBearer(), engagement.user()).finding(Check.API).seen())
                .isEqualTo("HTTP 429, error code 50100");

        engagement.faults().next(Route.REST).fail(EngagementFaults.unavailable(Duration.ofSeconds(5)));
        Finding down = examine(jwtBearer(), engagement.user()).finding(Check.API);
        assertThat(down.verdict()).isEqualTo(Verdict.WARN);
        assertThat(down.problem()).contains(ServerProblem.ENGAGEMENT_MAINTENANCE);
    }

    @Test
    void theHostOfAnotherTenant_orOfNoTenant_isTold_withoutATokenRequestAnywhere() {
        EngagementTenant other = engagement
                .tenant()
                .withAuthBase(URI.create("https://mct0l7nxfq2r988t1kxfy8sc47ma.auth.marketingcloudapis.com"));

        assertThat(hostOf(other).problem()).contains(SettingProblem.SUBDOMAIN_INVALID);
        assertThat(hostOf(engagement.tenant().withAuthBase(URI.create("https://auth.exacttargetapis.com")))
                        .problem())
                .contains(DiagnosisProblem.HOST_LEGACY);
    }

    private static Finding hostOf(EngagementTenant tenant) {
        var provider = ClientCredentialsTokenProvider.builder(
                        tenant, ClientId.of("id"), ClientAuthentication.secret(Secret.of("secret")))
                .build();
        DiagnosisSubject subject = DiagnosisSubject.of(provider, User.integration(), InstantSource.system());
        return CheckRunner.run(Check.HOST, new Examination(subject, Expectations.NONE));
    }

    private Diagnosis examine(TokenProvider provider, User user) {
        return ConnectionDoctor.builder(provider, user).clock(clock).build().examine();
    }

    private JwtBearerTokenProvider jwtBearer() {
        return JwtBearerTokenProvider.builder(
                        engagement.tenant(), engagement.clientId(), SigningKey.fromPem(engagement.signingKeyPem()))
                .clock(clock)
                .build();
    }

    private ClientCredentialsTokenProvider clientCredentials(Secret secret) {
        return ClientCredentialsTokenProvider.builder(
                        engagement.tenant(), engagement.clientId(), ClientAuthentication.secret(secret))
                .clock(clock)
                .build();
    }
}
