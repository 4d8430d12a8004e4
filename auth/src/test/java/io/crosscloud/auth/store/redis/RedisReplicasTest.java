package io.crosscloud.auth.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.DatabaseProblem;
import io.crosscloud.auth.store.TestFleet;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.StoreException;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.SessionRecord.History;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/** What a claim and a commit promise that replicas must have, while these answer and while they do not. */
@Tag("once")
class RedisReplicasTest {
    private static final Duration LEASE = Duration.ofSeconds(20);
    private static final Duration WITHIN = Duration.ofSeconds(1);

    private final TestRedis primary = TestRedis.started();
    private final TestRedis replica = TestRedis.started();
    private final long replicasPid = replica.pid();
    private final RedisClient client = primary.client(4);
    private final RedisTokenStore store =
            RedisTokenStore.builder(client).replicas(1, WITHIN).build();

    @BeforeEach
    void follow() {
        replica.follow(primary);
    }

    @AfterEach
    void close() throws Exception {
        signal("CONT");
        store.close();
        client.close();
        primary.stop();
        replica.stop();
    }

    @Test
    @Tag("S10")
    void failOverToTheReplica_losesNoRotation() {
        try (TestFleet fleet = new TestFleet()) {
            SessionManager first = fleet.host(store);
            fleet.begin(first, "marta");
            for (int round = 1; round <= 5; round++) {
                fleet.expire();
                fleet.use(first, "marta");
            }
            primary.stop();
            replica.promote();
            try (RedisClient survivor = replica.client(4);
                    RedisTokenStore promoted = RedisTokenStore.create(survivor)) {
                fleet.expire();
                fleet.use(fleet.host(promoted), "marta");
            }
            assertThat(fleet.requests()).isEqualTo(6);
        } finally {
            primary.start();
        }
    }

    @Test
    void claimThatTheReplicaDoesNotHave_isRefusedAndGivenBack() throws Exception {
        assertThat(store.commit("key", 0, session("one"))).isTrue();
        signal("STOP");
        assertThatThrownBy(() -> store.claim("key", 1, "a", LEASE))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("on 0 of 1 replicas within PT1S; nothing is sent");
        assertThat(store.find("key").map(row -> row.withHistory(History.NONE)))
                .contains(new SessionRecord("key", 1, session("one"), null, null, null, null));

        signal("CONT");
        assertThat(store.claim("key", 1, "b", LEASE))
                .isInstanceOfSatisfying(
                        Claim.Granted.class, claim -> assertThat(claim.probe()).isFalse());
    }

    @Test
    void claimThatIsRefusedSo_leavesAnEarlierAttemptInDoubt() throws Exception {
        store.claim("key", 0, "a", LEASE);
        store.release("key", 0, "a", Release.inDoubt());
        signal("STOP");
        assertThatThrownBy(() -> store.claim("key", 0, "b", LEASE)).isInstanceOf(StoreException.class);
        SessionRecord row = store.find("key").orElseThrow();
        assertThat(row.lease()).isNull();
        assertThat(row.attemptedAt()).isNotNull();
    }

    @Test
    void refusalsOfOtherKinds_doNotDependOnTheReplica() throws Exception {
        store.claim("key", 0, "a", LEASE);
        signal("STOP");
        assertThat(store.claim("key", 0, "b", LEASE)).isInstanceOf(Claim.Busy.class);
        assertThat(store.claim("key", 7, "b", LEASE)).isInstanceOf(Claim.Changed.class);
        assertThat(store.commit("key", 7, session("no"))).isFalse();
    }

    @Test
    void commitThatTheReplicaDoesNotHave_failsUntilItHasIt() throws Exception {
        store.claim("key", 0, "a", LEASE);
        signal("STOP");
        assertThatACommitFails("first");
        assertThatCommitsFailUntilTheReplicaHas("first");
    }

    @Test
    @Tag("S10")
    void commitWhoseAnswerIsLost_failsToo_untilTheReplicaHasIt() throws Exception {
        store.claim("key", 0, "a", LEASE);
        store.commit("other", 0, session("so that the server knows the script"));
        signal("STOP");
        try (RedisClient impatient = primary.impatientClient(WITHIN);
                RedisTokenStore cutOff = RedisTokenStore.builder(impatient)
                        .replicas(1, WITHIN.multipliedBy(20))
                        .build()) {
            assertThatThrownBy(() -> cutOff.commit("key", 0, session("first")))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("no connection");
        }
        assertThat(store.find("key").orElseThrow().session()).isEqualTo(session("first"));

        assertThatCommitsFailUntilTheReplicaHas("first");
    }

    @Test
    @Tag("S10")
    void rotationThatTheReplicaDoesNotHaveYet_isServedAndStoredLater() {
        try (TestFleet fleet = new TestFleet()) {
            SessionManager host = fleet.host(store);
            fleet.begin(host, "marta");
            fleet.expire();
            fleet.whenRotated(() -> signal("STOP"));
            fleet.use(host, "marta");
            assertThat(fleet.events()).hasAtLeastOneElementOfType(AuthEvent.CommitDelayed.class);

            signal("CONT");
            fleet.expire();
            fleet.use(host, "marta");
            assertThat(fleet.requests()).isEqualTo(2);
        }
    }

    private void assertThatACommitFails(String payload) {
        assertThatThrownBy(() -> store.commit("key", 0, session(payload)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the primary has it, and a fail-over could lose it");
    }

    /** Tries again with what was sealed anew, while the replica stands still and when it goes on. */
    private void assertThatCommitsFailUntilTheReplicaHas(String payload) throws Exception {
        assertThatACommitFails("second");
        signal("CONT");
        assertThat(store.commit("key", 0, session("third"))).isFalse();
        assertThatTheReplicaHas(payload);
    }

    private void assertThatTheReplicaHas(String payload) {
        primary.stop();
        replica.promote();
        try (RedisClient survivor = replica.client(2);
                RedisTokenStore promoted = RedisTokenStore.create(survivor)) {
            assertThat(promoted.find("key").map(row -> row.withHistory(History.NONE)))
                    .contains(new SessionRecord("key", 1, session(payload), null, null, null, null));
        } finally {
            primary.start();
        }
    }

    @Test
    void commitThatWasOvertakenMeanwhile_isNotOursAnyMore() throws Exception {
        store.claim("key", 0, "a", LEASE);
        signal("STOP");
        assertThatThrownBy(() -> store.commit("key", 0, session("ours"))).isInstanceOf(StoreException.class);
        signal("CONT");
        try (RedisTokenStore other = RedisTokenStore.create(client)) {
            assertThat(other.commit("key", 1, session("newer"))).isTrue();
        }
        assertThat(store.commit("key", 0, session("ours"))).isFalse();
        assertThat(store.find("key").orElseThrow().session()).isEqualTo(session("newer"));
    }

    @Test
    void serverThatCannotTellWhatIsOnItsDisk_isRefusedBeforeAnythingIsWritten() {
        RedisTokenStore durable =
                RedisTokenStore.builder(client).onDisk(0, WITHIN).build();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> durable.claim("key", 0, "a", LEASE))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("Redis 7.2")
                    .extracting(e -> ((AuthException) e).problem())
                    .isEqualTo(DatabaseProblem.STORE_CANNOT_CONFIRM);
        }
        assertThat(store.find("key")).isEmpty();
    }

    @Test
    void settingsOutOfRange_areRefused() {
        RedisTokenStore.Builder builder = RedisTokenStore.builder(client);
        assertThatThrownBy(() -> builder.replicas(0, WITHIN)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> builder.replicas(101, WITHIN)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> builder.onDisk(-1, WITHIN)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> builder.replicas(1, Duration.ZERO)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> builder.onDisk(1, Duration.ofMinutes(2))).isInstanceOf(ConfigurationException.class);
    }

    /** Stops the replica's process, or lets it go on. */
    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(replicasPid)).start();
            assertThat(kill.waitFor()).isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SealedSession session(String payload) {
        return new SealedSession(payload, 1, null);
    }
}
