package io.crosscloud.auth.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.auth.AtOnce;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.DatabaseProblem;
import io.crosscloud.auth.store.TestFleet;
import io.crosscloud.error.StoreException;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.SealedSession;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, and two hosts, on a PostgreSQL whose sessions a PgBouncer shares between transactions. */
class PgBouncerTest extends JdbcTokenStoreContract {
    private static final Duration LEASE = Duration.ofSeconds(20);
    private static final AuthEvent OFF = new AuthEvent.BeaconOff(DatabaseProblem.STORE_SESSIONS_SHARED);

    @TempDir
    static Path directory;

    private static PgBouncer pooler;

    private final JdbcConnectionPool pool = pooler.pool(8);

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        pooler = PgBouncer.start(directory);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (pooler != null) {
            pooler.stop();
        }
    }

    @AfterEach
    void close() {
        pool.dispose();
    }

    @Override
    DataSource dataSource() {
        return pool;
    }

    @Override
    String moved(String column) {
        return PostgresTokenStoreTest.movedInPostgres(column);
    }

    @Test
    @Tag("S20")
    void twoClaimsAtOnce_meetInOneSession_andLeasesAloneCountFromThenOn() throws SQLException {
        List<AuthEvent> events = new ArrayList<>();
        JdbcTokenStore host = JdbcTokenStore.builder(pool)
                .listener(AtOnce.listener(events::add))
                .build();
        for (String key : List.of("first", "second", "third")) {
            assertThat(host.claim(key, 0, "a", LEASE)).isInstanceOf(Claim.Granted.class);
        }
        assertThat(events).containsExactly(OFF);
        assertThat(TestPostgres.number(
                        "select count(*) from crosscloud_session where session_key = 'third' and beacon is not null"))
                .isZero();

        TestPostgres.execute("update crosscloud_session set lease_until = clock_timestamp()");
        assertThat(otherHandle().claim("third", 0, "b", LEASE)).isInstanceOf(Claim.Granted.class);
        for (String key : List.of("first", "second", "third")) {
            assertThat(host.commit(key, 0, new SealedSession(key, 1, null))).isTrue();
        }
        assertThat(pool.getActiveConnections()).isLessThanOrEqualTo(1); // the other handle's
    }

    @Test
    @Tag("S20")
    void rotationByTwoHosts_losesNothing_andBothAreToldThatLeasesAloneCount() throws Exception {
        List<String> users = IntStream.range(0, 8).mapToObj(i -> "user-" + i).toList();
        List<List<AuthEvent>> events = List.of(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
        List<JdbcConnectionPool> pools = List.of(pooler.pool(8), pooler.pool(8));
        ExecutorService threads = Executors.newFixedThreadPool(16);
        int rounds = 20;
        try (TestFleet fleet = new TestFleet()) {
            List<SessionManager> hosts = IntStream.range(0, 2)
                    .mapToObj(i -> fleet.host(JdbcTokenStore.builder(pools.get(i))
                            .listener(AtOnce.listener(events.get(i)::add))
                            .build()))
                    .toList();
            users.forEach(user -> fleet.begin(hosts.get(0), user));
            for (int round = 0; round < rounds; round++) {
                fleet.expire();
                useEverywhere(fleet, hosts, users, threads);
            }
            assertThat(fleet.requests()).isEqualTo(users.size() * rounds);
        }
        threads.shutdown();
        pools.forEach(JdbcConnectionPool::dispose);
        assertThat(events).allSatisfy(heard -> assertThat(heard).containsExactly(OFF));
    }

    @Test
    @Tag("S20")
    void driverThatPreparesStatements_isToldWhatToSet() {
        List<JdbcConnectionPool> pools =
                List.of(pooler.pool(1, "prepareThreshold=1"), pooler.pool(1, "prepareThreshold=1"));
        try {
            assertThat(pools.stream().map(JdbcTokenStore::create).map(PgBouncerTest::failureOfAFewFinds))
                    .last()
                    .asString()
                    .contains("set prepareThreshold=0 in the URL");
        } finally {
            pools.forEach(JdbcConnectionPool::dispose);
        }
    }

    private static String failureOfAFewFinds(JdbcTokenStore store) {
        try {
            for (int i = 0; i < 5; i++) {
                assertThat(store.find("key")).isEmpty();
            }
            return "none";
        } catch (StoreException e) {
            return e.getMessage();
        }
    }

    private static void useEverywhere(
            TestFleet fleet, List<SessionManager> hosts, List<String> users, ExecutorService threads)
            throws InterruptedException, ExecutionException {
        List<Future<?>> all = new ArrayList<>();
        for (String user : users) {
            hosts.forEach(host -> all.add(threads.submit(() -> fleet.use(host, user))));
        }
        for (Future<?> each : all) {
            each.get();
        }
    }
}
