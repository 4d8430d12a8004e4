package io.crosscloud.auth.upgrade;

import static io.crosscloud.auth.upgrade.Upgrades.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.connectedapp.ConnectedAppLogin;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.connectedapp.LoginRequest;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.auth.upgrade.UpgradeReport.Outcome;
import io.crosscloud.auth.upgrade.UpgradeResult.CredentialsNeeded;
import io.crosscloud.auth.upgrade.UpgradeResult.Done;
import io.crosscloud.auth.upgrade.UpgradeResult.Stopped;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.Rotation;
import io.crosscloud.testkit.SalesforceUser;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.Secret;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From a Salesforce user's password to JWT bearer and to the connected app. */
class SalesforceUpgradeTest {
    private final TestClock clock = TestClock.create();
    private final FakeSalesforce cloud =
            FakeSalesforce.builder().clock(clock).rotation(Rotation.strict()).start();
    private final TokenStore store = new LastingStore(InMemoryTokenStore.create(clock));
    private final TokenCipher cipher = TokenCipher.generated();
    private final SessionManager sessions = SessionManager.builder()
            .clock(clock)
            .store(store, cipher)
            .connection("jwt", jwtBearer(UnaryOperator.identity()))
            .connection(
                    "app",
                    ConnectedAppTokenRefresher.builder(
                                    cloud.org(), cloud.clientId(), ClientAuthentication.secret(cloud.clientSecret()))
                            .clock(clock)
                            .build())
            .build();

    @AfterEach
    void close() {
        sessions.close();
        cloud.close();
    }

    private JwtBearerTokenProvider jwtBearer(UnaryOperator<String> subject) {
        return JwtBearerTokenProvider.builder(cloud.org(), cloud.clientId(), SigningKey.fromPem(cloud.signingKeyPem()))
                .subject(user -> subject.apply(user.name()))
                .clock(clock)
                .build();
    }

    private LegacyLogin oauth() {
        return LegacyLogin.salesforceUser(
                cloud.org(),
                cloud.clientId(),
                ClientAuthentication.secret(cloud.clientSecret()),
                () -> LegacyCredential.of(cloud.username(), cloud.password()));
    }

    private LegacyLogin soap() {
        return LegacyLogin.salesforceSoap(cloud.org(), () -> LegacyCredential.of(cloud.username(), cloud.password()));
    }

    @Test
    void passwordFlow_becomesJwtBearer_forTheSameUser() {
        UpgradeResult result = ConnectionUpgrade.builder(sessions, "jwt", cloud.user(), oauth())
                .build()
                .run();

        assertThat(result).isInstanceOf(Done.class);
        assertThat(entry(result, UpgradeStep.API_USER).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(result.report().entries())
                .filteredOn(entry -> entry.outcome() == Outcome.SKIPPED)
                .extracting(UpgradeReport.Entry::step)
                .containsExactly(
                        UpgradeStep.OFF_PEAK,
                        UpgradeStep.SCHEDULED_SENDS,
                        UpgradeStep.PACKAGE_VERSION,
                        UpgradeStep.ENDPOINTS,
                        UpgradeStep.UNITS_BEFORE,
                        UpgradeStep.BUSINESS_UNITS,
                        UpgradeStep.TRIGGERED_SEND);
        assertThat(entry(result, UpgradeStep.TRIGGERED_SEND).seen()).isEqualTo("only Engagement sends");
        assertThat(ActiveLogin.of(sessions, "jwt")).isEqualTo(ActiveLogin.NEW);
        assertThat(ActiveLogin.of(sessions, "app")).isEqualTo(ActiveLogin.OLD);
    }

    @Test
    void connectedApp_needsALoginFirst_andRotatesNothingAway() {
        ConnectionUpgrade upgrade = ConnectionUpgrade.builder(sessions, "app", User.of("marta"), soap())
                .build();
        UpgradeResult tooEarly = upgrade.run();
        assertThat(tooEarly).isInstanceOf(Stopped.class);
        assertThat(tooEarly.report().toText()).contains(SessionProblem.LOGIN_MISSING.remedy());
        assertThat(ActiveLogin.of(sessions, "app")).isEqualTo(ActiveLogin.OLD);

        logIn();

        assertThat(upgrade.run()).isInstanceOf(Done.class);
        assertThat(cloud.tally().spentTokensPresented()).isZero();
        assertThat(upgrade.rollback()).isInstanceOf(Done.class);
        assertThat(upgrade.run()).isInstanceOf(Done.class);
        assertThat(upgrade.finish()).isInstanceOf(Done.class);
    }

    @Test
    void connectedAppWhoseLoginWasRevoked_isStopped_thoughATokenIsAtHand() {
        logIn();
        sessions.session("app", User.of("marta")).accessToken();
        clock.advance(Duration.ofMinutes(1));
        cloud.revokeTokens(cloud.username());
        int refreshes = refreshes();

        UpgradeResult result = ConnectionUpgrade.builder(sessions, "app", User.of("marta"), soap())
                .build()
                .run();

        assertThat(result).isInstanceOf(Stopped.class);
        assertThat(entry(result, UpgradeStep.NEW_LOGIN).problem())
                .contains(ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED);
        assertThat(refreshes()).isEqualTo(refreshes + 1);
        assertThat(ActiveLogin.of(sessions, "app")).isEqualTo(ActiveLogin.OLD);
    }

    @Test
    void connectedAppWhoseLoginWasRevokedAfterTheMove_isNotFinished() {
        logIn();
        ConnectionUpgrade upgrade = ConnectionUpgrade.builder(sessions, "app", User.of("marta"), soap())
                .build();
        assertThat(upgrade.run()).isInstanceOf(Done.class);
        clock.advance(Duration.ofMinutes(1));
        cloud.revokeTokens(cloud.username());
        int refreshes = refreshes();

        UpgradeResult result = upgrade.finish();

        assertThat(result).isInstanceOf(Stopped.class);
        assertThat(entry(result, UpgradeStep.NEW_LOGIN).problem())
                .contains(ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED);
        assertThat(refreshes()).isEqualTo(refreshes + 1);
        assertThat(upgrade.rollback()).as("it is not finished").isInstanceOf(Done.class);
    }

    private int refreshes() {
        return cloud.journal().tokenRequests("refresh_token").size();
    }

    private void logIn() {
        ConnectedAppLogin login =
                ConnectedAppLogin.builder(sessions, "app", cloud.redirectUri()).build();
        LoginRequest begun = login.begin(User.of("marta"));
        login.complete(begun.sealed(), cloud.login(begun.authorizationUri()));
    }

    @Test
    void anotherUser_isReportedByTheType() {
        cloud.put(SalesforceUser.of("ann@acme.example", Secret.of("a password"), "Ann"));
        sessions.addConnection("mapped", jwtBearer(name -> "ann@acme.example"));

        UpgradeResult result = ConnectionUpgrade.builder(sessions, "mapped", cloud.user(), oauth())
                .build()
                .run();

        assertThat(result).isInstanceOf(CredentialsNeeded.class);
        assertThat(entry(result, UpgradeStep.API_USER).problem()).contains(UpgradeProblem.UPGRADE_USER_OTHER);
    }

    @Test
    void anotherUser_isReportedAgain_byAProcessThatHasJustStarted() {
        cloud.put(SalesforceUser.of("ann@acme.example", Secret.of("a password"), "Ann"));
        sessions.addConnection("mapped", jwtBearer(name -> "ann@acme.example"));
        ConnectionUpgrade.builder(sessions, "mapped", cloud.user(), oauth())
                .build()
                .run();

        try (SessionManager restarted = SessionManager.builder()
                .clock(clock)
                .store(store, cipher)
                .connection("mapped", jwtBearer(name -> "ann@acme.example"))
                .build()) {
            UpgradeResult result = ConnectionUpgrade.builder(restarted, "mapped", cloud.user(), oauth())
                    .build()
                    .run();

            assertThat(result).isInstanceOf(CredentialsNeeded.class);
            assertThat(entry(result, UpgradeStep.API_USER).problem()).contains(UpgradeProblem.UPGRADE_USER_OTHER);
        }
    }

    @Test
    void anotherOrg_stopsbeforeTheSwitch() {
        try (FakeSalesforce sandbox =
                FakeSalesforce.builder().clock(clock).orgId("00Dxx0000002gPL").start()) {
            sessions.addConnection(
                    "sandbox",
                    ClientCredentialsTokenProvider.builder(
                                    sandbox.org(),
                                    sandbox.clientId(),
                                    ClientAuthentication.secret(sandbox.clientSecret()))
                            .clock(clock)
                            .build());

            UpgradeResult result = ConnectionUpgrade.builder(sessions, "sandbox", User.integration(), oauth())
                    .build()
                    .run();

            assertThat(result).isInstanceOf(Stopped.class);
            assertThat(entry(result, UpgradeStep.SESSION).problem()).contains(UpgradeProblem.UPGRADE_TENANT_OTHER);
            assertThat(ActiveLogin.of(sessions, "sandbox")).isEqualTo(ActiveLogin.OLD);
        }
    }
}
