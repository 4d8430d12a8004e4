package io.crosscloud.auth.store.jdbc;

import io.crosscloud.auth.store.DatabaseProblem;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** Where the databases differ. */
enum Dialect {
    POSTGRESQL("clock_timestamp()", "statement_timestamp()", " on conflict do nothing") {
        @Override
        String inMillis(String millis) {
            return "clock_timestamp() + " + millis + " * interval '1 millisecond'";
        }

        @Override
        String returning(String change, String columns) {
            return change + " returning " + columns;
        }

        @Override
        String serverStart() {
            return "pg_postmaster_start_time()";
        }

        /**
         * The lease is over, and its holder's host is not there any more, or has been away for too long. A server that started
         * since, or took over, cannot know: all locks ended with the one before it.
         */
        @Override
        String leaseIsOver(Duration maxPause) {
            return "case when lease_until is null then true"
                    + " when lease_until > clock_timestamp() then false"
                    + " when beacon is null then true"
                    + " when lease_until + " + maxPause.toMillis()
                    + " * interval '1 millisecond' <= clock_timestamp() then true"
                    + " when beacon_server <> pg_postmaster_start_time() then false"
                    + " else pg_try_advisory_xact_lock(beacon) end";
        }

        @Override
        String witness() {
            return ", pg_backend_pid() as backend, pg_try_advisory_xact_lock(?) as dark";
        }

        @Override
        void check(Connection connection) throws SQLException {
            try (PreparedStatement query =
                            connection.prepareStatement("select version(), current_setting('transaction_read_only')");
                    ResultSet answer = query.executeQuery()) {
                answer.next();
                String version = answer.getString(1);
                if (!version.startsWith("PostgreSQL ") || version.contains("-YB-")) {
                    throw unsupported(version);
                }
                if (connection.isReadOnly() || answer.getString(2).equals("on")) {
                    throw SqlErrors.readOnly();
                }
            }
        }
    },

    H2("current_timestamp", "current_timestamp", "") {
        @Override
        String inMillis(String millis) {
            return "dateadd('MILLISECOND', " + millis + ", current_timestamp)";
        }

        @Override
        String returning(String change, String columns) {
            return "select " + columns + " from final table (" + change + ")";
        }

        @Override
        String serverStart() {
            return "null";
        }

        @Override
        String leaseIsOver(Duration maxPause) {
            return "(lease_until is null or lease_until <= current_timestamp)";
        }

        @Override
        String witness() {
            return "";
        }

        @Override
        void check(Connection connection) throws SQLException {
            if (connection.isReadOnly()) {
                throw SqlErrors.readOnly();
            }
            try (PreparedStatement query =
                            connection.prepareStatement("select database_path() is null or (select count(*) > 0"
                                    + " and max(cast(setting_value as bigint)) = 0 from information_schema.settings"
                                    + " where setting_name = 'WRITE_DELAY')");
                    ResultSet answer = query.executeQuery()) {
                answer.next();
                if (!answer.getBoolean(1)) {
                    throw AuthFailure.of(DatabaseProblem.STORE_NOT_DURABLE).toException();
                }
            }
        }
    };

    private final String now;
    private final String statementTime;
    private final String ifAbsent;

    Dialect(String now, String statementTime, String ifAbsent) {
        this.now = now;
        this.statementTime = statementTime;
        this.ifAbsent = ifAbsent;
    }

    /**
     * The dialect of the database behind a connection.
     *
     * @throws io.crosscloud.error.ConfigurationException if it is another one, or not set up as it must be
     */
    static Dialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        Dialect dialect = switch (product) {
            case "PostgreSQL" -> POSTGRESQL;
            case "H2" -> H2;
            default -> throw unsupported(product);
        };
        dialect.check(connection);
        return dialect;
    }

    /** The database's clock. */
    String now() {
        return now;
    }

    /** When the statement began by the database's clock: the same wherever it stands in one. */
    String statementTime() {
        return statementTime;
    }

    /** Ends an insert that does nothing if the row is there; empty where the insert then fails. */
    String ifAbsent() {
        return ifAbsent;
    }

    /** The database's clock, so many milliseconds from now. */
    abstract String inMillis(String millis);

    /** A change that answers with the rows as they are then. */
    abstract String returning(String change, String columns);

    /** When the server started that knows the locks; null where there are none. */
    abstract String serverStart();

    /** Whether nobody may be sending any more. */
    abstract String leaseIsOver(Duration maxPause);

    /** More columns for a claim to answer with: the server's process, and whether nobody holds the lock of a number. */
    abstract String witness();

    /** Refuses a database that would not keep what it was given. */
    abstract void check(Connection connection) throws SQLException;

    private static AuthException unsupported(String product) {
        return AuthFailure.of(DatabaseProblem.DATABASE_UNSUPPORTED)
                .detail(product)
                .toException();
    }
}
