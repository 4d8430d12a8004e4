package io.crosscloud.auth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.jdbc.JdbcTokenStore;
import io.crosscloud.auth.store.jdbc.TestPostgres;
import io.crosscloud.auth.store.redis.RedisTokenStore;
import io.crosscloud.auth.store.redis.TestRedis;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;

/** How often a host waits for its store, once it has begun: to refresh, and to take what another host has got. */
class RoundTripsTest {
    private static final Pattern CALLS = Pattern.compile("cmdstat_([a-z|]+):calls=(\\d+)");
    private static final List<String> OF_SCRIPTS = List.of("time", "hget", "hmget", "hset", "hdel", "zadd", "zrem");

    @Test
    void postgres_fiveForARefresh_oneForAnAdoptedToken() throws SQLException {
        AtomicInteger statements = new AtomicInteger();
        JdbcConnectionPool pool = TestPostgres.pool(4);
        JdbcTokenStore one = JdbcTokenStore.create(counted(pool, statements));
        one.createSchema();
        TestPostgres.execute("delete from crosscloud_session");
        try (TestFleet fleet = new TestFleet()) {
            SessionManager a = fleet.host(one);
            SessionManager b = fleet.host(JdbcTokenStore.create(counted(pool, statements)));
            warmUp(fleet, a, b);

            fleet.expire();
            statements.set(0);
            fleet.use(a, "marta");
            assertThat(statements).as("find, claim, light, commit, put out").hasValue(5);

            statements.set(0);
            fleet.use(b, "marta");
            assertThat(statements).as("find").hasValue(1);
            assertThat(fleet.requests()).isEqualTo(2);
        } finally {
            pool.dispose();
        }
    }

    @Test
    void redis_fourForARefresh_oneForAnAdoptedToken() {
        TestRedis redis = TestRedis.started();
        try (RedisClient watch = redis.client(1);
                RedisClient client = redis.client(4);
                RedisTokenStore one = RedisTokenStore.create(client);
                RedisTokenStore two = RedisTokenStore.create(client);
                TestFleet fleet = new TestFleet()) {
            SessionManager a = fleet.host(one);
            SessionManager b = fleet.host(two);
            warmUp(fleet, a, b);

            fleet.expire();
            reset(watch);
            fleet.use(a, "marta");
            assertThat(commands(watch)).as("find, claim, commit; the beacon").isEqualTo("client|list 1, evalsha 3");

            reset(watch);
            fleet.use(b, "marta");
            assertThat(commands(watch)).as("find").isEqualTo("evalsha 1");
            assertThat(fleet.requests()).isEqualTo(2);
        } finally {
            redis.stop();
        }
    }

    /** Both hosts have a token, the scripts are loaded, and the connections are open. */
    private static void warmUp(TestFleet fleet, SessionManager a, SessionManager b) {
        fleet.begin(a, "marta");
        fleet.use(a, "marta");
        fleet.use(b, "marta");
    }

    private static void reset(RedisClient watch) {
        watch.executeCommand(new CommandArguments(Command.CONFIG).add("RESETSTAT"));
    }

    /** What clients have sent; what scripts do within the server is none of it. */
    private static String commands(RedisClient watch) {
        TreeMap<String, String> calls = new TreeMap<>();
        CALLS.matcher(watch.info("commandstats")).results().forEach((MatchResult each) -> {
            if (!OF_SCRIPTS.contains(each.group(1)) && !each.group(1).startsWith("config")) {
                calls.put(each.group(1), each.group(1) + " " + each.group(2));
            }
        });
        return String.join(", ", calls.values());
    }

    /** Counts what is sent: each statement, and each commit that is not part of one. */
    private static DataSource counted(DataSource real, AtomicInteger count) {
        return proxy(DataSource.class, real, count);
    }

    private static <T> T proxy(Class<T> type, Object real, AtomicInteger count) {
        return type.cast(Proxy.newProxyInstance(
                RoundTripsTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                    if (method.getName().startsWith("execute")
                            || List.of("commit", "rollback", "isValid").contains(method.getName())) {
                        count.incrementAndGet();
                    }
                    Object answer;
                    try {
                        answer = method.invoke(real, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (answer instanceof PreparedStatement) {
                        return proxy(PreparedStatement.class, answer, count);
                    }
                    return answer instanceof Connection ? proxy(Connection.class, answer, count) : answer;
                }));
    }
}
