package io.crosscloud.auth.store.jdbc;

import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SealedSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The verbs over one connection, each in one statement unless a row is missing or a claim is refused. */
final class StoreStatements {
    static final String TABLE = "crosscloud_session";

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
    private static final int LOOKS = 4;
    private static final Duration MOMENT = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final Connection connection;
    private final SqlTexts sql;

    StoreStatements(Connection connection, SqlTexts sql) {
        this.connection = connection;
        this.sql = sql;
    }

    /** What a claim is about; the number of the liveness lock is null where there is none. */
    record Claiming(
            String key,
            long generation,
            String holder,
            Duration lease,
            @Nullable Long liveness) {}

    /**
     * The answer to a claim.
     *
     * @param backend the server's process that granted it; 0 where it did not, or where there is no liveness lock
     * @param lockFree whether nobody held the liveness lock
     */
    record Outcome(Claim claim, int backend, boolean lockFree) {
        static Outcome refused(Claim claim) {
            return new Outcome(claim, 0, false);
        }
    }

    void createSchema(String table) throws SQLException {
        for (String statement : ddl().replace(TABLE, table).split(";", -1)) {
            if (!statement.isBlank() && !(statement.stripLeading().startsWith("alter ") && isCurrent())) {
                create(statement.replace("index if not exists " + table, "index if not exists " + unqualified(table)));
            }
        }
    }

    /** Whether the table has every column. To ask locks nothing; to add one that is there locks the table for a moment. */
    private boolean isCurrent() throws SQLException {
        try {
            return find("").isEmpty();
        } catch (SQLException e) {
            if (!SqlErrors.isSchema(e)) {
                throw e;
            }
            return false;
        }
    }

    Optional<SessionRow> find(String key) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql.find)) {
            query.setString(1, key);
            return first(query);
        }
    }

    /** Claims; looks again if the row says that it should have worked. */
    Outcome claim(Claiming claiming, Duration maxPause) throws SQLException {
        for (int look = 0; look < LOOKS; look++) {
            Outcome won = claimOnRow(claiming);
            if (won != null) {
                return won;
            }
            Optional<SessionRow> row = find(claiming.key());
            if (row.isPresent()) {
                Claim refusal = row.get().refusal(claiming.generation(), maxPause);
                if (refusal != null) {
                    return Outcome.refused(refusal);
                }
            } else if (claiming.generation() != 0) {
                return Outcome.refused(new Claim.Changed());
            } else {
                Outcome first = claimFirst(claiming);
                if (first != null) {
                    return first;
                }
            }
        }
        return Outcome.refused(new Claim.Busy(MOMENT));
    }

    private @Nullable Outcome claimOnRow(Claiming claiming) throws SQLException {
        try (PreparedStatement claim = connection.prepareStatement(sql.claim)) {
            bindLease(claim, 1, claiming);
            claim.setString(4, claiming.key());
            claim.setLong(5, claiming.generation());
            return granted(claim, 6, claiming);
        }
    }

    private @Nullable Outcome claimFirst(Claiming claiming) throws SQLException {
        try (PreparedStatement claim = connection.prepareStatement(sql.claimFirst)) {
            claim.setString(1, claiming.key());
            bindLease(claim, 2, claiming);
            return granted(claim, 5, claiming);
        } catch (SQLException e) {
            if (SqlErrors.isDuplicate(e)) {
                return null;
            }
            throw e;
        }
    }

    boolean commit(String key, long generation, SealedSession session) throws SQLException {
        Change onRow = () -> {
            try (PreparedStatement commit = connection.prepareStatement(sql.commit)) {
                bindSession(commit, 1, session);
                commit.setString(4, key);
                commit.setLong(5, generation);
                return commit.executeUpdate() == 1;
            }
        };
        return onRow(generation, onRow, () -> {
            try (PreparedStatement commit = connection.prepareStatement(sql.commitFirst)) {
                commit.setString(1, key);
                bindSession(commit, 2, session);
                return commit.executeUpdate() == 1;
            }
        });
    }

    boolean release(String key, long generation, String holder, Release release) throws SQLException {
        String refusal = release.refusal().orElse(null);
        try (PreparedStatement update =
                connection.prepareStatement(refusal == null ? sql.release : sql.releaseRefused)) {
            int next = 1;
            update.setLong(next++, millis(release.pause()));
            update.setBoolean(next++, release.isInDoubt());
            update.setBoolean(next++, release.isInDoubt());
            if (refusal != null) {
                update.setString(next++, refusal);
            }
            update.setString(next++, key);
            update.setLong(next++, generation);
            update.setString(next, holder);
            return update.executeUpdate() == 1;
        }
    }

    boolean end(String key, long generation, Ending ending, String problem) throws SQLException {
        boolean erases = ending == Ending.LOGGED_OUT;
        Change onRow = () -> {
            try (PreparedStatement end = connection.prepareStatement(erases ? sql.endErasing : sql.end)) {
                end.setString(1, ending.name());
                end.setString(2, problem);
                end.setString(3, key);
                end.setLong(4, generation);
                return end.executeUpdate() == 1;
            }
        };
        return onRow(generation, onRow, () -> {
            try (PreparedStatement end = connection.prepareStatement(sql.endFirst)) {
                end.setString(1, key);
                end.setLong(2, erases ? 1 : 0);
                end.setString(3, ending.name());
                end.setString(4, problem);
                end.setLong(5, erases ? 1 : 0);
                return end.executeUpdate() == 1;
            }
        });
    }

    List<SessionRow> due(Instant before, int limit) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql.due)) {
            query.setObject(1, time(before));
            query.setInt(2, limit);
            List<SessionRow> rows = new ArrayList<>();
            try (ResultSet columns = query.executeQuery()) {
                while (columns.next()) {
                    rows.add(SessionRow.of(columns));
                }
            }
            return rows;
        }
    }

    /** A missing row counts as generation 0; if somebody else makes it meanwhile, it is looked at once more. */
    private static boolean onRow(long generation, Change onRow, Change whenMissing) throws SQLException {
        if (onRow.done()) {
            return true;
        }
        if (generation != 0) {
            return false;
        }
        try {
            if (whenMissing.done()) {
                return true;
            }
        } catch (SQLException e) {
            if (!SqlErrors.isDuplicate(e)) {
                throw e;
            }
        }
        return onRow.done();
    }

    private void bindLease(PreparedStatement statement, int first, Claiming claiming) throws SQLException {
        statement.setString(first, claiming.holder());
        statement.setLong(first + 1, millis(claiming.lease()));
        statement.setObject(first + 2, hasLivenessLock() ? claiming.liveness() : null, Types.BIGINT);
    }

    private static void bindSession(PreparedStatement statement, int first, SealedSession session) throws SQLException {
        Instant renewBefore = session.renewBefore();
        statement.setString(first, session.payload());
        statement.setInt(first + 1, session.format());
        statement.setObject(first + 2, renewBefore == null ? null : time(renewBefore), Types.TIMESTAMP_WITH_TIMEZONE);
    }

    private boolean hasLivenessLock() {
        return sql.dialect == Dialect.POSTGRESQL;
    }

    private @Nullable Outcome granted(PreparedStatement claim, int next, Claiming claiming) throws SQLException {
        boolean witnessed = hasLivenessLock();
        if (witnessed) {
            claim.setObject(next, claiming.liveness(), Types.BIGINT);
        }
        try (ResultSet columns = claim.executeQuery()) {
            if (!columns.next()) {
                return null;
            }
            SessionRow row = SessionRow.of(columns);
            return new Outcome(
                    new Claim.Granted(row.record(), row.probe()),
                    witnessed ? columns.getInt("backend") : 0,
                    witnessed && columns.getBoolean("dark"));
        }
    }

    private static Optional<SessionRow> first(PreparedStatement query) throws SQLException {
        try (ResultSet columns = query.executeQuery()) {
            return columns.next() ? Optional.of(SessionRow.of(columns)) : Optional.empty();
        }
    }

    private String ddl() {
        String name = sql.dialect.name().toLowerCase(Locale.ROOT) + ".sql";
        try (InputStream file = Objects.requireNonNull(StoreStatements.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).replaceAll("--[^\n]*", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void create(String statement) throws SQLException {
        try (Statement create = connection.createStatement()) {
            create.execute(statement);
        } catch (SQLException e) {
            if (!SqlErrors.isDuplicate(e)) { // "if not exists" does not keep two hosts apart
                throw e;
            }
        }
    }

    private static String unqualified(String table) {
        return table.substring(table.indexOf('.') + 1);
    }

    private static long millis(Duration duration) {
        return duration.compareTo(LONGEST) > 0 ? LONGEST.toMillis() : Math.max(0, duration.toMillis());
    }

    private static OffsetDateTime time(Instant instant) {
        Instant within = instant.isBefore(EARLIEST) ? EARLIEST : instant.isAfter(LATEST) ? LATEST : instant;
        return within.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    private interface Change {
        boolean done() throws SQLException;
    }
}
