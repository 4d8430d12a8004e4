package io.crosscloud.auth.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection of the host's pool, in autocommit while it is here, and handed back as it was found. */
final class Lent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcTokenStore.class);

    private final Connection connection;
    private final boolean autoCommit;

    private Lent(Connection connection, boolean autoCommit) {
        this.connection = connection;
        this.autoCommit = autoCommit;
    }

    static Lent from(DataSource dataSource) throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            boolean autoCommit = connection.getAutoCommit();
            if (!autoCommit) {
                connection.setAutoCommit(true);
            }
            return new Lent(connection, autoCommit);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    boolean isAlive() {
        try {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Breaks the connection, so that nothing of its session stays behind in the pool. */
    void discard() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("A connection could not be broken: SQL state {}", e.getSQLState());
        }
        close();
    }

    /** Hands the connection back. What was done over it stands, even if this fails. */
    @Override
    public void close() {
        try (connection) {
            if (!autoCommit && !connection.isClosed()) {
                connection.setAutoCommit(false);
            }
        } catch (SQLException e) {
            LOG.debug("A connection could not be handed back as it was: SQL state {}", e.getSQLState());
        }
    }
}
