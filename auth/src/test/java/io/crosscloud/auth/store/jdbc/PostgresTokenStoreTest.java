package io.crosscloud.auth.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;

class PostgresTokenStoreTest extends JdbcTokenStoreContract {
    private final JdbcConnectionPool pool = TestPostgres.pool(8);

    @AfterEach
    void close() throws SQLException {
        assertThat(pool.getActiveConnections()).isLessThanOrEqualTo(2); // the beacons of the two handles
        TestPostgres.execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'");
        pool.dispose();
    }

    @Override
    DataSource dataSource() {
        return pool;
    }

    @Override
    String moved(String column) {
        return movedInPostgres(column);
    }

    static String movedInPostgres(String column) {
        return column + " + ? * interval '1 millisecond'";
    }
}
