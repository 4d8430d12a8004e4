package io.crosscloud.auth.upgrade;

import static io.crosscloud.auth.upgrade.Upgrades.CONNECTION;
import static io.crosscloud.auth.upgrade.Upgrades.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.upgrade.UpgradeReport.Outcome;
import io.crosscloud.auth.upgrade.UpgradeResult.CredentialsNeeded;
import io.crosscloud.auth.upgrade.UpgradeResult.Done;
import io.crosscloud.auth.upgrade.UpgradeResult.Stopped;
import io.crosscloud.auth.upgrade.UpgradeResult.Unconfirmed;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.User;
import io.crosscloud.testkit.EngagementUser;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.InstalledPackage;
import io.crosscloud.testkit.Phase;
import io.crosscloud.testkit.RecordedRequest;
import io.crosscloud.testkit.Route;
import io.crosscloud.token.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each check of the new login, provoked. */
class AfterTheMoveTest {
    private static final BusinessUnit TOP = BusinessUnit.of(7281698);
    private static final BusinessUnit CHILD = BusinessUnit.of(7294703);
    private static final ClientId NARROW = ClientId.of("narrow");
    private static final Secret SECRET = Secret.of("secret of the narrow package");

    private final Upgrades upgrades = new Upgrades(
            tenant -> tenant.businessUnit(TOP, "Acme")
                    .businessUnit(CHILD, "Acme Europe")
                    .user(EngagementUser.of("api.user@acme.example", Secret.of("a long password")))
                    .user(EngagementUser.of("other.user@acme.example", Secret.of("another password")))
                    .installedPackage(
                            InstalledPackage.serverToServer(NARROW, SECRET).withBusinessUnits(TOP)),
            LastingStore::new);

    @AfterEach
    void close() {
        upgrades.close();
    }

    private SessionManager clientCredentials(ClientId clientId, Secret secret) {
        return upgrades.host(ClientCredentialsTokenProvider.builder(
                        upgrades.cloud.tenant(), clientId, ClientAuthentication.secret(secret))
                .clock(upgrades.clock)
                .build());
    }

    @Test
    void anotherApiUser_isReportedByTheType_andTheNewLoginStaysActive() {
        SessionManager mapped = upgrades.host(JwtBearerTokenProvider.builder(
                        upgrades.cloud.tenant(),
                        upgrades.cloud.clientId(),
                        SigningKey.fromPem(upgrades.cloud.signingKeyPem()))
                .subject(user -> "other.user@acme.example")
                .clock(upgrades.clock)
                .build());

        UpgradeResult result = upgrades.upgrade(mapped).build().run();

        assertThat(result).isInstanceOf(CredentialsNeeded.class);
        assertThat(entry(result, UpgradeStep.API_USER).problem()).contains(UpgradeProblem.UPGRADE_USER_OTHER);
        assertThat(result.report().active()).isEqualTo(ActiveLogin.NEW);

        upgrades.credential = LegacyCredential.of("other.user@acme.example", Secret.of("another password"));
        assertThat(upgrades.upgrade(mapped).build().run()).isInstanceOf(Done.class);
    }

    /** Else the wrong user would pass whenever the server is short of breath. */
    @ParameterizedTest
    @ValueSource(ints = {401, 429, 503, 200})
    void userThatTheServerDoesNotTell_isUnconfirmed(int status) {
        userInfo(answer(status, "text/html", "<p>later</p>"));

        UpgradeResult result = upgrades.upgrade().build().run();

        assertThat(entry(result, UpgradeStep.API_USER).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result).isInstanceOf(Unconfirmed.class);
    }

    @Test
    void userThatTheScopesDoNotReach_isNotCompared() {
        userInfo(answer(403, "application/json", "{\"message\":\"insufficient scope\"}"));

        UpgradeResult result = upgrades.upgrade().build().run();

        assertThat(entry(result, UpgradeStep.API_USER).outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(result).isInstanceOf(Done.class);
    }

    private void userInfo(Fault fault) {
        upgrades.cloud
                .faults()
                .next()
                .always()
                .decide(request -> request.path().endsWith("/v2/userinfo") ? Optional.of(fault) : Optional.empty());
    }

    @Test
    void oneBusinessUnit_isComparedToo() {
        try (Upgrades one = new Upgrades(tenant -> tenant.businessUnit(TOP, "Acme"), LastingStore::new)) {
            UpgradeResult result = one.upgrade().build().run();

            assertThat(entry(result, UpgradeStep.UNITS_BEFORE).seen()).startsWith("1 active");
            assertThat(entry(result, UpgradeStep.BUSINESS_UNITS).outcome()).isEqualTo(Outcome.PASSED);
        }
    }

    @Test
    void newLoginThatIsRefusedAfterwards_isNoReasonToAskForTheOldCredential() {
        upgrades.upgrade().build().run();
        upgrades.clock.advance(Duration.ofHours(1));
        upgrades.cloud
                .faults()
                .next(Route.TOKEN)
                .always()
                .fail(answer(
                        401,
                        "application/json",
                        "{\"error\":\"invalid_client\",\"error_description\":\"Client authentication failed.\"}"));

        UpgradeResult result = upgrades.upgrade().build().run();

        assertThat(entry(result, UpgradeStep.API_USER).problem()).contains(ServerProblem.ENGAGEMENT_CLIENT);
        assertThat(result).isInstanceOf(Unconfirmed.class);
    }

    @Test
    void oldCredentialThatIsRefusedAfterwards_isAskedFor() {
        upgrades.upgrade().build().run();
        upgrades.passwordIs("forgotten");

        UpgradeResult result = upgrades.upgrade().build().run();

        assertThat(entry(result, UpgradeStep.API_USER).problem()).contains(UpgradeProblem.LEGACY_PASSWORD);
        assertThat(result).isInstanceOf(CredentialsNeeded.class);
    }

    @Test
    void missingBusinessUnits_areListed_canBeAdded_andAreConfirmedThen() {
        SessionManager narrow = clientCredentials(NARROW, SECRET);
        ConnectionUpgrade upgrade = upgrades.upgrade(narrow, User.integration(), upgrades.password())
                .build();

        UpgradeResult result = upgrade.run();

        assertThat(result)
                .isInstanceOfSatisfying(
                        Unconfirmed.class,
                        unconfirmed ->
                                assertThat(unconfirmed.report().missingUnits()).containsExactly(CHILD));
        assertThat(entry(result, UpgradeStep.BUSINESS_UNITS).remedy().orElseThrow())
                .contains("Installed Packages");
        assertThat(ActiveLogin.of(narrow, CONNECTION)).isEqualTo(ActiveLogin.NEW);

        upgrades.cloud.enable(NARROW, CHILD);

        UpgradeResult again = upgrade.run();
        assertThat(again).isInstanceOf(Done.class);
        assertThat(entry(again, UpgradeStep.BUSINESS_UNITS).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void missingBusinessUnits_areNotFinished_andCanBeRolledBackInstead() {
        SessionManager narrow = clientCredentials(NARROW, SECRET);
        ConnectionUpgrade upgrade = upgrades.upgrade(narrow, User.integration(), upgrades.password())
                .build();
        upgrade.run();

        UpgradeResult finished = upgrade.finish();
        assertThat(finished).isInstanceOf(Stopped.class);
        assertThat(entry(finished, UpgradeStep.BUSINESS_UNITS).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(upgrade.rollback()).isInstanceOf(Done.class);
        upgrades.assertOldLoginActive();
    }

    @Test
    void clientCredentials_speakForNoApiUser() {
        UpgradeResult result = upgrades.upgrade(
                        clientCredentials(upgrades.cloud.clientId(), upgrades.cloud.clientSecret()),
                        User.integration(),
                        upgrades.password())
                .build()
                .run();

        assertThat(result).isInstanceOf(Done.class);
        assertThat(entry(result, UpgradeStep.API_USER).seen()).contains("act as the package");
    }

    @Test
    void otherAccounts_areConfirmedByATriggeredSend() {
        UpgradeResult result = upgrades.upgrade()
                .enterprise2(false)
                .testSend(upgrades.cloud.triggeredSendKey(), "test@acme.example", "test-1")
                .build()
                .run();

        assertThat(result).isInstanceOf(Done.class);
        assertThat(entry(result, UpgradeStep.BUSINESS_UNITS).outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(entry(result, UpgradeStep.TRIGGERED_SEND).seen()).contains("Queued");
        assertThat(upgrades.cloud.journal().requests().stream()
                        .filter(request -> request.path().contains("messageDefinitionSends")))
                .hasSize(1);
    }

    @Test
    void otherAccountsWithoutATestSend_areToldWhatToGive() {
        UpgradeResult result = upgrades.upgrade().enterprise2(false).build().run();

        assertThat(entry(result, UpgradeStep.TRIGGERED_SEND).outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(result.report().toText())
                .contains(
                        "not checked, and nothing else shows that this account still sends",
                        "testSend(definitionKey, ");
    }

    @Test
    void triggeredSendThatComesToNothing_isAFailure_thoughItsStatusIs202() {
        UpgradeResult result = upgrades.upgrade()
                .testSend(upgrades.cloud.triggeredSendKey(), "no address", "test-1")
                .build()
                .run();

        assertThat(result).isInstanceOf(Unconfirmed.class);
        assertThat(entry(result, UpgradeStep.TRIGGERED_SEND).problem()).contains(UpgradeProblem.UPGRADE_TEST_SEND);
        assertThat(entry(result, UpgradeStep.TRIGGERED_SEND).seen()).contains("202", "InvalidOrMissingToAddress");
    }

    @Test
    void unknownDefinition_isAFailure() {
        UpgradeResult result = upgrades.upgrade()
                .testSend("no such key & more", "test@acme.example", "test-1")
                .build()
                .run();

        assertThat(entry(result, UpgradeStep.TRIGGERED_SEND).seen()).contains("404");
        assertThat(upgrades.cloud.journal().requests().stream().map(RecordedRequest::path))
                .anyMatch(path -> path.contains("no such key & more") || path.contains("no%20such%20key%20%26%20more"));
    }

    @Test
    void apiThatFailsAfterwards_isUnconfirmed_andRunningAgainConfirms() {
        upgrades.cloud.faults().next(Route.SOAP).nth(4).fail(Fault.drop());

        UpgradeResult result = upgrades.upgrade().build().run();

        assertThat(result).isInstanceOf(Unconfirmed.class);
        assertThat(entry(result, UpgradeStep.BUSINESS_UNITS).problem()).contains(ServerProblem.OUTCOME_UNKNOWN);
        assertThat(upgrades.upgrade().build().run()).isInstanceOf(Done.class);
    }

    /** Each answer repeats the token that it was sent, while the session has lost that one. */
    @Test
    void tokenThatAnAnswerRepeats_isInNoReport() {
        AtomicReference<String> sent = new AtomicReference<>("");
        upgrades.cloud.faults().next(Route.SOAP).nth(4).decide(request -> {
            sent.set(tokenAtHand());
            upgrades.clock.advance(Duration.ofHours(1));
            return Optional.of(answer(500, "text/xml", """
                    <Envelope><Body><Fault><faultcode>x</faultcode><faultstring>no such token: %s</faultstring></Fault>\
                    </Body></Envelope>""".formatted(sent.get())));
        });
        upgrades.cloud
                .faults()
                .next(Route.REST)
                .always()
                .decide(request -> request.path().contains("messageDefinitionSends")
                        ? Optional.of(answer(400, "application/json", "{\"message\":\"%s\"}".formatted(tokenAtHand())))
                        : Optional.empty());

        UpgradeResult result = upgrades.upgrade()
                .testSend(upgrades.cloud.triggeredSendKey(), "test@acme.example", "test-1")
                .build()
                .run();

        assertThat(entry(result, UpgradeStep.BUSINESS_UNITS).seen())
                .contains("no such token: [redacted]")
                .doesNotContain(sent.get());
        assertThat(entry(result, UpgradeStep.TRIGGERED_SEND).seen())
                .contains("[redacted]")
                .doesNotContain(tokenAtHand());
        assertThat(upgrades.cloud.faults().hookFailures()).isEmpty();
    }

    private String tokenAtHand() {
        return upgrades.sessions
                .session(CONNECTION, upgrades.cloud.user())
                .accessToken()
                .exposeSecret();
    }

    private static Fault answer(int status, String type, String body) {
        return new Fault.Answer(status, Map.of("Content-Type", type), body, Phase.ON_RECEIPT);
    }
}
