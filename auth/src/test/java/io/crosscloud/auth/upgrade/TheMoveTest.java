package io.crosscloud.auth.upgrade;

import static io.crosscloud.auth.upgrade.Upgrades.CONNECTION;
import static io.crosscloud.auth.upgrade.Upgrades.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.upgrade.UpgradeResult.Done;
import io.crosscloud.auth.upgrade.UpgradeResult.MovedByAnother;
import io.crosscloud.auth.upgrade.UpgradeResult.Stopped;
import io.crosscloud.auth.upgrade.UpgradeResult.Unconfirmed;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.StoreException;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.Route;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TheMoveTest {
    /** A store whose upgrade state fails as told; its sessions do not. */
    private static final class FailingState extends LastingStore {
        volatile boolean find;
        volatile boolean commit;
        volatile boolean answerOfCommit;
        /** Runs once, right before the next commit of the state. */
        volatile Runnable beforeCommit = () -> {};

        FailingState(TokenStore inner) {
            super(inner);
        }

        private static void fail(String key, boolean failing) {
            if (failing && key.startsWith("~upgrade/")) {
                throw AuthFailure.of(StoreProblem.STORE_UNAVAILABLE).toException();
            }
        }

        @Override
        public Optional<SessionRecord> find(String key) {
            fail(key, find);
            return super.find(key);
        }

        @Override
        public boolean commit(String key, long generation, SealedSession session) {
            fail(key, commit);
            if (key.startsWith("~upgrade/")) {
                Runnable first = beforeCommit;
                beforeCommit = () -> {};
                first.run();
            }
            boolean committed = super.commit(key, generation, session);
            fail(key, answerOfCommit);
            return committed;
        }
    }

    private final AtomicReference<FailingState> made = new AtomicReference<>();
    private final Upgrades upgrades = new Upgrades(UnaryOperator.identity(), inner -> {
        made.set(new FailingState(inner));
        return made.get();
    });
    private final FailingState store = made.get();

    @AfterEach
    void close() {
        upgrades.close();
    }

    @Test
    void newSession_isStoredBeforeTheSwitch() {
        SessionManager other = upgrades.host(upgrades.jwtBearer());
        upgrades.upgrade().build().run();
        int tokens = upgrades.cloud.journal().tokenRequests().size();

        other.session(CONNECTION, upgrades.cloud.user()).accessToken();

        assertThat(upgrades.cloud.journal().tokenRequests())
                .as("the other host takes the token from the store")
                .hasSize(tokens);
    }

    @Test
    void stateThatCannotBeRead_stopsBeforeAnythingIsAsked() {
        store.find = true;

        UpgradeResult result = upgrades.upgrade().build().run();

        assertThat(result).isInstanceOf(Stopped.class);
        assertThat(entry(result, UpgradeStep.ACTIVE_LOGIN).problem()).contains(StoreProblem.STORE_UNAVAILABLE);
        assertThat(upgrades.cloud.journal().requests()).isEmpty();
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> ActiveLogin.of(upgrades.sessions, CONNECTION));
        store.find = false;
        upgrades.assertOldLoginActive();
    }

    @Test
    void stateThatCannotBeWritten_leavesTheOldLoginActive() {
        store.commit = true;

        UpgradeResult result = upgrades.upgrade().build().run();

        assertThat(result).isInstanceOf(Stopped.class);
        assertThat(entry(result, UpgradeStep.ACTIVATION).problem()).contains(StoreProblem.STORE_UNAVAILABLE);
        store.commit = false;
        upgrades.assertOldLoginActive();
        assertThat(upgrades.upgrade().build().run()).isInstanceOf(Done.class);
    }

    @Test
    void stateWhoseAnswerIsLost_isReadAgain_andTheUpgradeGoesOn() {
        store.answerOfCommit = true;

        UpgradeResult result = upgrades.upgrade().build().run();

        assertThat(result).isInstanceOf(Done.class);
        assertThat(entry(result, UpgradeStep.BUSINESS_UNITS).outcome()).isEqualTo(UpgradeReport.Outcome.PASSED);
        assertThat(upgrades.upgrade().build().rollback()).isInstanceOf(Done.class);
        assertThat(upgrades.upgrade().build().run()).isInstanceOf(Done.class);
        assertThat(upgrades.upgrade().build().finish()).isInstanceOf(Done.class);
        assertThat(store.find("~upgrade/" + CONNECTION).orElseThrow().generation())
                .as("one commit each")
                .isEqualTo(4);
    }

    @Test
    void stateWhoseAnswerIsLost_andThatCannotBeReadAgain_stops_andRunningAgainGoesOn() {
        store.answerOfCommit = true;
        store.beforeCommit = () -> store.find = true;

        UpgradeResult result = upgrades.upgrade().build().run();

        assertThat(result).isInstanceOf(Stopped.class);
        assertThat(entry(result, UpgradeStep.ACTIVATION).problem()).contains(StoreProblem.STORE_UNAVAILABLE);
        store.find = false;
        assertThat(upgrades.upgrade().build().run()).isInstanceOf(Done.class);
    }

    @Test
    void sessionThatCannotBeObtained_leavesTheOldLoginActive() {
        upgrades.cloud.faults().next(Route.TOKEN).nth(2).fail(Fault.status(429));

        UpgradeResult result = upgrades.upgrade().build().run();

        assertThat(result).isInstanceOf(Stopped.class);
        assertThat(entry(result, UpgradeStep.SESSION).outcome()).isEqualTo(UpgradeReport.Outcome.FAILED);
        assertThat(result.report().entries())
                .extracting(UpgradeReport.Entry::step)
                .doesNotContain(UpgradeStep.ACTIVATION);
        upgrades.assertOldLoginActive();
    }

    /** Whatever request of the upgrade fails, and however: the old credential still logs in, and a login that works is active. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
    void requestThatFails_atAnyPoint_leavesALoginThatWorks(int nth) {
        upgrades.cloud.faults().next().nth(nth).fail(Fault.reset());

        AtomicInteger untilTheSwitch = new AtomicInteger(Integer.MAX_VALUE);

        UpgradeResult result = upgrades.upgrade()
                .testSend(upgrades.cloud.triggeredSendKey(), "test@acme.example", "test-1")
                .progress(entry -> {
                    if (entry.step() == UpgradeStep.ACTIVATION) {
                        untilTheSwitch.set(upgrades.cloud.journal().requests().size());
                    }
                })
                .build()
                .run();

        ActiveLogin active = ActiveLogin.of(upgrades.sessions, CONNECTION);
        assertThat(result.report().active()).isEqualTo(active);
        assertThat(result instanceof Stopped).isEqualTo(active == ActiveLogin.OLD);
        if (nth > untilTheSwitch.get() && !(result instanceof Unconfirmed)) {
            assertThat(result.report().entries())
                    .as("the HTTP client has repeated it by itself; a check that was not made confirms nothing")
                    .filteredOn(entry -> entry.step().phase() == UpgradeStep.Phase.AFTER)
                    .allMatch(entry -> entry.outcome() == UpgradeReport.Outcome.PASSED);
        }
        assertThat(upgrades.cloud.faults().unconsumed()).isEmpty();
        assertThat(upgrades.upgrade().build().rollback()).isInstanceOf(Done.class);
        upgrades.assertOldLoginActive();
        upgrades.clock.advance(Duration.ofHours(1));
        assertThat(upgrades.upgrade().build().run()).isInstanceOf(Done.class);
    }

    @Test
    void sharedApiHost_stopsbeforeTheSwitch() {
        ApiEndpoints shared = ApiEndpoints.of(URI.create("https://restapi.s4.exacttarget.com"));
        SessionManager host = upgrades.host(request ->
                TokenGrant.of(AccessToken.of("token", shared, Scopes.unspecified(), upgrades.clock.instant())));

        UpgradeResult result = upgrades.upgrade(host).build().run();

        assertThat(result).isInstanceOf(Stopped.class);
        assertThat(entry(result, UpgradeStep.SESSION).problem()).contains(UpgradeProblem.UPGRADE_ENDPOINT_SHARED);
        upgrades.assertOldLoginActive();
    }

    @Test
    void twoHostsAtOnce_makeOneUpgrade() throws Exception {
        SessionManager second = upgrades.host(upgrades.jwtBearer());
        CountDownLatch firstHasItsSession = new CountDownLatch(1);
        CountDownLatch secondIsDone = new CountDownLatch(1);
        CompletableFuture<UpgradeResult> first = CompletableFuture.supplyAsync(() -> upgrades.upgrade()
                .testSend(upgrades.cloud.triggeredSendKey(), "test@acme.example", "test-1")
                .progress(entry -> {
                    if (entry.step() == UpgradeStep.SESSION) {
                        firstHasItsSession.countDown();
                        await(secondIsDone);
                    }
                })
                .build()
                .run());
        firstHasItsSession.await();

        UpgradeResult ofSecond = upgrades.upgrade(second)
                .testSend(upgrades.cloud.triggeredSendKey(), "test@acme.example", "test-1")
                .build()
                .run();
        secondIsDone.countDown();

        assertThat(ofSecond).isInstanceOf(Done.class);
        assertThat(first.get()).isInstanceOf(MovedByAnother.class);
        assertThat(first.get().report().active()).isEqualTo(ActiveLogin.NEW);
        assertThat(upgrades.cloud.journal().requests().stream()
                        .filter(request -> request.path().contains("messageDefinitionSends")))
                .as("one host alone makes the checks afterwards")
                .hasSize(1);
        assertThat(store.find("~upgrade/" + CONNECTION).orElseThrow().generation())
                .as("one commit")
                .isEqualTo(1);
    }

    @Test
    void rollbackByAnotherHostInBetween_isNotOverwritten() {
        SessionManager second = upgrades.host(upgrades.jwtBearer());
        store.beforeCommit = () -> {
            upgrades.upgrade(second).build().run();
            upgrades.upgrade(second).build().rollback();
        };

        UpgradeResult result = upgrades.upgrade().build().run();

        assertThat(result).isInstanceOf(Stopped.class);
        assertThat(entry(result, UpgradeStep.ACTIVATION).problem()).contains(UpgradeProblem.UPGRADE_CONTENDED);
        upgrades.assertOldLoginActive();
    }

    @Test
    void stateOfAnOlderGeneration_putBack_doesNotOpen() {
        upgrades.upgrade().build().run();
        SealedSession moved = store.find("~upgrade/" + CONNECTION).orElseThrow().session();
        upgrades.upgrade().build().rollback();

        store.commit("~upgrade/" + CONNECTION, 2, Objects.requireNonNull(moved));

        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> ActiveLogin.of(upgrades.sessions, CONNECTION));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
