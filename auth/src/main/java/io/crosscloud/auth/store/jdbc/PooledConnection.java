package io.crosscloud.auth.store.jdbc;

import io.crosscloud.error.AuthException;
import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection of the host's pool, in autocommit while it is here, and handed back as it was found; a broken one is not. */
final class PooledConnection {
    private static final Logger LOG = LoggerFactory.getLogger(SqlErrors.LOGGER);
    private static final String H2_CONNECTION = "org.h2.jdbc.JdbcConnection";

    private final DataSource pool;
    private final Connection connection;
    private boolean autoCommit = true;

    private PooledConnection(DataSource pool, Connection connection) {
        this.pool = pool;
        this.connection = connection;
    }

    static PooledConnection from(DataSource pool) throws SQLException {
        PooledConnection lent = new PooledConnection(pool, borrowed(pool));
        try {
            lent.autoCommit = lent.connection.getAutoCommit();
            if (!lent.autoCommit) {
                lent.connection.setAutoCommit(true);
            }
            return lent;
        } catch (SQLException e) {
            lent.closeAfter(e);
            throw e;
        }
    }

    private static Connection borrowed(DataSource pool) throws SQLException {
        try {
            return pool.getConnection();
        } catch (RuntimeException e) { // as of a pool that is closed
            throw SqlErrors.typed(e);
        }
    }

    Connection connection() {
        return connection;
    }

    /** Whether it answers. H2 calls a connection valid whose database it has closed. */
    boolean isAlive() {
        try {
            if (!connection.isValid(1)) {
                return false;
            }
            try (Statement statement = connection.createStatement();
                    ResultSet answer = statement.executeQuery("select 1")) {
                return answer.next();
            }
        } catch (SQLException e) {
            return false;
        }
    }

    /** Hands the connection back. What was done over it stands, even if this fails. */
    void close() {
        try (connection) {
            if (!autoCommit && !connection.isClosed()) {
                connection.setAutoCommit(false);
            }
        } catch (SQLException e) {
            LOG.debug("A connection could not be handed back as it was: SQL state {}", e.getSQLState());
        }
    }

    /** Hands the connection back after a failure, or breaks it if it is of no more use. */
    void closeAfter(Throwable failure) {
        boolean answered = failure instanceof AuthException
                || (failure instanceof SQLException refused && SqlErrors.isRolledBack(refused));
        boolean ended = failure instanceof SQLException broken && SqlErrors.isDisconnected(broken);
        if (answered || (!ended && isAlive())) {
            close();
        } else {
            discard();
        }
    }

    /** Breaks the connection, so that nothing of its session stays behind in the pool. */
    void discard() {
        if (!evicted()) {
            try {
                connection.abort(Runnable::run);
                closeH2();
            } catch (SQLException e) {
                LOG.debug("A connection could not be broken: SQL state {}", e.getSQLState());
            }
        }
        close();
    }

    /**
     * HikariCP takes a connection for broken if it knows the SQL state, of which H2 has others, and looks whether it is valid
     * only after half a second without use. It offers to be told.
     */
    private boolean evicted() {
        try {
            pool.getClass().getMethod("evictConnection", Connection.class).invoke(pool, connection);
            return true;
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    /** H2's driver does nothing when told to abort. Closed, its connection is not valid any more, as a pool then finds. */
    private void closeH2() throws SQLException {
        try {
            ClassLoader drivers = connection.getMetaData().getClass().getClassLoader();
            Class<?> driver = Class.forName(H2_CONNECTION, false, drivers);
            if (connection.isWrapperFor(driver)) {
                ((Connection) connection.unwrap(driver)).close();
            }
        } catch (ClassNotFoundException e) {
            return; // another driver
        }
    }
}
