package io.crosscloud.auth.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.spi.SealedSession;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

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

    @Test
    void claim_namesNoBeacon() throws SQLException {
        store().claim("first", 0, "a", Duration.ofSeconds(20));
        store().commit("second", 0, new SealedSession("x", 1, null));
        store().claim("second", 1, "a", Duration.ofSeconds(20));
        try (Connection connection = POOL.getConnection();
                Statement statement = connection.createStatement();
                ResultSet named = statement.executeQuery("select count(*), count(beacon), count(beacon_server)"
                        + " from crosscloud_session where lease_holder is not null")) {
            assertThat(named.next()).isTrue();
            assertThat(List.of(named.getInt(1), named.getInt(2), named.getInt(3)))
                    .containsExactly(2, 0, 0);
        }
    }

    static String movedInH2(String column) {
        return "dateadd('MILLISECOND', ?, " + column + ")";
    }
}
