package io.crosscloud.auth.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.CredentialProblem;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.connectedapp.LoginProblem;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DiagnosisTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00.123Z");
    private static final Finding WELL = new Finding(Check.NAME, CheckResult.pass("one address"));
    private static final Finding UNKNOWN = new Finding(Check.STORE, CheckResult.notCheckable("none"));
    private static final Finding OLD =
            new Finding(Check.SECRET, CheckResult.warn(DiagnosisProblem.SECRET_ENDS, "170 days old"));
    private static final Finding REFUSED = new Finding(
            Check.TOKEN,
            CheckResult.fail(ServerProblem.ENGAGEMENT_CLIENT, "HTTP 401")
                    .withLikelyCauses(List.of("the secret", "the subdomain")));

    @Test
    void verdict_isTheWorst_andWhatCannotBeCheckedCountsForNothing() {
        assertThat(diagnosis(WELL, UNKNOWN).verdict()).isEqualTo(Verdict.PASS);
        assertThat(diagnosis(UNKNOWN).verdict()).isEqualTo(Verdict.PASS);
        assertThat(diagnosis(WELL, OLD, UNKNOWN).verdict()).isEqualTo(Verdict.WARN);
        assertThat(diagnosis(REFUSED, OLD, WELL).verdict()).isEqualTo(Verdict.FAIL);
        assertThatIllegalArgumentException().isThrownBy(() -> diagnosis(WELL).finding(Check.TOKEN));
    }

    @Test
    void withoutATokenThatCouldBeAskedFor_nothingPasses_andEveryFormSaysSo() {
        Finding unasked = new Finding(Check.TOKEN, CheckResult.notCheckable("no manager"));

        Diagnosis diagnosis = diagnosis(WELL, unasked);

        assertThat(diagnosis.verdict()).isEqualTo(Verdict.WARN);
        assertThat(diagnosis.summary())
                .isEqualTo(
                        "engagement/jo: 0 failed, 0 to watch, 1 passed, 1 not checkable; without a token this connection"
                                + " could not be judged");
        assertThat(diagnosis.toHtml()).contains("<h1>This connection could not be judged</h1>");
        assertThat(diagnosis(WELL, unasked, REFUSED).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void refreshTokenWithoutAManager_isNoPass() {
        try (var salesforce = FakeSalesforce.start()) {
            TokenProvider refresher = ConnectedAppTokenRefresher.builder(
                            salesforce.org(),
                            salesforce.clientId(),
                            ClientAuthentication.secret(salesforce.clientSecret()))
                    .build();

            Diagnosis diagnosis = examine(refresher, User.of("marta"));

            assertThat(diagnosis.finding(Check.TOKEN).verdict()).isEqualTo(Verdict.NOT_CHECKABLE);
            assertThat(diagnosis.verdict()).as(diagnosis.toText()).isEqualTo(Verdict.WARN);
            assertThat(salesforce.journal().tokenRequests()).isEmpty();
        }
    }

    @Test
    void text_hasALineForEachFinding_andBeneathItWhatToDo() {
        assertThat(diagnosis(WELL, REFUSED, UNKNOWN).toText().lines())
                .containsExactly(
                        "ok    Host name            one address",
                        "FAIL  Token request        HTTP 401",
                        "                           Likely causes:",
                        "                             - the secret",
                        "                             - the subdomain",
                        "                           To do: " + ServerProblem.ENGAGEMENT_CLIENT.remedy(),
                        "                           Where: Marketing Cloud Engagement: Setup > Apps > Installed Packages > (package) > API Integration",
                        "-     Session store        none",
                        "",
                        "engagement/jo: 1 failed, 0 to watch, 1 passed, 1 not checkable");
    }

    @Test
    void page_escapesWhatComesFromOutside() {
        String nasty = "<script>alert('x')</script>&\"";
        Finding hostile = new Finding(
                Check.TOKEN, CheckResult.fail(ServerProblem.TLS, nasty).withLikelyCauses(List.of(nasty)));

        String page = new Diagnosis(nasty, NOW, List.of(hostile, WELL)).toHtml();

        assertThat(page)
                .doesNotContain("<script", "alert('x')")
                .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;");
    }

    @Test
    void page_loadsNothing_andRunsNothing() {
        String page = diagnosis(REFUSED, OLD, WELL, UNKNOWN).toHtml();

        assertThat(page).contains("default-src 'none'").contains("This connection does not work");
        assertThat(Pattern.compile("(?i)<(script|link|img|iframe|object)|url\\(|@import|\\bon\\w+=|\\b(src|href)=")
                        .matcher(page)
                        .find())
                .isFalse();
    }

    @Test
    void page_isWellFormed_withTheWorstFirst() {
        String page = diagnosis(WELL, OLD, UNKNOWN, REFUSED).toHtml();

        assertThat(page.indexOf("HTTP 401")).isLessThan(page.indexOf("170 days old"));
        assertThat(page.indexOf("170 days old")).isLessThan(page.indexOf("one address"));
        for (String element : List.of("main", "div", "section", "ul", "ol", "li", "dl", "dd", "span", "details", "p")) {
            assertThat(page.split("<" + element + "[ >]", -1))
                    .as(element)
                    .hasSameSizeAs(page.split("</" + element + ">", -1));
        }
    }

    @Test
    void progress_hearsEachFinding_asItIsMade() {
        List<Finding> heard = new ArrayList<>();
        TokenProvider broken = request -> {
            Assertions.assertThat(heard)
                    .extracting(Finding::check)
                    .contains(Check.HOST)
                    .doesNotContain(Check.TOKEN);
            throw new IllegalStateException();
        };

        Diagnosis diagnosis = ConnectionDoctor.builder(broken, User.integration())
                .progress(heard::add)
                .build()
                .examine();

        assertThat(heard).isEqualTo(diagnosis.findings());
        assertThat(diagnosis.finding(Check.TOKEN).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(diagnosis.finding(Check.TOKEN).problem()).contains(DiagnosisProblem.PROVIDER_FAILED);
        assertThat(diagnosis.finding(Check.TOKEN).seen()).endsWith("IllegalStateException");
    }

    @Test
    void settingsThatMakeNoConnection_areADiagnosisToo() {
        ConfigurationException refused =
                Assertions.catchThrowableOfType(ConfigurationException.class, () -> EngagementTenant.of("acme"));

        Diagnosis diagnosis = ConnectionDoctor.explain(refused, InstantSource.fixed(NOW));

        assertThat(diagnosis.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(diagnosis.finding(Check.SETTINGS).problem()).contains(SettingProblem.SUBDOMAIN_INVALID);
        assertThat(diagnosis.finding(Check.SETTINGS).seen()).contains("\"acme\"");
        assertThat(unusable(() -> SigningKey.fromPem("no key"))).contains(CredentialProblem.KEY_UNREADABLE);
        assertThat(unusable(() -> SalesforceOrg.at(URI.create("https://acme.lightning.force.com"))))
                .contains(SettingProblem.LIGHTNING_HOST);
    }

    static List<Problem> failure_isExplained_withLikelyCausesAndWhatToDo() {
        return List.of(
                ServerProblem.SALESFORCE_REFRESH_REFUSED,
                ServerProblem.SALESFORCE_REFRESH_STILL_REFUSED,
                ServerProblem.REVOCATION_REFUSED,
                ServerProblem.DPOP_REQUIRED,
                ServerProblem.SALESFORCE_PKCE_REQUIRED,
                SessionProblem.HOST_CODE_HANGS,
                ServerProblem.NOT_SENT_IN_TIME,
                ServerProblem.SERVER_FAILED,
                LoginProblem.LOGIN_SERVER_OTHER,
                LoginProblem.LOGIN_COOKIE_MISSING);
    }

    @ParameterizedTest
    @MethodSource
    void failure_isExplained_withLikelyCausesAndWhatToDo(Problem problem) {
        AuthException failure = AuthFailure.of(problem)
                .session(SessionKey.of("salesforce", User.of("marta")))
                .toException();

        Diagnosis diagnosis = ConnectionDoctor.explain(failure, InstantSource.fixed(NOW));

        assertThat(diagnosis.subject()).isEqualTo("salesforce/marta");
        assertThat(diagnosis.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.problem()).contains(problem);
            assertThat(finding.likelyCauses()).hasSizeGreaterThan(1).doesNotHaveDuplicates();
            assertThat(finding.toText()).contains("Likely causes:", "To do: " + problem.remedy());
        });
    }

    private static Optional<Problem> unusable(ThrowingCallable setting) {
        ConfigurationException refused = Assertions.catchThrowableOfType(ConfigurationException.class, setting);
        return ConnectionDoctor.explain(refused, InstantSource.fixed(NOW))
                .finding(Check.SETTINGS)
                .problem();
    }

    @Test
    void noFormOfADiagnosis_holdsASecret() {
        try (var engagement = FakeEngagement.start();
                var salesforce = FakeSalesforce.start()) {
            String pem = engagement.signingKeyPem();
            String wrong = "wrong-secret-canary-7f3k";
            List<Diagnosis> all = List.of(
                    examine(
                            JwtBearerTokenProvider.builder(
                                            engagement.tenant(), engagement.clientId(), SigningKey.fromPem(pem))
                                    .build(),
                            engagement.user()),
                    examine(
                            ClientCredentialsTokenProvider.builder(
                                            engagement.tenant(),
                                            engagement.clientId(),
                                            ClientAuthentication.secret(Secret.of(wrong)))
                                    .build(),
                            User.integration()),
                    examine(
                            ClientCredentialsTokenProvider.builder(
                                            salesforce.org(),
                                            salesforce.clientId(),
                                            ClientAuthentication.secret(salesforce.clientSecret()))
                                    .build(),
                            User.integration()));

            for (Diagnosis diagnosis : all) {
                assertThat(diagnosis + diagnosis.toText() + diagnosis.toHtml())
                        .doesNotContain(
                                wrong,
                                salesforce.clientSecret().exposeSecret(),
                                "PRIVATE KEY",
                                "eyJ",
                                "00Dxx0000001gPL!");
            }
        }
    }

    private static Diagnosis examine(TokenProvider provider, User user) {
        return ConnectionDoctor.builder(provider, user).build().examine();
    }

    private static Diagnosis diagnosis(Finding... findings) {
        return new Diagnosis("engagement/jo", NOW, List.of(findings));
    }
}
