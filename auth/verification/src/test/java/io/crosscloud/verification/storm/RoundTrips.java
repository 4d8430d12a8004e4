package io.crosscloud.verification.storm;

import io.crosscloud.auth.store.jdbc.JdbcTokenStore;
import io.crosscloud.auth.store.redis.RedisTokenStore;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.TokenStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;

/** A real store, with a count of what is sent to it, and a look at what it keeps. */
interface RoundTrips extends AutoCloseable {
    TokenStore store();

    /** Begins to count anew. */
    void reset();

    /** How often the store was waited for. */
    long count();

    /** How much it keeps: PostgreSQL on disk, Redis in memory. */
    long bytes();

    /** What is kept of some session. */
    SealedSession stored();

    @Override
    void close();

    static RoundTrips to(StoreAddress address) {
        return switch (address.kind()) {
            case POSTGRES -> new ToPostgres(address);
            case REDIS -> new ToRedis(address);
        };
    }

    /** Counts statements. */
    final class ToPostgres implements RoundTrips {
        private static final Set<String> SENT = Set.of("execute", "executeQuery", "executeUpdate", "isValid");

        private final DataSource real;
        private final AtomicLong count = new AtomicLong();
        private final JdbcTokenStore store;

        private ToPostgres(StoreAddress address) {
            real = address.pool();
            store = JdbcTokenStore.create(counted(DataSource.class, real));
            store.createSchema();
        }

        private <T> T counted(Class<T> type, Object counted) {
            return type.cast(Proxy.newProxyInstance(
                    RoundTrips.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        if (SENT.contains(method.getName())) {
                            count.incrementAndGet();
                        }
                        Object answer;
                        try {
                            answer = method.invoke(counted, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                        if (answer instanceof PreparedStatement) {
                            return counted(PreparedStatement.class, answer);
                        }
                        return answer instanceof Connection ? counted(Connection.class, answer) : answer;
                    }));
        }

        @Override
        public TokenStore store() {
            return store;
        }

        @Override
        public void reset() {
            count.set(0);
        }

        @Override
        public long count() {
            return count.get();
        }

        @Override
        public long bytes() {
            return Long.parseLong(ask("select pg_total_relation_size('crosscloud_session')"));
        }

        @Override
        public SealedSession stored() {
            String key = ask("select session_key from crosscloud_session where payload is not null limit 1");
            return store.find(key).orElseThrow().session();
        }

        private String ask(String query) {
            try (Connection connection = real.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet answer = statement.executeQuery(query)) {
                answer.next();
                return answer.getString(1);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            reset();
        }
    }

    /** Counts commands of clients, and not what scripts do. */
    final class ToRedis implements RoundTrips {
        private static final Pattern CALLS = Pattern.compile("cmdstat_(?:evalsha|eval|client\\|list):calls=(\\d+)");
        private static final Pattern MEMORY = Pattern.compile("used_memory_dataset:(\\d+)");

        private final RedisClient client;
        private final RedisTokenStore store;

        private ToRedis(StoreAddress address) {
            client = address.client();
            store = RedisTokenStore.create(client);
        }

        @Override
        public TokenStore store() {
            return store;
        }

        @Override
        public void reset() {
            client.executeCommand(new CommandArguments(Command.CONFIG).add("RESETSTAT"));
        }

        @Override
        public long count() {
            return sum(CALLS, "commandstats");
        }

        @Override
        public long bytes() {
            return sum(MEMORY, "memory");
        }

        private long sum(Pattern pattern, String section) {
            return pattern.matcher(client.info(section))
                    .results()
                    .mapToLong((MatchResult each) -> Long.parseLong(each.group(1)))
                    .sum();
        }

        @Override
        public SealedSession stored() {
            String prefix = "{crosscloud}:session:";
            return client.keys(prefix + "*").stream()
                    .map(row -> store.find(row.substring(prefix.length())).orElseThrow())
                    .map(record -> record.session())
                    .filter(session -> session != null)
                    .findAny()
                    .orElseThrow();
        }

        @Override
        public void close() {
            store.close();
            client.close();
        }
    }
}
