package io.crosscloud.auth.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.auth.store.DatabaseProblem;
import io.crosscloud.auth.store.PreviousReleaseContract;
import io.crosscloud.error.AuthException;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord.History;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table as the release before the history made it, and that release's statements, on one database. */
abstract class PreviousJdbcReleaseContract extends PreviousReleaseContract {
    private static final String RESOLVED = "lease_holder = null, lease_until = null, beacon = null,"
            + " beacon_server = null, attempted_at = null, probe = false, not_before = null";
    private static final String CURRENT = " where session_key = ? and generation = ?";

    /** Connections in whose schema the table stands, or will. */
    abstract DataSource dataSource();

    abstract String ddlFile();

    abstract String claim();

    @BeforeEach
    void tableOfTheEarlierRelease() throws SQLException, IOException {
        execute("drop table if exists crosscloud_session");
        execute(earlierDdl());
        store().createSchema();
    }

    @Override
    protected JdbcTokenStore store() {
        return JdbcTokenStore.builder(dataSource()).maxPause(Duration.ZERO).build();
    }

    @Override
    protected void earlierCommit(String key, long generation) {
        if (generation == 0) {
            change(
                    "insert into crosscloud_session (session_key, generation, payload, format, renew_before)"
                            + " values (?, 1, ?, ?, ?)",
                    key,
                    "old",
                    1,
                    null);
            return;
        }
        change(
                "update crosscloud_session set generation = generation + 1, payload = ?, format = ?, renew_before = ?,"
                        + " ending = null, " + RESOLVED + CURRENT,
                "old",
                1,
                null,
                key,
                generation);
    }

    @Override
    protected void earlierClaim(String key, long generation, String holder) {
        change(claim(), holder, 20_000L, key, generation);
    }

    @Override
    protected void earlierRelease(String key, long generation, String holder) {
        change(
                "update crosscloud_session set lease_holder = null, lease_until = null, beacon = null,"
                        + " beacon_server = null, not_before = null" + CURRENT + " and lease_holder = ?",
                key,
                generation,
                holder);
    }

    @Override
    protected void earlierEnd(String key, long generation, Ending ending) {
        String erased = ending == Ending.LOGGED_OUT
                ? "generation = generation + 1, payload = null, format = null, renew_before = null, "
                : "";
        change(
                "update crosscloud_session set ending = ?, " + erased + RESOLVED + CURRENT,
                ending.name(),
                key,
                generation);
    }

    @Test
    void rowsOfAnEarlierTable_areKept() throws SQLException, IOException {
        execute("drop table crosscloud_session");
        execute(earlierDdl());
        earlierCommit("living", 0);
        earlierCommit("ended", 0);
        earlierEnd("ended", 1, Ending.EXPIRED);
        earlierCommit("claimed", 0);
        earlierClaim("claimed", 1, "old");

        store().createSchema();
        store().createSchema();

        assertThat(store().find("living").orElseThrow().session()).isEqualTo(new SealedSession("old", 1, null));
        assertThat(store().find("ended").orElseThrow().ending()).isEqualTo(Ending.EXPIRED);
        assertThat(store().find("ended").orElseThrow().history()).isEqualTo(History.NONE);
        assertThat(store().claim("claimed", 1, "new", Duration.ofSeconds(1))).isInstanceOf(Claim.Busy.class);
        assertThat(store().claim("living", 1, "new", Duration.ofSeconds(1))).isInstanceOf(Claim.Granted.class);
        assertThat(store().commit("living", 1, new SealedSession("new", 1, null)))
                .isTrue();
    }

    @Test
    void forgottenMigration_isSaidWithTheFileToApply() throws SQLException, IOException {
        execute("drop table crosscloud_session");
        assertSchema("no such table: apply ");
        execute(earlierDdl());
        assertSchema("a column is missing: apply ");
    }

    private void assertSchema(String said) {
        assertThatThrownBy(() -> store().find("key"))
                .hasMessageContaining(said + "the resource io/crosscloud/auth/store/jdbc/" + ddlFile())
                .hasMessageContaining("createSchema()")
                .extracting(e -> ((AuthException) e).problem())
                .isEqualTo(DatabaseProblem.STORE_SCHEMA);
    }

    String earlierDdl() throws IOException {
        try (InputStream file = PreviousJdbcReleaseContract.class.getResourceAsStream("before-history-" + ddlFile())) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void change(String sql, Object... parameters) {
        try (Connection connection = dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                if (parameters[i] == null) {
                    statement.setNull(i + 1, java.sql.Types.TIMESTAMP_WITH_TIMEZONE);
                } else {
                    statement.setObject(i + 1, parameters[i]);
                }
            }
            assertThat(statement.executeUpdate()).isEqualTo(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
