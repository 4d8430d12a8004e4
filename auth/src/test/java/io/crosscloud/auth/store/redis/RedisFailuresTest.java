package io.crosscloud.auth.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.crosscloud.auth.AtOnce;
import io.crosscloud.auth.HangingListener;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.DatabaseProblem;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.StoreException;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.SessionRecord.History;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.testkit.SecretLeakDetector;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;

class RedisFailuresTest {
    private static final String CANARY = "sealed-canary";
    private static final String ROW = "{crosscloud}:session:key";
    private static final Duration LEASE = Duration.ofSeconds(20);

    private static TestRedis redis;

    private final RedisClient hostA = redis.client(4);
    private final RedisClient hostB = redis.client(4);
    private final RedisTokenStore a = RedisTokenStore.create(hostA);
    private final RedisTokenStore b = RedisTokenStore.create(hostB);

    @BeforeAll
    static void start() {
        redis = TestRedis.started();
    }

    @AfterAll
    static void stop() {
        redis.stop();
    }

    @BeforeEach
    void emptyDatabase() {
        hostB.flushAll();
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
        hostA.close();
        hostB.close();
    }

    @Test
    @Tag("S8")
    void hostPausedBeyondItsLease_isNotOvertaken() {
        a.claim("key", 0, "a", LEASE);
        leaseEnded("key", Duration.ofSeconds(30));
        Claim claim = b.claim("key", 0, "b", LEASE);
        assertThat(claim).isInstanceOf(Claim.Busy.class);
        assertThat(((Claim.Busy) claim).retryIn()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(30));
        assertThat(a.claim("key", 0, "a", LEASE)).isInstanceOf(Claim.Busy.class);
        assertThat(a.commit("key", 0, session("from the paused host"))).isTrue();
        assertThat(b.claim("key", 1, "b", LEASE)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    @Tag("S5")
    void deadHost_isOvertakenAfterItsLease() {
        a.claim("key", 0, "a", LEASE);
        kill();
        assertThat(b.claim("key", 0, "b", LEASE)).isInstanceOf(Claim.Busy.class);
        leaseEnded("key", Duration.ofSeconds(1));
        assertThat(b.claim("key", 0, "b", LEASE))
                .isInstanceOfSatisfying(
                        Claim.Granted.class, claim -> assertThat(claim.probe()).isTrue());
    }

    @Test
    void hostPausedForTooLong_isOvertaken() {
        a.claim("key", 0, "a", LEASE);
        leaseEnded("key", Duration.ofSeconds(61));
        assertThat(b.claim("key", 0, "b", LEASE)).isInstanceOf(Claim.Granted.class);
        assertThat(a.commit("key", 0, session("too late, and still first"))).isTrue();
        assertThat(b.commit("key", 0, session("second"))).isFalse();
    }

    @Test
    void connectionThatHasTheIdOfABeacon_isNoBeacon() {
        a.claim("key", 0, "a", LEASE);
        String name = hostB.hget(ROW, "beacon");
        hostB.hset(ROW, "beacon", name.replaceAll("-.*-", "-crosscloud.000000000000000000000000-"));
        leaseEnded("key", Duration.ofSeconds(1));
        assertThat(b.claim("key", 0, "b", LEASE)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void anyNumberOfClaims_keepsOneConnectionOut() {
        List<String> keys = IntStream.range(0, 200).mapToObj(i -> "key-" + i).toList();
        assertThat(keys.parallelStream().map(key -> a.claim(key, 0, "a", LEASE)))
                .allSatisfy(claim -> assertThat(claim).isInstanceOf(Claim.Granted.class));
        assertThat(hostA.getPool().getNumActive()).isEqualTo(1);
        keys.forEach(key -> leaseEnded(key, Duration.ofSeconds(1)));
        assertThat(keys.stream().map(key -> b.claim(key, 0, "b", LEASE)))
                .allSatisfy(claim -> assertThat(claim).isInstanceOf(Claim.Busy.class));
        a.close();
        assertThat(hostA.getPool().getNumActive()).isZero();
        assertThat(b.claim("key-0", 0, "b", LEASE)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void beaconThatWentOut_isLitAgainByTheNextClaim() {
        a.claim("key", 0, "a", LEASE);
        kill();
        a.claim("other", 0, "a", LEASE);
        leaseEnded("other", Duration.ofSeconds(1));
        assertThat(b.claim("other", 0, "b", LEASE)).isInstanceOf(Claim.Busy.class);
        assertThat(hostA.getPool().getNumActive()).isEqualTo(1);
    }

    @Test
    void poolOfOneConnection_doesWithoutBeacon() {
        try (RedisClient client = redis.client(1);
                RedisTokenStore host = RedisTokenStore.create(client)) {
            assertThat(host.claim("key", 0, "a", LEASE)).isInstanceOf(Claim.Granted.class);
            assertThat(hostB.hexists(ROW, "beacon")).isFalse();
            assertThat(host.commit("key", 0, session("x"))).isTrue();
        }
    }

    @Test
    @Tag("S21")
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void userWhoMayNotAskForClients_doesWithoutBeacon_andTellsAListenerThatNeverReturns() throws Exception {
        addShyUser();
        HangingListener hanging = new HangingListener();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(RedisTokenStore.class);
        log.start();
        logger.addAppender(log);
        try (RedisClient client = redis.client(4, "shy");
                RedisTokenStore host =
                        RedisTokenStore.builder(client).listener(hanging).build()) {
            for (int generation = 0; generation < 3; generation++) {
                assertThat(host.claim("key", generation, "a", LEASE)).isInstanceOf(Claim.Granted.class);
                assertThat(hostB.hexists(ROW, "beacon")).isFalse();
                assertThat(host.commit("key", generation, session("x"))).isTrue();
            }
            assertThat(client.getPool().getNumActive()).isZero();
            assertThat(hanging.next()).isEqualTo(new AuthEvent.BeaconOff(DatabaseProblem.STORE_CLIENTS_HIDDEN));
        } finally {
            hanging.close();
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .contains("(NOPERM)", "leases alone protect a paused host");
    }

    private void addShyUser() {
        hostB.executeCommand(new CommandArguments(Command.ACL)
                .add("SETUSER")
                .add("shy")
                .add("on")
                .add("nopass")
                .add("~*")
                .add("+@all")
                .add("-client"));
    }

    @Test
    @Tag("S21")
    void storeWithoutAListener_tellsThoseOfItsManagers_andOneWithItsOwnTellsThatAlone() {
        addShyUser();
        AuthEvent off = new AuthEvent.BeaconOff(DatabaseProblem.STORE_CLIENTS_HIDDEN);
        List<AuthEvent> managers = new CopyOnWriteArrayList<>();
        List<AuthEvent> own = new CopyOnWriteArrayList<>();
        try (RedisClient client = redis.client(4, "shy");
                RedisTokenStore silent = RedisTokenStore.create(client);
                RedisTokenStore heard = RedisTokenStore.builder(client)
                        .listener(AtOnce.listener(own::add))
                        .build()) {
            useOnce(silent, managers);
            assertThat(managers).containsOnlyOnce(off);

            useOnce(silent, managers);
            assertThat(managers).filteredOn(off::equals).hasSize(2);

            useOnce(heard, managers);
            assertThat(managers).filteredOn(off::equals).hasSize(2);
            assertThat(own).containsExactly(off);
        }
    }

    /** Gets tokens for two users, one after the other, with a manager that has a listener. */
    private static void useOnce(RedisTokenStore store, List<AuthEvent> events) {
        try (SessionManager sessions = SessionManager.builder()
                .listener(AtOnce.listener(events::add))
                .store(store, TokenCipher.generated())
                .connection("c", request -> TokenGrant.of(token()))
                .build()) {
            sessions.session("c", User.of("a" + events.size())).accessToken();
            sessions.session("c", User.of("b" + events.size())).accessToken();
        }
    }

    private static AccessToken token() {
        return AccessToken.of(
                "token-" + SecretLeakDetector.MARK,
                ApiEndpoints.of(URI.create("https://a.my.salesforce.com")),
                Scopes.unspecified(),
                Instant.parse("2030-01-01T00:00:00Z"));
    }

    @Test
    @Tag("S21")
    void serverThatRestarts_keepsEverythingAndTakesHostsToLive() {
        Instant renewBefore = Instant.parse("2030-01-01T00:00:00.123456789Z");
        a.claim("key", 0, "a", LEASE);
        a.commit("key", 0, new SealedSession("kept", 3, renewBefore));
        a.claim("claimed", 0, "a", LEASE);
        redis.stop();
        assertUnavailable(() -> a.find("key"));
        assertUnavailable(() -> a.claim("key", 1, "a", LEASE));
        assertUnavailable(() -> a.commit("key", 1, session("lost")));
        assertUnavailable(() -> a.due(Instant.MAX, 1));
        redis.start();
        try (RedisClient client = redis.client(4);
                RedisTokenStore host = RedisTokenStore.create(client)) {
            assertKept(host, renewBefore);
            leaseEnded(client, "claimed", Duration.ofSeconds(30));
            assertThat(host.claim("claimed", 0, "b", LEASE)).isInstanceOf(Claim.Busy.class);
            leaseEnded(client, "claimed", Duration.ofSeconds(61));
            assertThat(host.claim("claimed", 0, "b", LEASE)).isInstanceOf(Claim.Granted.class);
        }
    }

    private static void assertKept(RedisTokenStore b, Instant renewBefore) {
        assertThat(b.find("key").map(row -> row.withHistory(History.NONE)))
                .contains(
                        new SessionRecord("key", 1, new SealedSession("kept", 3, renewBefore), null, null, null, null));
        assertThat(b.find("claimed").orElseThrow().attemptedAt()).isNotNull();
        assertThat(b.due(renewBefore, 10)).extracting(SessionRecord::key).containsExactly("key");
        assertThat(b.due(renewBefore.minusNanos(1), 10)).isEmpty();
        assertThat(b.claim("key", 1, "b", LEASE)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void replica_isRefused() {
        hostB.executeCommand(
                new CommandArguments(Command.REPLICAOF).add("127.0.0.1").add("1"));
        try {
            assertThatThrownBy(() -> a.commit("key", 0, session(CANARY)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("read-only replica");
        } finally {
            hostB.executeCommand(
                    new CommandArguments(Command.REPLICAOF).add("NO").add("ONE"));
        }
    }

    @Test
    void serverThatIsFull_refusesClaimsAndTakesCommits() {
        a.claim("key", 0, "a", LEASE);
        hostB.configSet("maxmemory", "1");
        try {
            assertThat(a.commit("key", 0, session(CANARY))).isTrue();
            assertThatThrownBy(() -> a.claim("key", 1, "a", LEASE))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Redis OOM, out of memory")
                    .hasMessageNotContaining(CANARY)
                    .hasNoCause();
        } finally {
            hostB.configSet("maxmemory", "0");
        }
    }

    @Test
    void rowOfAnotherKind_isUnavailable() {
        hostB.set(ROW, CANARY);
        assertThatThrownBy(() -> a.find("key"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Redis WRONGTYPE")
                .hasMessageNotContaining(CANARY);
    }

    @Test
    void serverThatIsNotThere_isSaidByWhatHasHappened() {
        try (RedisClient nowhere = RedisClient.create("127.0.0.1", 1);
                RedisTokenStore store = RedisTokenStore.create(nowhere)) {
            assertThatThrownBy(() -> store.find("key"))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Redis JedisConnectionException (ConnectException), no connection");
        }
    }

    @Test
    @Tag("S11")
    @Tag("S21")
    void everyKey_sharesOneSlotAndLivesForever() {
        a.commit("key", 0, new SealedSession("x", 1, Instant.EPOCH));
        assertThat(hostB.keys("*")).hasSize(2).allSatisfy(key -> {
            assertThat(key).startsWith("{crosscloud}:");
            assertThat(hostB.ttl(key)).isEqualTo(-1);
        });
    }

    @Test
    void otherPrefix_isAnotherStore() {
        RedisTokenStore other = RedisTokenStore.builder(hostA).prefix("{b}").build();
        assertThat(other.commit("key", 0, session("x"))).isTrue();
        assertThat(a.find("key")).isEmpty();
        assertThat(hostB.keys("*")).containsExactly("{b}:session:key");
    }

    @Test
    void settingsOutOfRange_areRefused() {
        RedisTokenStore.Builder builder = RedisTokenStore.builder(hostA);
        assertThatThrownBy(() -> builder.prefix("")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> builder.prefix("a b")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> builder.maxPause(Duration.ofDays(2))).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> builder.maxPause(Duration.ofMillis(-1))).isInstanceOf(ConfigurationException.class);
    }

    private static void assertUnavailable(ThrowingCallable verb) {
        assertThatThrownBy(verb)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no connection")
                .hasNoCause()
                .extracting(e -> ((AuthException) e).problem())
                .isEqualTo(StoreProblem.STORE_UNAVAILABLE);
    }

    private void leaseEnded(String key, Duration ago) {
        leaseEnded(hostB, key, ago);
    }

    private static void leaseEnded(RedisClient client, String key, Duration ago) {
        List<?> time = (List<?>) client.eval("return redis.call('TIME')");
        long now = Long.parseLong((String) time.get(0)) * 1000 + Long.parseLong((String) time.get(1)) / 1000;
        client.hset("{crosscloud}:session:" + key, "leaseUntil", Long.toString(now - ago.toMillis()));
    }

    /** As the operating system does with the connections of a process that it ends. */
    private void kill() {
        String beacon = hostB.hget(ROW, "beacon");
        hostB.executeCommand(new CommandArguments(Command.CLIENT)
                .add("KILL")
                .add("ID")
                .add(beacon.substring(0, beacon.indexOf('-'))));
    }

    private static SealedSession session(String payload) {
        return new SealedSession(payload, 1, null);
    }
}
