package io.crosscloud.auth.store.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** One PostgreSQL for all tests of this process; it ends with it. */
public final class TestPostgres {
    private static final EmbeddedPostgres SERVER = start();

    private TestPostgres() {}

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its URL, for a superuser without a password. */
    public static String url() {
        return SERVER.getJdbcUrl("postgres", "postgres");
    }

    /** A new connection each time. */
    public static DataSource unpooled(String... options) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(String.join("&", url(), String.join("&", options)));
        return source;
    }

    /** A pool of so many connections, which waits for one for two seconds. */
    public static JdbcConnectionPool pool(int connections) {
        PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
        source.setUrl(url());
        JdbcConnectionPool pool = JdbcConnectionPool.create(source);
        pool.setMaxConnections(connections);
        pool.setLoginTimeout(2);
        return pool;
    }

    /** Does something past every store. */
    public static void execute(String sql) throws SQLException {
        try (Connection connection = unpooled().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Asks for one number past every store. */
    public static long number(String sql) throws SQLException {
        try (Connection connection = unpooled().getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            answer.next();
            return answer.getLong(1);
        }
    }
}
