package io.crosscloud.auth.upgrade;

import static io.crosscloud.auth.upgrade.Upgrades.CONNECTION;
import static io.crosscloud.auth.upgrade.Upgrades.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.auth.upgrade.UpgradeReport.Outcome;
import io.crosscloud.auth.upgrade.UpgradeResult.CredentialsNeeded;
import io.crosscloud.auth.upgrade.UpgradeResult.Done;
import io.crosscloud.auth.upgrade.UpgradeResult.Stopped;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.testkit.RecordedRequest;
import io.crosscloud.testkit.Route;
import io.crosscloud.token.Secret;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionUpgradeTest {
    private static final Set<UpgradeStep> ELSEWHERE =
            Set.of(UpgradeStep.STORE, UpgradeStep.ROLLBACK, UpgradeStep.FINISH);

    private final Upgrades upgrades = Upgrades.ofDefaults();

    @AfterEach
    void close() {
        upgrades.close();
    }

    @Test
    void everythingInOrder_movesAllHosts_andReportsEveryStep() {
        var other = upgrades.host(upgrades.jwtBearer());
        assertThat(ActiveLogin.of(other, CONNECTION)).isEqualTo(ActiveLogin.OLD);

        UpgradeResult result = upgrades.upgrade().managedPackage(220).build().run();

        assertThat(result).isInstanceOf(Done.class);
        assertThat(ActiveLogin.of(other, CONNECTION)).isEqualTo(ActiveLogin.NEW);
        assertThat(result.report().entries().stream().map(UpgradeReport.Entry::step))
                .containsExactlyElementsOf(Arrays.stream(UpgradeStep.values())
                        .filter(step -> !ELSEWHERE.contains(step))
                        .toList())
                .containsExactlyElementsOf(upgrades.progress.stream()
                        .map(UpgradeReport.Entry::step)
                        .toList());
        assertThat(result.report().entries())
                .allMatch(entry -> entry.startedAt().equals(upgrades.clock.instant()))
                .extracting(UpgradeReport.Entry::outcome)
                .containsOnly(Outcome.PASSED, Outcome.SKIPPED);
        assertThat(result.report().toText())
                .contains("Upgrade of engagement", "no end", "active: NEW", "business units")
                .contains("7281698");
    }

    @Test
    void runningAgain_repeatsTheChecksAfterwardsAlone() {
        upgrades.upgrade().build().run();
        int tokens = upgrades.cloud.journal().tokenRequests().size();

        UpgradeResult again = upgrades.upgrade().build().run();

        assertThat(again).isInstanceOf(Done.class);
        assertThat(again.report().entries())
                .extracting(UpgradeReport.Entry::step)
                .containsExactly(
                        UpgradeStep.ACTIVE_LOGIN,
                        UpgradeStep.API_USER,
                        UpgradeStep.BUSINESS_UNITS,
                        UpgradeStep.TRIGGERED_SEND);
        assertThat(entry(again, UpgradeStep.BUSINESS_UNITS).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(upgrades.cloud.journal().tokenRequests()).hasSize(tokens);
    }

    @Test
    void rollback_makesTheOldLoginActive_andTheUpgradeCanBeMadeAgain() {
        upgrades.upgrade().build().run();

        UpgradeResult back = upgrades.upgrade().build().rollback();

        assertThat(back).isInstanceOf(Done.class);
        assertThat(back.report().active()).isEqualTo(ActiveLogin.OLD);
        upgrades.assertOldLoginActive();
        assertThat(upgrades.upgrade().build().run()).isInstanceOf(Done.class);
        assertThat(ActiveLogin.of(upgrades.sessions, CONNECTION)).isEqualTo(ActiveLogin.NEW);
    }

    @Test
    void rollbackWithoutTheOldCredential_asksForIt_andStaysNew() {
        upgrades.upgrade().build().run();
        upgrades.passwordIs("forgotten");

        assertThat(upgrades.upgrade().build().rollback()).isInstanceOf(CredentialsNeeded.class);
        assertThat(ActiveLogin.of(upgrades.sessions, CONNECTION)).isEqualTo(ActiveLogin.NEW);
    }

    @Test
    void rollbackOfNothing_doesNothing() {
        assertThat(upgrades.upgrade().build().rollback()).isInstanceOf(Done.class);
        assertThat(upgrades.cloud.journal().requests()).isEmpty();
    }

    @Test
    void finish_makesTheNewLoginTheOnlyOne() {
        upgrades.upgrade().build().run();

        assertThat(upgrades.upgrade().build().finish()).isInstanceOf(Done.class);

        UpgradeResult back = upgrades.upgrade().build().rollback();
        assertThat(back).isInstanceOf(Stopped.class);
        assertThat(entry(back, UpgradeStep.ROLLBACK).problem()).contains(UpgradeProblem.UPGRADE_FINISHED);
        assertThat(ActiveLogin.of(upgrades.sessions, CONNECTION)).isEqualTo(ActiveLogin.NEW);
    }

    @Test
    void afterFinish_nothingIsAskedFor_notEvenTheOldCredential() {
        upgrades.upgrade().build().run();
        upgrades.upgrade().build().finish();
        int requests = upgrades.cloud.journal().requests().size();
        upgrades.passwordIs("destroyed");

        assertThat(upgrades.upgrade().build().run()).isInstanceOf(Done.class);
        assertThat(upgrades.upgrade().build().finish()).isInstanceOf(Done.class);
        assertThat(upgrades.cloud.journal().requests()).hasSize(requests);
    }

    @Test
    void finishBeforeTheMove_isStopped() {
        UpgradeResult result = upgrades.upgrade().build().finish();

        assertThat(result).isInstanceOf(Stopped.class);
        assertThat(entry(result, UpgradeStep.FINISH).problem()).contains(UpgradeProblem.UPGRADE_NOT_MOVED);
        upgrades.assertOldLoginActive();
    }

    @Test
    void finishOnAStoreInMemory_isStopped_beforeAnythingIsAsked() {
        try (Upgrades inMemory = new Upgrades(UnaryOperator.identity(), UnaryOperator.identity())) {
            inMemory.upgrade().build().run();
            int requests = inMemory.cloud.journal().requests().size();

            UpgradeResult result = inMemory.upgrade().build().finish();

            assertThat(result).isInstanceOf(Stopped.class);
            assertThat(entry(result, UpgradeStep.STORE).problem()).contains(StoreProblem.STORE_IN_MEMORY);
            assertThat(inMemory.cloud.journal().requests()).hasSize(requests);
            assertThat(inMemory.upgrade().build().rollback())
                    .as("it is not finished")
                    .isInstanceOf(Done.class);
        }
    }

    @Test
    void oldLogin_asksForNothingButWhatTheChecksNeed() {
        upgrades.upgrade().build().run();

        List<RecordedRequest> soap = upgrades.cloud.journal().requests().stream()
                .filter(request -> request.route() == Route.SOAP)
                .toList();
        assertThat(soap).as("login, sends, units before, units after").hasSize(4);
        assertThat(upgrades.cloud.journal().tokenRequests())
                .as("one of the doctor's, one of the session's")
                .hasSize(2);
    }

    @Test
    void connectionIntoTheOtherCloud_isRefused() {
        LegacyLogin salesforce =
                LegacyLogin.salesforceSoap(SalesforceOrg.production(), () -> LegacyCredential.of("a", Secret.of("b")));

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> upgrades.upgrade(upgrades.sessions, upgrades.cloud.user(), salesforce)
                        .build())
                .withMessageContaining("expected: into Salesforce");
    }
}
