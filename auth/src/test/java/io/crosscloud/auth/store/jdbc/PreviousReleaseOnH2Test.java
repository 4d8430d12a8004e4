package io.crosscloud.auth.store.jdbc;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;

class PreviousReleaseOnH2Test extends PreviousJdbcReleaseContract {
    private static final JdbcConnectionPool POOL =
            JdbcConnectionPool.create("jdbc:h2:mem:previous;DB_CLOSE_DELAY=-1", "sa", "");

    @AfterAll
    static void close() {
        POOL.dispose();
    }

    @Override
    DataSource dataSource() {
        return POOL;
    }

    @Override
    String ddlFile() {
        return "h2.sql";
    }

    @Override
    String claim() {
        return "update crosscloud_session set lease_holder = ?,"
                + " lease_until = dateadd('MILLISECOND', ?, current_timestamp), beacon = 7, beacon_server = null,"
                + " probe = (attempted_at is not null), attempted_at = current_timestamp, not_before = null"
                + " where session_key = ? and generation = ? and ending is null"
                + " and (not_before is null or not_before <= current_timestamp)"
                + " and (lease_until is null or lease_until <= current_timestamp)";
    }
}
