package io.crosscloud.auth.diagnosis;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.internal.oauth.TestKeys;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.error.Problem;
import io.crosscloud.error.SetupPage;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.SalesforceUser;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SalesforceDoctorTest {
    private final TestClock clock = TestClock.startingAt(Instant.parse("2026-11-24T10:00:00Z"));
    private final FakeSalesforce salesforce = FakeSalesforce.builder()
            .clock(clock)
            .apiRequestsPerDay(100)
            .loginsPerHour(3)
            .start();

    @AfterEach
    void stop() {
        salesforce.close();
    }

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

    @ParameterizedTest
    @MethodSource
    void whatTheServerRefuses_isTold_withItsPlaceInSetup(
            Consumer<FakeSalesforce> trouble, Problem problem, SetupPage page, int candidates) {
        trouble.accept(salesforce);

        Finding finding = examine(jwtBearer()).finding(Check.TOKEN);

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.problem()).contains(problem);
        assertThat(finding.remedy()).contains(problem.remedy());
        assertThat(finding.setupPage()).contains(page);
        assertThat(finding.candidates()).hasSize(candidates);
        assertThat(salesforce.journal().tokenRequests()).hasSizeLessThanOrEqualTo(2);
    }

    static Stream<Arguments> whatTheServerRefuses_isTold_withItsPlaceInSetup() {
        return Stream.of(
                refused(
                        user(SalesforceUser.Trait.NOT_APPROVED),
                        Problem.SALESFORCE_USER_NOT_APPROVED,
                        SetupPage.SALESFORCE_APP_POLICIES,
                        3),
                refused(
                        user(SalesforceUser.Trait.NOT_ASSIGNED)
                                .andThen(app(ConnectedApp.Trait.ADMIN_APPROVED_USERS_ONLY)),
                        Problem.SALESFORCE_NOT_ADMIN_APPROVED,
                        SetupPage.SALESFORCE_APP_POLICIES,
                        0),
                refused(
                        user(SalesforceUser.Trait.INACTIVE),
                        Problem.SALESFORCE_USER_INACTIVE,
                        SetupPage.SALESFORCE_USERS,
                        0),
                refused(
                        user(SalesforceUser.Trait.IP_RESTRICTED),
                        Problem.SALESFORCE_IP_RESTRICTED,
                        SetupPage.SALESFORCE_APP_POLICIES,
                        0),
                refused(
                        app(ConnectedApp.Trait.NOT_INSTALLED),
                        Problem.SALESFORCE_APP_NOT_INSTALLED,
                        SetupPage.SALESFORCE_APP_USAGE,
                        0),
                refused(
                        app(ConnectedApp.Trait.BLOCKED),
                        Problem.SALESFORCE_APP_BLOCKED,
                        SetupPage.SALESFORCE_APP_USAGE,
                        0),
                refused(
                        fake -> fake.put(fake.app(fake.clientId()).withoutKeys().withKey(TestKeys.SECOND.getPublic())),
                        Problem.SALESFORCE_ASSERTION_INVALID,
                        SetupPage.SALESFORCE_APP_SETTINGS,
                        3),
                refused(
                        fake -> fake.on(SalesforceSwitch.STRICT_AUDIENCE),
                        Problem.SALESFORCE_AUDIENCE,
                        SetupPage.SALESFORCE_MY_DOMAIN,
                        0));
    }

    private static Arguments refused(
            Consumer<FakeSalesforce> trouble, Problem problem, SetupPage page, int candidates) {
        return arguments(trouble, problem, page, candidates);
    }

    private static Consumer<FakeSalesforce> user(SalesforceUser.Trait trait) {
        return fake -> fake.put(fake.user(fake.username()).with(trait));
    }

    private static Consumer<FakeSalesforce> app(ConnectedApp.Trait trait) {
        return fake -> fake.put(fake.app(fake.clientId()).with(trait));
    }

    @Test
    void anUnknownConsumerKey_isTold_withItsCandidates() {
        var provider = JwtBearerTokenProvider.builder(
                        salesforce.org(), ClientId.of("3MVG9other"), SigningKey.of(salesforce.signingKey()))
                .clock(clock)
                .build();

        Finding finding = examine(provider).finding(Check.TOKEN);

        assertThat(finding.problem()).contains(Problem.SALESFORCE_CLIENT_UNKNOWN);
        assertThat(finding.candidates()).hasSize(3);
    }

    @Test
    void tooManyLogins_areTold() {
        for (int i = 0; i < 3; i++) {
            jwtBearer().token(TokenRequest.of(salesforce.user()));
        }

        assertThat(examine(jwtBearer()).finding(Check.TOKEN).problem()).contains(Problem.SALESFORCE_LOGIN_RATE);
    }

    @Test
    void manyKeys_ofWhichNoneIsKnown_costTwoRequests() {
        var provider = JwtBearerTokenProvider.builder(
                        salesforce.org(), salesforce.clientId(), TestKeys.signing(TestKeys.FIRST))
                .keys(
                        TestKeys.signing(TestKeys.SECOND),
                        TestKeys.signing(TestKeys.FIRST),
                        TestKeys.signing(TestKeys.SECOND))
                .clock(clock)
                .build();

        Diagnosis diagnosis = examine(provider);

        assertThat(diagnosis.finding(Check.TOKEN).problem()).contains(Problem.SALESFORCE_ASSERTION_INVALID);
        assertThat(salesforce).receivedTokenRequests(2);
    }

    @Test
    void manySecrets_ofWhichNoneIsRight_costTwoRequests() {
        Diagnosis diagnosis = examine(
                clientCredentials(ClientAuthentication.secrets(Secret.of("one"), Secret.of("two"), Secret.of("three"))),
                User.integration());

        assertThat(diagnosis.finding(Check.TOKEN).problem()).contains(Problem.SALESFORCE_CLIENT_SECRET);
        assertThat(salesforce).receivedTokenRequests(2);
    }

    @Test
    void clientCredentials_thatAreOff_orRunAsNobody_areTold() {
        ClientAuthentication secret = ClientAuthentication.secret(salesforce.clientSecret());
        ConnectedApp usual = salesforce.app(salesforce.clientId());

        app(ConnectedApp.Trait.WITHOUT_CLIENT_CREDENTIALS).accept(salesforce);
        assertThat(examine(clientCredentials(secret), User.integration())
                        .finding(Check.TOKEN)
                        .problem())
                .contains(Problem.SALESFORCE_CLIENT_CREDENTIALS_OFF);

        salesforce.put(ConnectedApp.of(usual.clientId(), usual.clientSecret(), salesforce.redirectUri()));
        assertThat(examine(clientCredentials(secret), User.integration())
                        .finding(Check.TOKEN)
                        .problem())
                .contains(Problem.SALESFORCE_NO_RUN_AS_USER);
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
        assertThat(diagnosis.finding(Check.CLOCK).problem()).contains(Problem.CLOCK_OFF);
        assertThat(diagnosis.finding(Check.CLOCK).seen()).startsWith("the server's is 7 minutes ahead");
        assertThat(salesforce).receivedTokenRequests(1);
    }

    @Test
    void aClockThatIsOffByDays_fails() {
        salesforce.skewDate(Duration.ofDays(-3));

        Finding finding = examine(jwtBearer()).finding(Check.CLOCK);

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.seen()).startsWith("the server's is 3 days behind");
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
        assertThat(finding.problem()).contains(Problem.AUDIENCE_UNUSUAL);
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
        assertThat(finding.problem()).contains(Problem.SCOPE_MISSING);
        assertThat(finding.seen()).startsWith("missing: pardot_api; granted: api");
    }

    @Test
    void full_standsForEveryScope_butTheRefreshToken() {
        salesforce.put(salesforce.app(salesforce.clientId()).withScopes(Scopes.of("full")));

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
        assertThat(meaning("00Dyy0000009zZZ", salesforce.username()).problem()).contains(Problem.IDENTITY_OTHER);
        assertThat(meaning("00Dxx0000001gPLEAY", "jo@acme.example").problem()).contains(Problem.IDENTITY_OTHER);
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
        assertThat(examine(jwtBearer()).finding(Check.API).problem()).contains(Problem.API_REFUSED);
        salesforce.off(SalesforceSwitch.API_DISABLED);

        salesforce.on(SalesforceSwitch.REQUEST_LIMIT_EXCEEDED);
        Diagnosis usedUp = examine(jwtBearer());
        assertThat(usedUp.finding(Check.API).problem()).contains(Problem.ALLOWANCE_LOW);
        assertThat(usedUp.finding(Check.ALLOWANCE).verdict()).isEqualTo(Verdict.NOT_CHECKABLE);
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

    private Diagnosis examine(TokenProvider provider) {
        return examine(provider, salesforce.user());
    }

    private Diagnosis examine(TokenProvider provider, User user) {
        return ConnectionDoctor.builder(provider, user).clock(clock).build().examine();
    }

    private JwtBearerTokenProvider jwtBearer() {
        return JwtBearerTokenProvider.builder(
                        salesforce.org(), salesforce.clientId(), SigningKey.of(salesforce.signingKey()))
                .clock(clock)
                .build();
    }

    private ClientCredentialsTokenProvider clientCredentials(ClientAuthentication authentication) {
        return ClientCredentialsTokenProvider.builder(salesforce.org(), salesforce.clientId(), authentication)
                .clock(clock)
                .build();
    }
}
