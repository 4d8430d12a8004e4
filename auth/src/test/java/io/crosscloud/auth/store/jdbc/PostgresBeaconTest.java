package io.crosscloud.auth.store.jdbc;

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
import io.crosscloud.error.StoreException;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.testkit.SecretLeakDetector;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Tag("once")
class PostgresBeaconTest {
    private static final String LIT = "select count(*) from pg_locks where locktype = 'advisory'";
    private static final Duration LEASE = Duration.ofSeconds(20);

    private final JdbcTokenStore a = JdbcTokenStore.create(TestPostgres.unpooled());
    private final JdbcTokenStore b = JdbcTokenStore.create(TestPostgres.unpooled());

    @BeforeEach
    void emptyTable() throws SQLException {
        a.createSchema();
        TestPostgres.execute("delete from crosscloud_session");
        TestPostgres.execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'");
    }

    @Test
    @Tag("S8")
    void hostPausedBeyondItsLease_isNotOvertaken() throws SQLException {
        a.claim("key", 0, "a", LEASE);
        leaseEnded(Duration.ofSeconds(30));
        Claim claim = b.claim("key", 0, "b", LEASE);
        assertThat(claim).isInstanceOf(Claim.Busy.class);
        assertThat(((Claim.Busy) claim).retryIn()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(30));
        assertThat(b.find("key").orElseThrow().lease()).isNull();

        assertThat(a.commit("key", 0, session("from the paused host"))).isTrue();
        assertThat(b.claim("key", 1, "b", LEASE)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void hostPausedBeyondItsLease_isNotOvertakenByItsOwnOtherThreads() throws SQLException {
        a.claim("key", 0, "a", LEASE);
        leaseEnded(Duration.ofSeconds(1));
        assertThat(a.claim("key", 0, "a", LEASE)).isInstanceOf(Claim.Busy.class);
    }

    @Test
    @Tag("S5")
    void deadHost_isOvertakenAfterItsLease() throws SQLException {
        a.claim("key", 0, "a", LEASE);
        kill();
        assertThat(b.claim("key", 0, "b", LEASE)).isInstanceOf(Claim.Busy.class);
        leaseEnded(Duration.ofSeconds(1));
        assertThat(b.claim("key", 0, "b", LEASE))
                .isInstanceOfSatisfying(
                        Claim.Granted.class, claim -> assertThat(claim.probe()).isTrue());
    }

    @Test
    @Tag("S9")
    void hostThatClaimedBeforeTheServerStarted_isTakenToLive() throws SQLException {
        a.claim("key", 0, "a", LEASE);
        kill();
        TestPostgres.execute("update crosscloud_session set beacon_server = beacon_server - interval '1 hour'");
        leaseEnded(Duration.ofSeconds(30));
        assertThat(b.claim("key", 0, "b", LEASE)).isInstanceOf(Claim.Busy.class);
        leaseEnded(Duration.ofSeconds(61));
        assertThat(b.claim("key", 0, "b", LEASE)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void hostPausedForTooLong_isOvertaken() throws SQLException {
        a.claim("key", 0, "a", LEASE);
        leaseEnded(Duration.ofSeconds(61));
        assertThat(b.claim("key", 0, "b", LEASE)).isInstanceOf(Claim.Granted.class);
        assertThat(a.commit("key", 0, session("too late, and still first"))).isTrue();
        assertThat(b.commit("key", 0, session("second"))).isFalse();
    }

    @Test
    void beacon_burnsWhileClaimsStandAndNoLonger() throws SQLException {
        assertThat(TestPostgres.number(LIT)).isZero();
        a.claim("committed", 0, "a", LEASE);
        a.claim("released", 0, "a", LEASE);
        a.claim("ended", 0, "a", LEASE);
        assertThat(TestPostgres.number(LIT)).isEqualTo(1);
        a.commit("committed", 0, session("one"));
        a.release("released", 0, "a", Release.inDoubt());
        assertThat(TestPostgres.number(LIT)).isEqualTo(1);
        a.end("ended", 0, Ending.REVOKED, "REVOKED");
        assertThat(TestPostgres.number(LIT)).isZero();
        assertThat(b.claim("released", 0, "b", LEASE)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void refusedClaims_lightNothing() throws SQLException {
        b.claim("key", 0, "b", LEASE);
        assertThat(a.claim("key", 0, "a", LEASE)).isInstanceOf(Claim.Busy.class);
        assertThat(a.claim("key", 5, "a", LEASE)).isInstanceOf(Claim.Changed.class);
        assertThat(TestPostgres.number(LIT)).isEqualTo(1);
    }

    @Test
    void anyNumberOfClaims_keepsOneConnectionOut() throws SQLException {
        JdbcConnectionPool pool = TestPostgres.pool(3);
        JdbcTokenStore host = JdbcTokenStore.create(pool);
        List<String> keys = IntStream.range(0, 200).mapToObj(i -> "key-" + i).toList();
        assertThat(keys.parallelStream().map(key -> host.claim(key, 0, "a", LEASE)))
                .allSatisfy(claim -> assertThat(claim).isInstanceOf(Claim.Granted.class));
        assertThat(pool.getActiveConnections()).isEqualTo(1);
        assertThat(TestPostgres.number(LIT)).isEqualTo(1);
        leaseEnded(Duration.ofSeconds(1));
        assertThat(keys.stream().map(key -> b.claim(key, 0, "b", LEASE)))
                .allSatisfy(claim -> assertThat(claim).isInstanceOf(Claim.Busy.class));
        assertThat(keys.parallelStream().map(key -> host.commit(key, 0, session(key))))
                .containsOnly(true);
        assertThat(pool.getActiveConnections()).isZero();
        assertThat(TestPostgres.number(LIT)).isZero();
        pool.dispose();
    }

    @Test
    void manyThreadsThatClaimAndCommit_leaveNothingBehind() throws SQLException {
        JdbcConnectionPool pool = TestPostgres.pool(4);
        JdbcTokenStore host = JdbcTokenStore.create(pool);
        IntStream.range(0, 400).parallel().forEach(i -> {
            String key = "key-" + i % 16;
            long generation = host.find(key).map(row -> row.generation()).orElse(0L);
            if (host.claim(key, generation, "a", LEASE) instanceof Claim.Granted) {
                assertThat(lit()).isPositive();
                assertThat(host.commit(key, generation, session("x"))).isTrue();
            }
        });
        assertThat(pool.getActiveConnections()).isZero();
        assertThat(TestPostgres.number(LIT)).isZero();
        pool.dispose();
    }

    @Test
    void poolOfOneConnection_isEnoughForOneRotation() {
        JdbcConnectionPool pool = TestPostgres.pool(1);
        JdbcTokenStore host = JdbcTokenStore.create(pool);
        for (int generation = 0; generation < 5; generation++) {
            assertThat(host.claim("key", generation, "a", LEASE)).isInstanceOf(Claim.Granted.class);
            assertThat(pool.getActiveConnections()).isEqualTo(1);
            assertThat(host.commit("key", generation, session("x"))).isTrue();
            assertThat(pool.getActiveConnections()).isZero();
        }
        pool.dispose();
    }

    @Test
    void beaconThatWentOut_isLitAgainByTheNextClaim() throws SQLException {
        a.claim("first", 0, "a", LEASE);
        kill();
        assertThat(TestPostgres.number(LIT)).isZero();
        a.claim("second", 0, "a", LEASE);
        assertThat(TestPostgres.number(LIT)).isEqualTo(1);
        leaseEnded(Duration.ofSeconds(1));
        assertThat(b.claim("first", 0, "b", LEASE)).isInstanceOf(Claim.Busy.class);
        assertThat(a.commit("first", 0, session("x"))).isTrue();
        assertThat(a.commit("second", 0, session("x"))).isTrue();
        assertThat(TestPostgres.number(LIT)).isZero();
    }

    @Test
    void commitOverTheDeadConnectionOfTheBeacon_takesAnother() throws SQLException {
        a.claim("key", 0, "a", LEASE);
        kill();
        assertThat(a.commit("key", 0, session("rotated"))).isTrue();
        assertThat(b.find("key").orElseThrow().generation()).isEqualTo(1);
    }

    @Test
    @Tag("S8")
    void hostWhoseCommitTheDatabaseRefused_isNotOvertaken() throws SQLException {
        a.claim("key", 0, "a", LEASE);
        TestPostgres.execute("alter table crosscloud_session rename to crosscloud_gone");
        try {
            assertThatThrownBy(() -> a.commit("key", 0, session("owed"))).isInstanceOf(StoreException.class);
        } finally {
            TestPostgres.execute("alter table crosscloud_gone rename to crosscloud_session");
        }
        leaseEnded(Duration.ofSeconds(1));

        assertThat(b.claim("key", 0, "b", LEASE)).isInstanceOf(Claim.Busy.class);
        assertThat(a.commit("key", 0, session("owed"))).isTrue();
        assertThat(TestPostgres.number(LIT)).isZero();
    }

    @Test
    void sharedTokenThatTheDatabaseRefused_keepsNoBeaconBurning() throws SQLException {
        try (SessionManager host = SessionManager.builder()
                .store(a, TokenCipher.generated())
                .connection("own", request -> {
                    execute("alter table crosscloud_session rename to crosscloud_gone"); // after the claim
                    return TokenGrant.of(AccessToken.of(
                            "at-CANARY-1",
                            ApiEndpoints.of(URI.create("https://acme.my.salesforce.com")),
                            Scopes.unspecified(),
                            Instant.now()));
                })
                .build()) {
            host.session("own", User.of("marta")).accessToken();
        } finally {
            execute("alter table crosscloud_gone rename to crosscloud_session");
        }

        assertThat(TestPostgres.number(LIT)).isZero();
    }

    private static void execute(String sql) {
        try {
            TestPostgres.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void commitOfOneClaim_leavesTheBeaconToAnotherThatIsStillCommitting() throws Exception {
        CountDownLatch committing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        JdbcTokenStore host = JdbcTokenStore.create(slowToLend("slow", committing, goOn));
        host.claim("slow", 0, "a", LEASE);
        host.claim("fast", 0, "a", LEASE);
        AtomicBoolean committed = new AtomicBoolean();
        Thread slow = new Thread(() -> committed.set(host.commit("slow", 0, session("slow"))), "slow");
        slow.start();
        committing.await();

        assertThat(host.commit("fast", 0, session("fast"))).isTrue();
        assertThat(TestPostgres.number(LIT)).isEqualTo(1);

        goOn.countDown();
        slow.join();
        assertThat(committed).isTrue();
        assertThat(TestPostgres.number(LIT)).isZero();
    }

    @Test
    void claimThatAnotherCommitHasOvertaken_keepsNoBeaconBurning() throws SQLException {
        a.claim("key", 0, "a", LEASE);
        b.commit("key", 0, session("a login"));

        assertThat(a.commit("key", 1, session("a login here"))).isTrue();

        assertThat(TestPostgres.number(LIT)).isZero();
    }

    /** Connections that a thread of this name has to wait for. */
    private static DataSource slowToLend(String thread, CountDownLatch waiting, CountDownLatch goOn) {
        DataSource real = TestPostgres.unpooled();
        return proxy(DataSource.class, (proxy, method, args) -> {
            if (Thread.currentThread().getName().equals(thread)) {
                waiting.countDown();
                goOn.await();
            }
            return real.getConnection();
        });
    }

    @Test
    void withoutMaxPause_leasesAloneCount() throws SQLException {
        JdbcTokenStore host = JdbcTokenStore.builder(TestPostgres.unpooled())
                .maxPause(Duration.ZERO)
                .build();
        host.claim("key", 0, "a", LEASE);
        assertThat(TestPostgres.number(LIT)).isZero();
        leaseEnded(Duration.ofSeconds(1));
        assertThat(b.claim("key", 0, "b", LEASE)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    @Tag("S20")
    void poolerThatSharesSessions_isNoticedOnceAndLeasesAloneCount() throws SQLException {
        List<AuthEvent> events = new ArrayList<>();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(SqlErrors.LOGGER);
        log.start();
        logger.addAppender(log);
        try {
            JdbcTokenStore host = JdbcTokenStore.builder(sharedSessions())
                    .listener(AtOnce.listener(event -> {
                        events.add(event);
                        throw new IllegalStateException("a listener that fails");
                    }))
                    .build();
            for (int i = 0; i < 3; i++) {
                assertThat(host.claim("key-" + i, 0, "a", LEASE)).isInstanceOf(Claim.Granted.class);
                assertThat(host.commit("key-" + i, 0, session("x"))).isTrue();
            }
            host.claim("key", 0, "a", LEASE);
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(line -> assertThat(line).contains("leases alone protect a paused host"));
        assertThat(events).containsExactly(new AuthEvent.BeaconOff(DatabaseProblem.STORE_SESSIONS_SHARED));
        leaseEnded(Duration.ofSeconds(1));
        assertThat(b.claim("key", 0, "b", LEASE)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void storeWithoutAListener_tellsThoseOfItsManagers() throws SQLException {
        JdbcTokenStore shared = JdbcTokenStore.create(sharedSessions());
        List<AuthEvent> one = new CopyOnWriteArrayList<>();
        List<AuthEvent> other = new CopyOnWriteArrayList<>();

        useOnce(shared, one);
        useOnce(shared, other);

        assertThat(one).containsOnlyOnce(new AuthEvent.BeaconOff(DatabaseProblem.STORE_SESSIONS_SHARED));
        assertThat(other).containsOnlyOnce(new AuthEvent.BeaconOff(DatabaseProblem.STORE_SESSIONS_SHARED));
    }

    @Test
    void storesOwnListener_isToldInPlaceOfTheManagers() throws SQLException {
        List<AuthEvent> own = new CopyOnWriteArrayList<>();
        List<AuthEvent> managers = new CopyOnWriteArrayList<>();

        useOnce(
                JdbcTokenStore.builder(sharedSessions())
                        .listener(AtOnce.listener(own::add))
                        .build(),
                managers);

        assertThat(own).containsExactly(new AuthEvent.BeaconOff(DatabaseProblem.STORE_SESSIONS_SHARED));
        assertThat(managers).noneMatch(AuthEvent.BeaconOff.class::isInstance);
    }

    /** Gets tokens for two users, one after the other, with a manager that has a listener. */
    private static void useOnce(JdbcTokenStore store, List<AuthEvent> events) {
        try (SessionManager sessions = SessionManager.builder()
                .listener(AtOnce.listener(events::add))
                .store(store, TokenCipher.generated())
                .connection("c", request -> TokenGrant.of(token()))
                .build()) {
            sessions.session("c", User.of("a" + System.identityHashCode(events)))
                    .accessToken();
            sessions.session("c", User.of("b" + System.identityHashCode(events)))
                    .accessToken();
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
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void listenerThatNeverReturns_holdsUpNoClaim() throws Exception {
        try (HangingListener hanging = new HangingListener()) {
            JdbcTokenStore host =
                    JdbcTokenStore.builder(sharedSessions()).listener(hanging).build();

            assertThat(host.claim("key", 0, "a", LEASE)).isInstanceOf(Claim.Granted.class);
            assertThat(host.commit("key", 0, session("x"))).isTrue();

            assertThat(hanging.next()).isEqualTo(new AuthEvent.BeaconOff(DatabaseProblem.STORE_SESSIONS_SHARED));
        }
    }

    @Test
    void claimDuringALightingThatFails_isNotWithoutABeacon() throws Exception {
        CountDownLatch lighting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        JdbcTokenStore host = JdbcTokenStore.create(firstLightingFails(lighting, goOn));
        CompletableFuture<Claim> first = CompletableFuture.supplyAsync(() -> host.claim("first", 0, "a", LEASE));
        lighting.await();
        AtomicReference<Claim> second = new AtomicReference<>();
        Thread other = new Thread(() -> second.set(host.claim("second", 0, "a", LEASE)));
        other.start();
        while (other.getState() != Thread.State.WAITING && other.isAlive()) {
            Thread.onSpinWait();
        }

        goOn.countDown();
        other.join();

        assertThat(first.join()).isInstanceOf(Claim.Granted.class);
        assertThat(second.get()).isInstanceOf(Claim.Granted.class);
        assertThat(TestPostgres.number(LIT)).isEqualTo(1);
    }

    /** Connections of which the first that would light the beacon waits, and then breaks. */
    private static DataSource firstLightingFails(CountDownLatch lighting, CountDownLatch goOn) {
        DataSource real = TestPostgres.unpooled();
        return proxy(DataSource.class, (proxy, method, args) -> {
            Connection connection = real.getConnection();
            return proxy(Connection.class, (self, called, arguments) -> {
                boolean lights =
                        arguments != null && String.valueOf(arguments[0]).contains("pg_advisory_lock_shared");
                if (lights && lighting.getCount() > 0) {
                    lighting.countDown();
                    goOn.await();
                    throw new SQLException("broken", "08006");
                }
                return invoke(called, connection, arguments);
            });
        });
    }

    /** Connections whose statements go to one server session and then to another, as PgBouncer's do. */
    private static DataSource sharedSessions() throws SQLException {
        List<Connection> sessions = List.of(
                TestPostgres.unpooled().getConnection(), TestPostgres.unpooled().getConnection());
        AtomicInteger statements = new AtomicInteger();
        Connection connection = proxy(
                Connection.class,
                (proxy, method, args) ->
                        method.getName().equals("close") || method.getName().equals("abort")
                                ? null
                                : invoke(method, sessions.get(statements.getAndIncrement() % 2), args));
        return proxy(DataSource.class, (proxy, method, args) -> connection);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(PostgresBeaconTest.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object invoke(Method method, Object target, @Nullable Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void leaseEnded(Duration ago) throws SQLException {
        TestPostgres.execute("update crosscloud_session set lease_until = clock_timestamp() - interval '"
                + ago.toSeconds() + " seconds'");
    }

    /** As the operating system does with the connections of a process that it ends. */
    private static void kill() throws SQLException {
        TestPostgres.execute("select pg_terminate_backend(pid, 5000) from pg_locks where locktype = 'advisory'");
    }

    private static long lit() {
        try {
            return TestPostgres.number(LIT);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static SealedSession session(String payload) {
        return new SealedSession(payload, 1, null);
    }
}
