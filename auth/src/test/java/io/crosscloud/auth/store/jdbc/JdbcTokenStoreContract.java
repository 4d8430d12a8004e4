package io.crosscloud.auth.store.jdbc;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.error.AuthException;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.testkit.contract.TokenStoreContract;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract on a database; it is looked into by SQL of the test's own. */
abstract class JdbcTokenStoreContract extends TokenStoreContract {
    private static final List<String> TIMES = List.of(
            "lease_until", "attempted_at", "not_before", "created_at", "refreshed_at", "ended_at", "refused_since");

    private TokenStore store;
    private TokenStore other;

    abstract DataSource dataSource();

    /** A column's time, moved by so many milliseconds, which are a parameter. */
    abstract String moved(String column);

    @BeforeEach
    void emptyTable() throws SQLException {
        JdbcTokenStore created = JdbcTokenStore.create(dataSource());
        created.createSchema();
        execute("delete from crosscloud_session");
        store = created;
        other = JdbcTokenStore.create(dataSource());
    }

    @Override
    protected TokenStore store() {
        return store;
    }

    @Override
    protected TokenStore otherHandle() {
        return other;
    }

    @Override
    protected Stored look(String key) {
        try (Connection connection = dataSource().getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select generation, payload from crosscloud_session where session_key = ?")) {
            query.setString(1, key);
            try (ResultSet row = query.executeQuery()) {
                assertThat(row.next()).isTrue();
                return new Stored(row.getLong(1), row.getString(2));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected void elapse(String key, Duration time) {
        try (Connection connection = dataSource().getConnection();
                PreparedStatement update = connection.prepareStatement("update crosscloud_session set "
                        + TIMES.stream()
                                .map(column -> column + " = " + moved(column))
                                .collect(joining(", "))
                        + " where session_key = ?")) {
            for (int i = 1; i <= TIMES.size(); i++) {
                update.setLong(i, -time.toMillis());
            }
            update.setString(TIMES.size() + 1, key);
            assertThat(update.executeUpdate()).isEqualTo(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected boolean erase(String key) {
        try (Connection connection = dataSource().getConnection();
                PreparedStatement delete =
                        connection.prepareStatement("delete from crosscloud_session where session_key = ?")) {
            delete.setString(1, key);
            return delete.executeUpdate() == 1;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void database_isPersistent() {
        assertThat(store.persistent()).isTrue();
    }

    @Test
    void schema_mayBeMadeAgain() {
        ((JdbcTokenStore) store).createSchema();
        store.commit("kept", 0, new SealedSession("one", 1, null));
        ((JdbcTokenStore) other).createSchema();
        assertThat(look("kept").generation()).isEqualTo(1);
    }

    @Test
    void endingOfANewerRelease_isSaid_andDueHidesNobody() throws SQLException {
        store.commit("newer", 0, new SealedSession("x", 1, Instant.EPOCH));
        store.commit("alice", 0, new SealedSession("x", 1, Instant.EPOCH));
        execute("update crosscloud_session set ending = 'ABDUCTED' where session_key = 'newer'");
        assertThatThrownBy(() -> store.find("newer"))
                .extracting(e -> ((AuthException) e).problem())
                .isEqualTo(StoreProblem.STORE_FORMAT_NEWER);
        assertThat(store.due(Instant.MAX, 1)).extracting(SessionRecord::key).containsExactly("alice");
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
