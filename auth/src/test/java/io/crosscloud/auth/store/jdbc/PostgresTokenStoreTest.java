package io.crosscloud.auth.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;

class PostgresTokenStoreTest extends JdbcTokenStoreContract {
    static final String ELAPSE =
            "update crosscloud_session set lease_until = lease_until + ? * interval '1 millisecond',"
                    + " attempted_at = attempted_at + ? * interval '1 millisecond',"
                    + " not_before = not_before + ? * interval '1 millisecond' where session_key = ?";

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
    String elapse() {
        return ELAPSE;
    }
}
