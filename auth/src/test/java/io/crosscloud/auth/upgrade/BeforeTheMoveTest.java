package io.crosscloud.auth.upgrade;

import static io.crosscloud.auth.upgrade.Upgrades.CONNECTION;
import static io.crosscloud.auth.upgrade.Upgrades.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.Cloud;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.diagnosis.DiagnosisProblem;
import io.crosscloud.auth.upgrade.UpgradeReport.Outcome;
import io.crosscloud.auth.upgrade.UpgradeResult.CredentialsNeeded;
import io.crosscloud.auth.upgrade.UpgradeResult.Done;
import io.crosscloud.auth.upgrade.UpgradeResult.Stopped;
import io.crosscloud.cloud.Endpoint;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.User;
import io.crosscloud.testkit.EngagementFaults;
import io.crosscloud.testkit.EngagementSwitch;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.Route;
import java.net.URI;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each check, provoked; none changes anything. */
class BeforeTheMoveTest {
    private final Upgrades upgrades = Upgrades.ofDefaults();

    @AfterEach
    void close() {
        upgrades.close();
    }

    private void assertStopped(UpgradeResult result, UpgradeStep step, Problem problem) {
        assertThat(result).isInstanceOf(Stopped.class);
        assertThat(entry(result, step).problem()).contains(problem);
        assertThat(result.report().toText()).contains(problem.remedy());
        assertThat(result.report().entries())
                .extracting(UpgradeReport.Entry::step)
                .doesNotContain(UpgradeStep.SESSION, UpgradeStep.ACTIVATION);
        upgrades.assertOldLoginActive();
    }

    @Test
    void credentialRefused_isAskedForAgain_andTheRestIsLookedAtAllTheSame() {
        upgrades.passwordIs("wrong");

        UpgradeResult result = upgrades.upgrade().build().run();

        assertThat(result).isInstanceOf(CredentialsNeeded.class);
        assertThat(entry(result, UpgradeStep.CREDENTIAL).problem()).contains(UpgradeProblem.LEGACY_PASSWORD);
        assertThat(entry(result, UpgradeStep.SCHEDULED_SENDS).outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(entry(result, UpgradeStep.NEW_LOGIN).outcome()).isEqualTo(Outcome.PASSED);
        upgrades.assertOldLoginActive();

        upgrades.passwordIs(upgrades.cloud.password().exposeSecret());
        assertThat(upgrades.upgrade().build().run()).isInstanceOf(Done.class);
    }

    @Test
    void supplierThatFails_isAskedForAgain_andItsWordsAreNotRepeated() {
        LegacyLogin broken = LegacyLogin.engagementUser(upgrades.cloud.tenant(), () -> {
            throw new IllegalStateException("vault: hunter2");
        });

        UpgradeResult result = upgrades.upgrade(upgrades.sessions, upgrades.cloud.user(), broken)
                .build()
                .run();

        assertThat(result).isInstanceOf(CredentialsNeeded.class);
        assertThat(result.report().toText()).contains("IllegalStateException").doesNotContain("hunter2");
    }

    @Test
    void cloudInMaintenance_isNoReasonToAskForCredentials() {
        upgrades.cloud.on(EngagementSwitch.IN_MAINTENANCE);

        UpgradeResult result = upgrades.upgrade().build().run();

        upgrades.cloud.off(EngagementSwitch.IN_MAINTENANCE);
        assertStopped(result, UpgradeStep.CREDENTIAL, ServerProblem.ENGAGEMENT_MAINTENANCE);
    }

    @Test
    void networkFailure_isNoReasonToAskForCredentials() {
        upgrades.cloud.faults().next(Route.SOAP).fail(Fault.drop());

        assertStopped(upgrades.upgrade().build().run(), UpgradeStep.CREDENTIAL, ServerProblem.OUTCOME_UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"119, false", "120, false", "121, true"})
    void scheduledSend_stopsWithinTheWindow(int minutes, boolean done) {
        upgrades.cloud.scheduleSend("Newsletter", upgrades.clock.instant().plus(Duration.ofMinutes(minutes)));

        UpgradeResult result = upgrades.upgrade().build().run();

        if (done) {
            assertThat(result).isInstanceOf(Done.class);
        } else {
            assertStopped(result, UpgradeStep.SCHEDULED_SENDS, UpgradeProblem.UPGRADE_SENDS_DUE);
            assertThat(entry(result, UpgradeStep.SCHEDULED_SENDS).seen()).contains("Newsletter");
        }
    }

    @Test
    void scheduledSends_canBeReadInAnotherTime_orNotAtAll_andTheWindowCanBeAnother() {
        upgrades.cloud.scheduleSend("Newsletter", upgrades.clock.instant().plus(Duration.ofHours(1)));

        assertThat(upgrades.upgrade().build().run()).isInstanceOf(Stopped.class);
        assertThat(entry(
                                upgrades.upgrade()
                                        .serverTime(ZoneOffset.ofHours(-8))
                                        .offPeak(LocalTime.MIN, LocalTime.MIN.plusNanos(1), ZoneOffset.UTC)
                                        .build()
                                        .run(),
                                UpgradeStep.SCHEDULED_SENDS)
                        .outcome())
                .as("two hours later than in -6")
                .isEqualTo(Outcome.PASSED);
        assertThat(upgrades.upgrade().withoutScheduledSends().build().run()).isInstanceOf(Done.class);
        assertThat(upgrades.upgrade().build().rollback()).isInstanceOf(Done.class);
        assertThat(upgrades.upgrade()
                        .outageWindow(Duration.ofMinutes(59))
                        .build()
                        .run())
                .isInstanceOf(Done.class);
    }

    @ParameterizedTest
    @CsvSource({
        "22:00, 05:00, 23:59, true",
        "22:00, 05:00, 04:59, true",
        "22:00, 05:00, 05:00, false",
        "01:00, 05:00, 01:00, true",
        "01:00, 05:00, 00:59, false"
    })
    void offPeakHours_mayGoBeyondMidnight(LocalTime from, LocalTime until, LocalTime now, boolean offPeak) {
        assertThat(new UpgradeOptions.OffPeak(from, until, ZoneOffset.UTC).contains(now))
                .isEqualTo(offPeak);
    }

    @Test
    void peakHour_stops() {
        LocalTime now = upgrades.clock.instant().atZone(ZoneOffset.UTC).toLocalTime();

        assertStopped(
                upgrades.upgrade()
                        .offPeak(now.plusHours(1), now.plusHours(5), ZoneOffset.UTC)
                        .build()
                        .run(),
                UpgradeStep.OFF_PEAK,
                UpgradeProblem.UPGRADE_NOT_OFF_PEAK);
        assertThat(upgrades.upgrade()
                        .offPeak(now, now.plusHours(5), ZoneOffset.UTC)
                        .build()
                        .run())
                .isInstanceOf(Done.class);
    }

    @Test
    void oldManagedPackage_stops() {
        assertStopped(
                upgrades.upgrade().managedPackage(219).build().run(),
                UpgradeStep.PACKAGE_VERSION,
                UpgradeProblem.UPGRADE_PACKAGE_OLD);
    }

    @Test
    void sharedTokenEndpoint_stops() {
        var tenant = upgrades.cloud
                .tenant()
                .withEndpoint(Endpoint.TOKEN, URI.create("https://auth.exacttargetapis.com/v2/token"));
        UpgradeResult result = upgrades.upgrade(
                        upgrades.host(ClientCredentialsTokenProvider.builder(
                                        tenant,
                                        upgrades.cloud.clientId(),
                                        ClientAuthentication.secret(upgrades.cloud.clientSecret()))
                                .timeout(Duration.ofMillis(1))
                                .build()),
                        User.integration(),
                        upgrades.password())
                .build()
                .run();

        assertStopped(result, UpgradeStep.ENDPOINTS, UpgradeProblem.UPGRADE_ENDPOINT_SHARED);
    }

    @Test
    void newLoginWithoutAToken_stops_andSaysWhatTheDoctorSays() {
        upgrades.cloud.off(EngagementSwitch.JWT_BEARER);

        UpgradeResult result = upgrades.upgrade().build().run();

        assertStopped(result, UpgradeStep.NEW_LOGIN, ServerProblem.ENGAGEMENT_JWT_BEARER);
        assertThat(entry(result, UpgradeStep.NEW_LOGIN).remedy().orElseThrow()).contains("client credentials");
    }

    @Test
    void businessUnitsThatMayNotBeSeen_stop_unlessTheAccountHasNone() {
        upgrades.cloud
                .faults()
                .next(Route.SOAP)
                .nth(3)
                .fail(Fault.status(200)
                        .body(
                                "text/xml",
                                "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>"
                                        + "<RetrieveResponseMsg><OverallStatus>Error: API Permission Failed.</OverallStatus>"
                                        + "</RetrieveResponseMsg></soap:Body></soap:Envelope>"));

        assertStopped(upgrades.upgrade().build().run(), UpgradeStep.UNITS_BEFORE, UpgradeProblem.SOAP_REFUSED);
        assertThat(upgrades.upgrade().enterprise2(false).build().run()).isInstanceOf(Done.class);
        assertThat(ActiveLogin.of(upgrades.sessions, CONNECTION)).isEqualTo(ActiveLogin.NEW);
    }

    @Test
    void enterprise2WhoseUnitsCannotBeSeen_stops() {
        upgrades.cloud
                .faults()
                .next(Route.SOAP)
                .nth(3)
                .fail(Fault.status(200)
                        .body(
                                "text/xml",
                                "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>"
                                        + "<RetrieveResponseMsg><OverallStatus>OK</OverallStatus>"
                                        + "</RetrieveResponseMsg></soap:Body></soap:Envelope>"));

        assertStopped(
                upgrades.upgrade().enterprise2(true).build().run(),
                UpgradeStep.UNITS_BEFORE,
                SettingProblem.SETTING_INVALID);
    }

    @Test
    void offPeakHoursOfNoLength_areRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> upgrades.upgrade().offPeak(LocalTime.NOON, LocalTime.NOON, ZoneOffset.UTC))
                .withMessageContaining("12:00");
    }

    @Test
    void whatNobodyForesaw_isReportedByItsKindAlone() {
        LegacyLogin broken = new LegacyLogin(Cloud.ENGAGEMENT, "broken", null, wiring -> {
            throw new UnsupportedOperationException("hunter2");
        });

        UpgradeResult result = upgrades.upgrade(upgrades.sessions, upgrades.cloud.user(), broken)
                .build()
                .run();

        assertThat(result).isInstanceOf(Stopped.class);
        assertThat(entry(result, UpgradeStep.CREDENTIAL).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.report().toText())
                .contains("UnsupportedOperationException")
                .doesNotContain("hunter2");
        upgrades.assertOldLoginActive();
    }

    @Test
    void subjectThatIsNoLoginName_isTheRightUser_ifTheHostSaysWhoIsMeant() {
        userInfoNames("\"preferred_username\":\"login@acme.example\",");
        LegacyLogin from = new LegacyLogin(
                Cloud.ENGAGEMENT,
                "a user whose login name is not the subject",
                null,
                wiring -> new LegacyAccess(
                        "login@acme.example",
                        null,
                        upgrades.password().logIn(wiring).soap()));

        UpgradeResult untold = upgrades.upgrade(upgrades.sessions, upgrades.cloud.user(), from)
                .build()
                .run();
        assertThat(untold).isInstanceOf(Stopped.class);
        assertThat(entry(untold, UpgradeStep.NEW_LOGIN).problem()).contains(DiagnosisProblem.IDENTITY_OTHER);

        assertThat(upgrades.upgrade(upgrades.sessions, upgrades.cloud.user(), from)
                        .username("login@acme.example")
                        .build()
                        .run())
                .isInstanceOf(Done.class);
    }

    @Test
    void userWhoseNameTheCloudDoesNotSay_isNotAnother() {
        userInfoNames("");

        UpgradeResult result = upgrades.upgrade().build().run();

        assertThat(result).isInstanceOf(Done.class);
        assertThat(entry(result, UpgradeStep.API_USER).outcome()).isEqualTo(Outcome.SKIPPED);
    }

    private void userInfoNames(String name) {
        upgrades.cloud
                .faults()
                .next(Route.IDENTITY)
                .always()
                .fail(Fault.status(200)
                        .body(
                                "application/json",
                                "{\"user\":{" + name
                                        + "\"sub\":\"4711\"},\"organization\":{\"enterprise_id\":7281698}}"));
    }

    @Test
    void throttledNewLogin_stops() {
        upgrades.cloud.faults().next(Route.TOKEN).always().fail(EngagementFaults.blocked());

        assertStopped(upgrades.upgrade().build().run(), UpgradeStep.NEW_LOGIN, ServerProblem.ENGAGEMENT_THROTTLED);
    }

    @Test
    void anotherTenantThanThatOfTheOldLogin_stopsBeforeAnythingChanges() {
        LegacyLogin elsewhere = LegacyLogin.engagementUser(
                EngagementTenant.of("mc563885gzs27c5t9-63k636sand"),
                URI.create(upgrades.cloud.uri() + "/Service.asmx"),
                () -> upgrades.credential);

        UpgradeResult result = upgrades.upgrade(upgrades.sessions, upgrades.cloud.user(), elsewhere)
                .build()
                .run();

        assertThat(result).isInstanceOf(Stopped.class);
        assertThat(entry(result, UpgradeStep.ENDPOINTS).problem()).contains(UpgradeProblem.UPGRADE_TENANT_OTHER);
        upgrades.assertOldLoginActive();
    }
}
