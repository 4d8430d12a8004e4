package io.crosscloud.auth.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PreviousReleaseOnPostgresTest extends PreviousJdbcReleaseContract {
    private static final String SCHEMA = "currentSchema=previous";

    @BeforeAll
    static void schema() throws SQLException {
        TestPostgres.execute("create schema if not exists previous");
    }

    @Override
    DataSource dataSource() {
        return TestPostgres.unpooled(SCHEMA);
    }

    @Override
    String ddlFile() {
        return "postgresql.sql";
    }

    @Override
    String claim() {
        return "update crosscloud_session set lease_holder = ?,"
                + " lease_until = clock_timestamp() + ? * interval '1 millisecond', beacon = null, beacon_server ="
                + " pg_postmaster_start_time(), probe = (attempted_at is not null), attempted_at = clock_timestamp(),"
                + " not_before = null where session_key = ? and generation = ? and ending is null"
                + " and (not_before is null or not_before <= clock_timestamp())"
                + " and (lease_until is null or lease_until <= clock_timestamp())";
    }

    @Test
    void migrationByManyHostsAtOnce_isDoneOnce() throws SQLException, IOException {
        for (int round = 0; round < 3; round++) {
            execute("drop table crosscloud_session");
            execute(earlierDdl());
            IntStream.range(0, 8).parallel().forEach(i -> store().createSchema());
            assertThat(store().due(Instant.MAX, 1)).isEmpty();
        }
    }

    @Test
    void schemaThatIsThere_isNotLockedAgain() throws SQLException {
        try (Connection backup = dataSource().getConnection();
                Statement reads = backup.createStatement()) {
            backup.setAutoCommit(false);
            try (ResultSet rows = reads.executeQuery("select count(*) from crosscloud_session")) {
                assertThat(rows.next()).isTrue();
            }
            JdbcTokenStore.create(TestPostgres.unpooled(SCHEMA, "options=-c%20lock_timeout=500"))
                    .createSchema();
        }
    }
}
