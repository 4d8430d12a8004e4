package io.crosscloud.auth.diagnosis;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.internal.oauth.TestKeys;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SetupPage;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.SalesforceUser;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.Secret;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the token endpoint may answer, and what the doctor makes of it. */
class SalesforceRefusalsTest extends SalesforceExamination {
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
        assertThat(finding.likelyCauses()).hasSize(candidates);
        assertThat(salesforce.journal().tokenRequests()).hasSizeLessThanOrEqualTo(2);
    }

    static Stream<Arguments> whatTheServerRefuses_isTold_withItsPlaceInSetup() {
        return Stream.of(
                refused(
                        user(SalesforceUser.Trait.NOT_APPROVED),
                        ServerProblem.SALESFORCE_USER_NOT_APPROVED,
                        SetupPage.SALESFORCE_APP_POLICIES,
                        3),
                refused(
                        user(SalesforceUser.Trait.NOT_ASSIGNED)
                                .andThen(app(ConnectedApp.Trait.ADMIN_APPROVED_USERS_ONLY)),
                        ServerProblem.SALESFORCE_NOT_ADMIN_APPROVED,
                        SetupPage.SALESFORCE_APP_POLICIES,
                        0),
                refused(
                        user(SalesforceUser.Trait.INACTIVE),
                        ServerProblem.SALESFORCE_USER_INACTIVE,
                        SetupPage.SALESFORCE_USERS,
                        0),
                refused(
                        user(SalesforceUser.Trait.IP_RESTRICTED),
                        ServerProblem.SALESFORCE_IP_RESTRICTED,
                        SetupPage.SALESFORCE_APP_POLICIES,
                        0),
                refused(
                        app(ConnectedApp.Trait.NOT_INSTALLED),
                        ServerProblem.SALESFORCE_APP_NOT_INSTALLED,
                        SetupPage.SALESFORCE_APP_USAGE,
                        0),
                refused(
                        app(ConnectedApp.Trait.BLOCKED),
                        ServerProblem.SALESFORCE_APP_BLOCKED,
                        SetupPage.SALESFORCE_APP_USAGE,
                        0),
                refused(
                        fake -> fake.put(fake.app(fake.clientId()).withoutKeys().withKey(TestKeys.SECOND.getPublic())),
                        ServerProblem.SALESFORCE_ASSERTION_INVALID,
                        SetupPage.SALESFORCE_APP_SETTINGS,
                        3),
                refused(
                        fake -> fake.on(SalesforceSwitch.STRICT_AUDIENCE),
                        ServerProblem.SALESFORCE_AUDIENCE,
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

        assertThat(finding.problem()).contains(ServerProblem.SALESFORCE_CLIENT_UNKNOWN);
        assertThat(finding.likelyCauses()).hasSize(3);
    }

    @Test
    void tooManyLogins_areTold() {
        for (int i = 0; i < 3; i++) {
            jwtBearer().token(TokenRequest.of(salesforce.user()));
        }

        assertThat(examine(jwtBearer()).finding(Check.TOKEN).problem()).contains(ServerProblem.SALESFORCE_LOGIN_RATE);
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

        assertThat(diagnosis.finding(Check.TOKEN).problem()).contains(ServerProblem.SALESFORCE_ASSERTION_INVALID);
        assertThat(salesforce).receivedTokenRequests(2);
    }

    @Test
    void manySecrets_ofWhichNoneIsRight_costTwoRequests() {
        Diagnosis diagnosis = examine(
                clientCredentials(ClientAuthentication.secrets(Secret.of("one"), Secret.of("two"), Secret.of("three"))),
                User.integration());

        assertThat(diagnosis.finding(Check.TOKEN).problem()).contains(ServerProblem.SALESFORCE_CLIENT_SECRET);
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
                .contains(ServerProblem.SALESFORCE_CLIENT_CREDENTIALS_OFF);

        salesforce.put(ConnectedApp.of(usual.clientId(), usual.clientSecret(), salesforce.redirectUri()));
        assertThat(examine(clientCredentials(secret), User.integration())
                        .finding(Check.TOKEN)
                        .problem())
                .contains(ServerProblem.SALESFORCE_NO_RUN_AS_USER);
    }

    @Test
    void anAssertionThatHadExpired_isTold_thoughTheServerSpeaksOfACode() {
        TestClock later = TestClock.startingAt(clock.instant().plus(Duration.ofMinutes(10)));
        try (var ahead =
                FakeSalesforce.builder().clock(clock).assertionClock(later).start()) {
            var provider = JwtBearerTokenProvider.builder(
                            ahead.org(), ahead.clientId(), SigningKey.of(ahead.signingKey()))
                    .clock(clock)
                    .build();

            Finding finding = examine(provider, ahead.user()).finding(Check.TOKEN);

            assertThat(finding.problem()).contains(ServerProblem.SALESFORCE_ASSERTION_EXPIRED);
            assertThat(finding.seen()).contains("expired authorization code");
            assertThat(ahead).receivedTokenRequests(1);
        }
    }
}
