package io.crosscloud.auth.store.jdbc;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;

class H2MemoryTokenStoreTest extends JdbcTokenStoreContract {
    static final String ELAPSE = "update crosscloud_session set lease_until = dateadd('MILLISECOND', ?, lease_until),"
            + " attempted_at = dateadd('MILLISECOND', ?, attempted_at),"
            + " not_before = dateadd('MILLISECOND', ?, not_before) where session_key = ?";

    private static final JdbcConnectionPool POOL =
            JdbcConnectionPool.create("jdbc:h2:mem:contract;DB_CLOSE_DELAY=-1", "sa", "");

    @AfterAll
    static void close() {
        POOL.dispose();
    }

    @Override
    DataSource dataSource() {
        return POOL;
    }

    @Override
    String elapse() {
        return ELAPSE;
    }
}
