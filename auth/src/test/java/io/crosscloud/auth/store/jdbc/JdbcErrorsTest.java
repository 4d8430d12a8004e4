package io.crosscloud.auth.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.crosscloud.auth.store.DatabaseProblem;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.StoreException;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.testkit.SecretLeakDetector;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.LoggerFactory;

class JdbcErrorsTest {
    private static final String CANARY = "sealed-canary";
    private static final Duration LEASE = Duration.ofSeconds(20);

    @BeforeEach
    void emptyTable() throws SQLException {
        JdbcTokenStore.create(TestPostgres.unpooled()).createSchema();
        TestPostgres.execute("delete from crosscloud_session");
    }

    @Test
    @Tag("S19")
    void missingTable_isSaidOnBothDatabases() {
        JdbcConnectionPool h2 = JdbcConnectionPool.create("jdbc:h2:mem:empty", "sa", "");
        DataSource postgres = TestPostgres.unpooled("currentSchema=nowhere");
        for (DataSource source : List.of(h2, postgres)) {
            eachVerb(JdbcTokenStore.create(source)).forEach(verb -> assertProblem(verb, DatabaseProblem.STORE_SCHEMA));
        }
        h2.dispose();
    }

    @Test
    @Tag("S19")
    void olderTable_isSaid() throws SQLException {
        TestPostgres.execute(
                "create schema older; create table older.crosscloud_session as select session_key, generation"
                        + " from crosscloud_session");
        JdbcTokenStore store = JdbcTokenStore.builder(TestPostgres.unpooled())
                .table("older.crosscloud_session")
                .build();
        assertProblem(() -> store.find("key"), DatabaseProblem.STORE_SCHEMA);
        TestPostgres.execute("drop schema older cascade");
    }

    @Test
    void databaseThatIsDown_isUnavailable() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://127.0.0.1:1/nowhere?user=canary-user&password=canary-password");
        eachVerb(JdbcTokenStore.create(source)).forEach(verb -> {
            assertProblem(verb, StoreProblem.STORE_UNAVAILABLE);
            assertThatThrownBy(verb)
                    .hasMessageContaining("PSQLException, SQL state 08001, no connection")
                    .hasMessageNotContaining("canary");
        });
    }

    @Test
    void poolThatSaysNoSqlState_isSaidByItsClass_andInFullAtDebug() {
        SQLException exhausted = new SQLTransientConnectionException("pool - not available (total=10, active=10),"
                + " jdbc:x://host?user=u&password=" + SecretLeakDetector.MARK);
        DataSource source = (DataSource) proxy(DataSource.class, (method, args) -> {
            throw exhausted;
        });
        List<String> log = debugged(
                () -> assertThatThrownBy(() -> JdbcTokenStore.create(source).find("key"))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("SQLTransientConnectionException without an SQL state")
                        .hasMessageNotContaining("unknown"));
        assertThat(log)
                .anySatisfy(
                        line -> assertThat(line).contains("not available (total=10, active=10)", "password=(masked)"));
    }

    @Test
    void poolThatIsClosed_isUnavailable() {
        DataSource source = (DataSource) proxy(DataSource.class, (method, args) -> {
            throw new IllegalStateException("the pool has been closed");
        });
        eachVerb(JdbcTokenStore.create(source)).forEach(verb -> {
            assertProblem(verb, StoreProblem.STORE_UNAVAILABLE);
            assertThatThrownBy(verb).hasMessageContaining("IllegalStateException, no connection from the data source");
        });
    }

    private static List<String> debugged(Runnable action) {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(SqlErrors.LOGGER);
        Level before = logger.getLevel();
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.DEBUG);
        try {
            action.run();
        } finally {
            logger.setLevel(before);
            logger.detachAppender(log);
        }
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    @Tag("S19")
    void missingPermission_isSaid() throws SQLException {
        TestPostgres.execute("drop role if exists nobody; create role nobody login");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(TestPostgres.url().replace("user=postgres", "user=nobody"));
        assertThatThrownBy(() -> JdbcTokenStore.create(source).find("key"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("SQL state 42501, no permission");
    }

    @Test
    @Tag("S19")
    void exhaustedPool_isUnavailableAndNothingIsClaimed() throws SQLException {
        JdbcConnectionPool pool = TestPostgres.pool(1);
        JdbcTokenStore store = JdbcTokenStore.create(pool);
        try (Connection taken = pool.getConnection()) {
            assertThat(taken.isClosed()).isFalse();
            assertProblem(() -> store.claim("key", 0, "a", LEASE), StoreProblem.STORE_UNAVAILABLE);
        }
        assertThat(store.find("key")).isEmpty();
        pool.dispose();
    }

    @Test
    void readOnlyConnections_areRefused() {
        for (DataSource source : List.of(
                TestPostgres.unpooled("readOnly=true"),
                TestPostgres.unpooled("options=-c%20default_transaction_read_only=on"))) {
            assertThatThrownBy(() -> JdbcTokenStore.create(source).find("key"))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("read-only");
        }
    }

    @Test
    @Tag("S19")
    void databaseThatTurnsReadOnly_isRefused() {
        JdbcTokenStore store = JdbcTokenStore.create(failing(new AtomicInteger(1), "25006"));
        assertThatThrownBy(() -> store.commit("key", 0, session()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("read-only");
    }

    @Test
    void otherDatabases_areRefused() {
        DataSource source = (DataSource) proxy(
                DataSource.class,
                (method, args) -> proxy(Connection.class, (call, values) -> switch (call.getName()) {
                    case "getMetaData" -> proxy(DatabaseMetaData.class, (asked, none) -> "Oracle");
                    case "getAutoCommit" -> true;
                    case "isClosed" -> false;
                    default -> null;
                }));
        assertThatThrownBy(() -> JdbcTokenStore.create(source).find("key"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Oracle")
                .extracting(e -> ((AuthException) e).problem())
                .isEqualTo(DatabaseProblem.DATABASE_UNSUPPORTED);
    }

    @ParameterizedTest
    @Tag("S19")
    @ValueSource(strings = {"40P01", "40001"})
    void statementThatTheDatabaseUndid_isDoneAgain(String state) {
        AtomicInteger failures = new AtomicInteger(3);
        JdbcTokenStore store = JdbcTokenStore.create(failing(failures, state));
        assertThat(store.commit("key", 0, session())).isTrue();
        assertThat(failures).hasValue(-2); // three failures, then the update of no row and the insert
    }

    @ParameterizedTest
    @Tag("S19")
    @ValueSource(strings = {"40P01", "57014", "08006", "nonsense"})
    void statementThatFailsForGood_isUnavailable(String state) {
        int expected = state.equals("40P01") ? 4 : 1;
        AtomicInteger failures = new AtomicInteger(100);
        JdbcTokenStore store = JdbcTokenStore.create(failing(failures, state));
        assertProblem(() -> store.commit("key", 0, session()), StoreProblem.STORE_UNAVAILABLE);
        assertThat(failures).hasValue(100 - expected);
    }

    @Test
    void connection_isHandedBackAsItWas() throws SQLException {
        try (Connection only = TestPostgres.unpooled().getConnection()) {
            only.setAutoCommit(false);
            DataSource source = (DataSource) proxy(
                    DataSource.class,
                    (method, args) -> proxy(
                            Connection.class,
                            (call, values) -> call.getName().equals("close") ? null : call.invoke(only, values)));
            JdbcTokenStore store =
                    JdbcTokenStore.builder(source).maxPause(Duration.ZERO).build();
            for (ThrowingCallable verb : eachVerb(store)) {
                try {
                    verb.call();
                } catch (Throwable e) {
                    throw new AssertionError(e);
                }
                assertThat(only.getAutoCommit()).isFalse();
                only.rollback();
            }
            assertThat(TestPostgres.number("select generation from crosscloud_session where session_key = 'key'"))
                    .isEqualTo(2);
        }
    }

    @Test
    @Tag("S4")
    void serializableIsolation_hasOneWinnerToo() {
        JdbcTokenStore store =
                JdbcTokenStore.create(TestPostgres.unpooled("options=-c%20default_transaction_isolation=serializable"));
        for (long generation = 0; generation < 5; generation++) {
            long current = generation;
            assertThat(IntStream.range(0, 8).parallel().filter(i -> store.commit("key", current, session())))
                    .hasSize(1);
        }
    }

    @Test
    void tableOfAnotherName_works() throws SQLException {
        TestPostgres.execute("create schema if not exists apart");
        JdbcTokenStore store = JdbcTokenStore.builder(TestPostgres.unpooled())
                .table("apart.sessions")
                .build();
        store.createSchema();
        store.createSchema();
        assertThat(store.commit("apart", 0, session())).isTrue();
        assertThat(TestPostgres.number("select count(*) from pg_indexes where schemaname = 'apart'"))
                .isEqualTo(2);
        assertThat(JdbcTokenStore.create(TestPostgres.unpooled()).find("apart")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "sessions; drop table x", "a.b.c", "\"quoted\"", "1st"})
    void tableNameThatIsNone_isRefused(String table) {
        assertThatThrownBy(() -> JdbcTokenStore.builder(TestPostgres.unpooled()).table(table))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void maxPauseOutOfRange_isRefused() {
        for (Duration maxPause : List.of(Duration.ofSeconds(-1), Duration.ofDays(2))) {
            assertThatThrownBy(() ->
                            JdbcTokenStore.builder(TestPostgres.unpooled()).maxPause(maxPause))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("zero to one day");
        }
    }

    @Test
    void schemaMadeByManyHostsAtOnce_isMadeOnce() throws SQLException {
        for (int round = 0; round < 5; round++) {
            TestPostgres.execute("drop table crosscloud_session");
            IntStream.range(0, 8)
                    .parallel()
                    .forEach(i -> JdbcTokenStore.create(TestPostgres.unpooled()).createSchema());
        }
        assertThat(TestPostgres.number("select count(*) from crosscloud_session"))
                .isZero();
    }

    @Test
    void dueWork_isReadFromTheIndex() throws SQLException {
        TestPostgres.execute("insert into crosscloud_session (session_key, generation, payload, format, renew_before)"
                + " select 'key-' || i, 1, 'x', 1, now() + i * interval '1 second' from generate_series(1, 20000) i;"
                + " analyze crosscloud_session");
        Instant before = Instant.now().plusSeconds(30);
        assertThat(JdbcTokenStore.create(TestPostgres.unpooled()).due(before, 1000))
                .hasSizeBetween(1, 60);
        try (Connection connection = TestPostgres.unpooled().getConnection();
                PreparedStatement explain = connection.prepareStatement("explain "
                        + new SqlTexts(Dialect.POSTGRESQL, StoreStatements.TABLE, Duration.ofMinutes(1)).due)) {
            explain.setObject(1, before.atOffset(ZoneOffset.UTC));
            explain.setInt(2, 100);
            StringBuilder plan = new StringBuilder();
            try (ResultSet lines = explain.executeQuery()) {
                while (lines.next()) {
                    plan.append(lines.getString(1)).append('\n');
                }
            }
            assertThat(plan.toString()).contains("crosscloud_session_due").doesNotContain("Sort", "Seq Scan");
        }
    }

    private static List<ThrowingCallable> eachVerb(TokenStore store) {
        return List.of(
                () -> store.find("key"),
                () -> store.commit("key", 0, session()),
                () -> store.claim("key", 1, "a", LEASE),
                () -> store.release("key", 1, "a", Release.inDoubt()),
                () -> store.due(Instant.MAX, 10),
                () -> store.end("key", 1, Ending.LOGGED_OUT, "LOGGED_OUT"));
    }

    private static void assertProblem(ThrowingCallable verb, Problem problem) {
        assertThatThrownBy(verb)
                .isInstanceOf(StoreException.class)
                .hasNoCause()
                .hasMessageNotContainingAny(CANARY, "select", "update", "crosscloud_session")
                .extracting(e -> ((AuthException) e).problem())
                .isEqualTo(problem);
    }

    /** A database whose changes fail so many times, with a message that quotes what it was given. */
    private static DataSource failing(AtomicInteger failures, String state) {
        DataSource real = TestPostgres.unpooled();
        return (DataSource) proxy(DataSource.class, (method, args) -> {
            Connection connection = real.getConnection();
            return proxy(Connection.class, (call, values) -> {
                Object result = call.invoke(connection, values);
                return result instanceof PreparedStatement statement
                        ? proxy(PreparedStatement.class, (executed, parameters) -> {
                            if (executed.getName().equals("executeUpdate") && failures.getAndDecrement() > 0) {
                                throw new SQLException("update … values (" + CANARY + ")", state);
                            }
                            return executed.invoke(statement, parameters);
                        })
                        : result;
            });
        });
    }

    private static Object proxy(Class<?> type, Answer answer) {
        return Proxy.newProxyInstance(
                JdbcErrorsTest.class.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
                    try {
                        return answer.to(method, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private interface Answer {
        Object to(Method method, Object[] args) throws Throwable;
    }

    private static SealedSession session() {
        return new SealedSession(CANARY, 1, Instant.EPOCH);
    }
}
