package io.crosscloud.auth.store.jdbc;

import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import java.sql.SQLException;
import java.util.Set;

/**
 * What a driver's errors mean. Their messages quote statements and values, so neither they nor the exceptions are handed
 * on: only the SQL state is.
 */
final class SqlErrors {
    private static final Set<String> SCHEMA =
            Set.of("42P01", "42703", "3F000", "42S02", "42S03", "42S04", "42S22", "90079");
    private static final String DDL = "the resource io/crosscloud/auth/store/jdbc/";
    private static final Set<String> READ_ONLY = Set.of("25006", "90097");
    private static final Set<String> ROLLED_BACK = Set.of("40P01", "40001", "90131");
    private static final Set<String> EXISTS = Set.of("23505", "42710", "42P07", "42S01", "42701", "42S21");

    private SqlErrors() {}

    /** Whether the database undid the statement and asks for it again: deadlock, serialization failure. */
    static boolean isRolledBack(SQLException e) {
        return ROLLED_BACK.contains(state(e));
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
        String state = state(e);
        if (READ_ONLY.contains(state)) {
            return readOnly();
        }
        Problem problem = SCHEMA.contains(state) ? Problem.STORE_SCHEMA : Problem.STORE_UNAVAILABLE;
        return AuthFailure.of(problem)
                .detail("SQL state " + state + meaning(state))
                .toException();
    }

    static AuthException readOnly() {
        return AuthFailure.of(Problem.STORE_READ_ONLY)
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
        return state != null && state.matches("[0-9A-Z]{5}") ? state : "unknown";
    }
}
