package io.crosscloud.auth.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.error.StoreException;
import io.crosscloud.spi.SealedSession;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection that the database has broken is not handed back to the pool as a good one. */
class BrokenConnectionsTest {
    private static final int SIZE = 3;

    @TempDir
    static Path directory;

    @BeforeAll
    static void registerDisk() {
        FullDisk.register();
    }

    @AfterEach
    void roomAgain() {
        FullDisk.FULL.set(false);
    }

    @Test
    @Tag("S14")
    void diskThatWasFull_isForgotten_byAPoolThatKnowsOtherStates() throws SQLException {
        assertThatTheStoreComesBack(new ListPool.Told(h2("told"), SIZE), () -> {});
    }

    @Test
    @Tag("S14")
    void diskThatWasFull_isForgotten_byAPoolThatLooksWhetherConnectionsAreValid() throws SQLException {
        ListPool pool = new ListPool(h2("looks"), SIZE);
        assertThatTheStoreComesBack(pool, pool::rest);
    }

    @Test
    @Tag("S14")
    void diskThatWasFull_isForgotten_byTheDatabasesOwnPool() throws SQLException {
        JdbcConnectionPool pool = JdbcConnectionPool.create(h2("own"));
        pool.setMaxConnections(SIZE);
        assertThatTheStoreComesBack(pool, () -> {});
        assertThat(pool.getActiveConnections()).isZero();
        pool.dispose();
    }

    /** All connections of the pool are open when the disk is full, and each is used once then. */
    private static void assertThatTheStoreComesBack(DataSource pool, Runnable meanwhile) throws SQLException {
        JdbcTokenStore store = JdbcTokenStore.create(pool);
        store.createSchema();
        long generation = 0;
        for (; generation < 3; generation++) {
            assertThat(store.commit("key", generation, session(generation + 1))).isTrue();
        }
        openAll(pool);

        FullDisk.FULL.set(true);
        for (int i = 0; i < 2 * SIZE; i++) {
            long current = generation;
            assertThatThrownBy(() -> store.commit("key", current, session(current)))
                    .isInstanceOf(StoreException.class);
        }
        FullDisk.FULL.set(false);
        meanwhile.run();

        int failures = 0;
        while (failures <= SIZE) {
            try {
                generation = store.find("key").orElseThrow().generation();
                break;
            } catch (StoreException e) {
                failures++;
                meanwhile.run();
            }
        }
        assertThat(failures).isLessThanOrEqualTo(SIZE);
        assertThat(generation).isBetween(3L, 4L);
        for (int i = 0; i < 2 * SIZE; i++) {
            assertThat(store.commit("key", generation + i, session(i))).isTrue();
        }
        openAll(pool);
    }

    private static void openAll(DataSource pool) throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            all.add(pool.getConnection());
        }
        for (Connection each : all) {
            each.close();
        }
    }

    @Test
    void failureOfAStatementAlone_leavesTheConnection() throws SQLException {
        ListPool pool = new ListPool(TestPostgres.unpooled(), 1);
        JdbcTokenStore store = JdbcTokenStore.builder(pool)
                .maxPause(Duration.ZERO)
                .table("nowhere.sessions")
                .build();
        try (Connection only = pool.getConnection()) {
            assertThat(only.isValid(1)).isTrue();
        }
        Connection idle = pool.idle.peekFirst();
        assertThatThrownBy(() -> store.find("key")).isInstanceOf(StoreException.class);
        assertThat(pool.idle).containsExactly(idle);
        assertThat(idle.isClosed()).isFalse();
    }

    @Test
    @Tag("S19")
    void connectionThatTheServerEnded_isClosed_beforeAPoolHasIt() throws SQLException {
        JdbcTokenStore.create(TestPostgres.unpooled()).createSchema();
        ListPool pool = new ListPool(TestPostgres.unpooled("ApplicationName=ended"), 1) {
            @Override
            boolean isBroken(String state) {
                return false;
            }
        };
        JdbcTokenStore store =
                JdbcTokenStore.builder(pool).maxPause(Duration.ZERO).build();
        assertThat(store.find("key")).isEmpty();
        Connection idle = pool.idle.peekFirst();
        TestPostgres.execute(
                "select pg_terminate_backend(pid, 10000) from pg_stat_activity where application_name = 'ended'");

        assertThatThrownBy(() -> store.find("key")).isInstanceOf(StoreException.class);

        assertThat(pool.idle).containsExactly(idle);
        assertThat(idle.isClosed()).isTrue();
        pool.rest();
        assertThat(store.find("key")).isEmpty();
    }

    private static SealedSession session(long number) {
        return new SealedSession("session " + number + " ".repeat(4000), 1, null);
    }

    private static JdbcDataSource h2(String name) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(
                "jdbc:h2:" + FullDisk.SCHEME + ":" + directory.resolve(name) + ";WRITE_DELAY=0;DB_CLOSE_DELAY=-1");
        source.setUser("sa");
        source.setPassword("");
        return source;
    }
}
