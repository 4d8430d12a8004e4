package io.crosscloud.auth.diagnosis;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SetupPage;
import io.crosscloud.session.User;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.SalesforceUser;
import io.crosscloud.token.Scopes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SalesforceDoctorTest extends SalesforceExamination {
    @Test
    void aConnectionThatIsWell_passes_withOneTokenRequest_andOneApiRequest() {
        Diagnosis diagnosis = examine(jwtBearer());

        assertThat(diagnosis.verdict()).as(diagnosis.toText()).isEqualTo(Verdict.PASS);
        assertThat(diagnosis.finding(Check.API).verdict()).isEqualTo(Verdict.PASS);
        assertThat(diagnosis.finding(Check.ALLOWANCE).seen()).startsWith("99 of 100 requests");
        assertThat(diagnosis.finding(Check.IDENTITY).seen()).startsWith("marta.diaz@acme.example, user 005");
        assertThat(diagnosis.findings()).extracting(Finding::check).containsExactly(Check.values());
        assertThat(salesforce).receivedTokenRequests(1);
    }

    @Test
    void aSecretOfSalesforce_doesNotEnd_butChangingItIsSaidToRevoke() {
        Diagnosis diagnosis =
                examine(clientCredentials(ClientAuthentication.secret(salesforce.clientSecret())), User.integration());

        assertThat(diagnosis.finding(Check.SECRET).verdict()).isEqualTo(Verdict.PASS);
        assertThat(diagnosis.finding(Check.SECRET).seen()).contains("revokes every access and refresh token");
    }

    @Test
    void aClockThatIsOff_isTold_andCostsNoSecondRequest() {
        salesforce.skewDate(Duration.ofMinutes(7));

        Diagnosis diagnosis = examine(jwtBearer());

        assertThat(diagnosis.finding(Check.CLOCK).verdict()).isEqualTo(Verdict.WARN);
        assertThat(diagnosis.finding(Check.CLOCK).problem()).contains(DiagnosisProblem.CLOCK_OFF);
        assertThat(diagnosis.finding(Check.CLOCK).seen()).startsWith("the server's clock is 7 minutes ahead");
        assertThat(salesforce).receivedTokenRequests(1);
    }

    @Test
    void aClockThatIsOffByDays_fails() {
        salesforce.skewDate(Duration.ofDays(-3));

        Finding finding = examine(jwtBearer()).finding(Check.CLOCK);

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.seen()).startsWith("the server's clock is 3 days behind");
    }

    @Test
    void anAudienceOfAnotherKindOfOrg_isTold() {
        var provider = JwtBearerTokenProvider.builder(
                        salesforce.org(), salesforce.clientId(), SigningKey.of(salesforce.signingKey()))
                .audience("https://test.salesforce.com")
                .clock(clock)
                .build();

        Finding finding = examine(provider).finding(Check.AUDIENCE);

        assertThat(finding.verdict()).isEqualTo(Verdict.WARN);
        assertThat(finding.problem()).contains(DiagnosisProblem.AUDIENCE_UNUSUAL);
        assertThat(finding.seen())
                .contains("https://test.salesforce.com", salesforce.uri().toString());
    }

    @Test
    void scopesThatTheHostNeeds_andTheTokenLacks_fail() {
        Finding finding = ConnectionDoctor.builder(jwtBearer(), salesforce.user())
                .clock(clock)
                .scopes(Scopes.of("api", "pardot_api"))
                .build()
                .examine()
                .finding(Check.SCOPES);

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.problem()).contains(DiagnosisProblem.SCOPE_MISSING);
        assertThat(finding.seen()).startsWith("missing: pardot_api; granted: api");
    }

    @Test
    void full_standsForEveryScope_butTheRefreshToken() {
        salesforce.put(salesforce.app(salesforce.clientId()).withScopes(Scopes.of("full", "refresh_token")));

        assertThat(wanting("pardot_api").verdict()).isEqualTo(Verdict.PASS);
        assertThat(wanting("offline_access").seen()).startsWith("missing: offline_access;");
    }

    private Finding wanting(String scope) {
        return ConnectionDoctor.builder(jwtBearer(), salesforce.user())
                .clock(clock)
                .scopes(Scopes.of(scope))
                .build()
                .examine()
                .finding(Check.SCOPES);
    }

    @Test
    void anotherOrg_orAnotherUser_thanWasMeant_fails() {
        assertThat(meaning("00Dyy0000009zZZ", salesforce.username()).problem())
                .contains(DiagnosisProblem.IDENTITY_OTHER);
        assertThat(meaning("00Dxx0000001gPLEAY", "jo@acme.example").problem())
                .contains(DiagnosisProblem.IDENTITY_OTHER);
        assertThat(meaning("00Dxx0000001gPL", "Marta.Diaz@acme.example").verdict())
                .isEqualTo(Verdict.PASS);
    }

    private Finding meaning(String organization, String username) {
        return ConnectionDoctor.builder(jwtBearer(), salesforce.user())
                .clock(clock)
                .organization(organization)
                .username(username)
                .build()
                .examine()
                .finding(Check.IDENTITY);
    }

    @Test
    void anAllowanceThatIsLow_orUsedUp_orAnApiThatIsOff_isTold() {
        salesforce.on(SalesforceSwitch.API_DISABLED);
        assertThat(examine(jwtBearer()).finding(Check.API).problem()).contains(DiagnosisProblem.API_REFUSED);
        salesforce.off(SalesforceSwitch.API_DISABLED);

        salesforce.on(SalesforceSwitch.REQUEST_LIMIT_EXCEEDED);
        Diagnosis usedUp = examine(jwtBearer());
        assertThat(usedUp.finding(Check.API).problem()).contains(ServerProblem.ALLOWANCE_LOW);
        assertThat(usedUp.finding(Check.ALLOWANCE).verdict()).isEqualTo(Verdict.NOT_CHECKABLE);
    }

    @Test
    void aUserWhoMayNotSeeTheLimits_reachesTheApiAllTheSame() {
        salesforce.put(salesforce.user(salesforce.username()).with(SalesforceUser.Trait.NO_SETUP_VIEW));

        Diagnosis diagnosis = examine(jwtBearer());

        assertThat(diagnosis.verdict()).as(diagnosis.toText()).isEqualTo(Verdict.PASS);
        assertThat(diagnosis.finding(Check.API).verdict()).isEqualTo(Verdict.PASS);
        assertThat(diagnosis.finding(Check.ALLOWANCE).verdict()).isEqualTo(Verdict.NOT_CHECKABLE);
        assertThat(diagnosis.finding(Check.ALLOWANCE).seen())
                .contains("HTTP 403, error code API_DISABLED_FOR_ORG", "View Setup and Configuration");
        assertThat(apiRequests()).isEqualTo(2);
    }

    @Test
    void anApiThatIsOff_isAskedTwice_andOneWhoseAllowanceIsUsedUp_once() {
        salesforce.on(SalesforceSwitch.API_DISABLED);
        assertThat(examine(jwtBearer()).finding(Check.API).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(apiRequests()).isEqualTo(2);
        salesforce.off(SalesforceSwitch.API_DISABLED);

        salesforce.on(SalesforceSwitch.REQUEST_LIMIT_EXCEEDED);
        assertThat(examine(jwtBearer()).finding(Check.API).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(apiRequests()).isEqualTo(3);
    }

    private long apiRequests() {
        return salesforce.journal().requests().stream()
                .filter(request -> request.route() == Route.REST)
                .count();
    }

    @Test
    void lessThanAFifthOfTheAllowance_isToBeWatched() {
        try (var small =
                FakeSalesforce.builder().clock(clock).apiRequestsPerDay(1).start()) {
            var provider = JwtBearerTokenProvider.builder(
                            small.org(), small.clientId(), SigningKey.of(small.signingKey()))
                    .clock(clock)
                    .build();

            Finding finding = examine(provider, small.user()).finding(Check.ALLOWANCE);

            assertThat(finding.seen()).startsWith("0 of 1 requests");
            assertThat(finding.verdict()).isEqualTo(Verdict.WARN);
            assertThat(finding.setupPage()).contains(SetupPage.SALESFORCE_COMPANY_INFORMATION);
        }
    }
}
