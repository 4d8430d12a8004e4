package io.crosscloud.auth.store.jdbc;

import io.crosscloud.auth.store.DatabaseProblem;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.StoreProblem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a driver's errors mean. Their messages quote statements and values, so neither they nor the exceptions are handed
 * on: only the class and the SQL state are. The rest is logged at DEBUG.
 */
final class SqlErrors {
    private static final Set<String> SCHEMA =
            Set.of("42P01", "42703", "3F000", "42S02", "42S03", "42S04", "42S22", "90079");
    /** The store's logger. */
    static final String LOGGER = "io.crosscloud.auth.store.jdbc.JdbcTokenStore";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final Pattern PASSWORD = Pattern.compile("(?i)(password=|pwd=)[^;&\\s\"')]+");
    private static final String DDL = "the resource io/crosscloud/auth/store/jdbc/";
    private static final Set<String> READ_ONLY = Set.of("25006", "90097");
    private static final Set<String> ROLLED_BACK = Set.of("40P01", "40001", "90131");
    private static final Set<String> DISCONNECTED = Set.of("57P01", "57P02", "57P03", "57P05", "25P03");
    private static final Set<String> EXISTS = Set.of("23505", "42710", "42P07", "42S01", "42701", "42S21");

    private SqlErrors() {}

    /** Whether the database undid the statement and asks for it again: deadlock, serialization failure. */
    static boolean isRolledBack(SQLException e) {
        return ROLLED_BACK.contains(state(e));
    }

    /** Whether the connection, or the database behind it, is gone. */
    static boolean isDisconnected(SQLException e) {
        String state = state(e);
        return state.startsWith("08")
                || DISCONNECTED.contains(state)
                || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLRecoverableException;
    }

    /** Whether the statement would have made what is there already. */
    static boolean isDuplicate(SQLException e) {
        return EXISTS.contains(state(e));
    }

    /** Whether a table or a column is not there. */
    static boolean isSchema(SQLException e) {
        return SCHEMA.contains(state(e));
    }

    /** The library's own exception. */
    static AuthException typed(SQLException e) {
        debug(e);
        String state = state(e);
        if (READ_ONLY.contains(state)) {
            return readOnly();
        }
        Problem problem = SCHEMA.contains(state) ? DatabaseProblem.STORE_SCHEMA : StoreProblem.STORE_UNAVAILABLE;
        return AuthFailure.of(problem)
                .detail(e.getClass().getSimpleName()
                        + (state.isEmpty() ? " without an SQL state" : ", SQL state " + state + meaning(state)))
                .toException();
    }

    /** The same for a pool that has no connection to lend and does not say so by an {@code SQLException}. */
    static AuthException typed(RuntimeException e) {
        debug(e);
        return AuthFailure.of(StoreProblem.STORE_UNAVAILABLE)
                .detail(e.getClass().getSimpleName() + ", no connection from the data source")
                .toException();
    }

    /** Says everything that the driver said, but for the password of a URL. */
    private static void debug(Exception e) {
        if (LOG.isDebugEnabled()) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            LOG.debug("The store failed: {}", PASSWORD.matcher(trace.toString()).replaceAll("$1(masked)"));
        }
    }

    static AuthException readOnly() {
        return AuthFailure.of(StoreProblem.STORE_READ_ONLY)
                .detail("the data source's connections are read-only")
                .toException();
    }

    private static String meaning(String state) {
        return switch (state) {
            case "26000", "42P05" ->
                ", prepared statements do not go with this pooler: set prepareThreshold=0 in the URL";
            case "42P01", "3F000" -> ", no such table: apply " + DDL + "postgresql.sql";
            case "42703" -> ", a column is missing: apply " + DDL + "postgresql.sql";
            case "42S02", "42S03", "42S04", "90079" -> ", no such table: apply " + DDL + "h2.sql";
            case "42S22" -> ", a column is missing: apply " + DDL + "h2.sql";
            case "42501", "90096" -> ", no permission";
            case "53300" -> ", too many connections";
            case "57014", "57051" -> ", statement timeout";
            case "55P03", "HYT00" -> ", lock timeout";
            default -> state.startsWith("08") ? ", no connection" : "";
        };
    }

    private static String state(SQLException e) {
        String state = e.getSQLState();
        return state != null && state.matches("[0-9A-Z]{5}") ? state : "";
    }
}
