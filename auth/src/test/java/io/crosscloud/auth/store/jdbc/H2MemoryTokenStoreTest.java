package io.crosscloud.auth.store.jdbc;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;

class H2MemoryTokenStoreTest extends JdbcTokenStoreContract {
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
    String moved(String column) {
        return movedInH2(column);
    }

    static String movedInH2(String column) {
        return "dateadd('MILLISECOND', ?, " + column + ")";
    }
}
