package io.crosscloud.auth.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.auth.store.DatabaseProblem;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.StoreException;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2FileTokenStoreTest extends JdbcTokenStoreContract {
    @TempDir
    static Path directory;

    private static JdbcConnectionPool pool;

    @BeforeAll
    static void open() {
        pool = JdbcConnectionPool.create(url("contract", ";WRITE_DELAY=0;DB_CLOSE_DELAY=-1"), "sa", "");
    }

    @AfterAll
    static void close() throws Exception {
        try (var connection = pool.getConnection();
                var shutdown = connection.createStatement()) {
            shutdown.execute("shutdown");
        }
        pool.dispose();
    }

    @Override
    DataSource dataSource() {
        return pool;
    }

    @Override
    String moved(String column) {
        return H2MemoryTokenStoreTest.movedInH2(column);
    }

    @Test
    void fileThatIsWrittenLate_isRefused() {
        JdbcTokenStore store = JdbcTokenStore.create(source(url("late", "")));
        assertThatThrownBy(store::createSchema)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Add ;WRITE_DELAY=0 to the H2 URL");
        assertThatThrownBy(() -> store.find("key"))
                .extracting(e -> ((AuthException) e).problem())
                .isEqualTo(DatabaseProblem.STORE_NOT_DURABLE);
    }

    @Test
    void fileThatIsOpenedReadOnly_isRefused() throws Exception {
        try (var connection = source(url("readonly", ";WRITE_DELAY=0")).getConnection()) {
            assertThat(connection.isReadOnly()).isFalse();
        }
        JdbcTokenStore store = JdbcTokenStore.create(source(url("readonly", ";ACCESS_MODE_DATA=r")));
        assertThatThrownBy(() -> store.find("key"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("read-only");
    }

    /** H2 closes its file when a thread that writes to it is interrupted, as one is whose verb takes too long. */
    @Test
    void verbThatIsInterrupted_leavesAStoreThatComesBack_andLosesNothing() {
        JdbcConnectionPool connections = JdbcConnectionPool.create(url("interrupted", ";WRITE_DELAY=0"), "sa", "");
        JdbcTokenStore store = JdbcTokenStore.create(connections);
        store.createSchema();
        for (int i = 0; i < 20; i++) {
            long stored = generation(store);
            Thread.currentThread().interrupt();
            try {
                store.commit("key", stored, new SealedSession("rotation " + (stored + 1), 1, null));
                stored++;
            } catch (StoreException e) {
                assertThat(e.problem()).isEqualTo(StoreProblem.STORE_UNAVAILABLE);
            } finally {
                boolean unused = Thread.interrupted();
            }

            assertThat(generation(store)).isGreaterThanOrEqualTo(stored);
        }
        connections.dispose();
    }

    /** What is stored, when the store has come back. */
    private static long generation(JdbcTokenStore store) {
        for (int i = 0; i < 10; i++) {
            try {
                return store.find("key").map(SessionRecord::generation).orElse(0L);
            } catch (StoreException e) {
                assertThat(e.problem()).isEqualTo(StoreProblem.STORE_UNAVAILABLE);
            }
        }
        return -1;
    }

    @Test
    void jvmThatIsHaltedRightAfterCommit_losesNothing() throws Exception {
        String url = url("halted", ";WRITE_DELAY=0");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Halting.class.getName(),
                        url)
                .inheritIO()
                .start();
        assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(child.exitValue()).isEqualTo(Halting.STATUS);

        JdbcTokenStore store = JdbcTokenStore.create(source(url));
        assertThat(store.find("committed").orElseThrow().generation()).isEqualTo(5);
        assertThat(store.find("committed").orElseThrow().session().payload()).isEqualTo("rotation 5");
        assertThat(store.find("claimed").orElseThrow().attemptedAt()).isNotNull();
        assertThat(store.claim("claimed", 0, "next", Duration.ZERO)).isInstanceOf(Claim.Busy.class);
    }

    /** A host that is killed the moment its last verb returns. */
    static final class Halting {
        static final int STATUS = 137;

        public static void main(String[] args) {
            JdbcTokenStore store = JdbcTokenStore.create(source(args[0]));
            store.createSchema();
            store.claim("claimed", 0, "halted", Duration.ofMinutes(5));
            for (int generation = 0; generation < 5; generation++) {
                store.claim("committed", generation, "halted", Duration.ofMinutes(5));
                store.commit("committed", generation, new SealedSession("rotation " + (generation + 1), 1, null));
            }
            Runtime.getRuntime().halt(STATUS);
        }
    }

    private static String url(String name, String options) {
        return "jdbc:h2:" + directory.resolve(name) + options;
    }

    private static DataSource source(String url) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(url);
        source.setUser("sa");
        source.setPassword("");
        return source;
    }
}
