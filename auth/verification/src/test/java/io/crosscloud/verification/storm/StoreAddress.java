package io.crosscloud.verification.storm;

import io.crosscloud.auth.store.jdbc.JdbcTokenStore;
import io.crosscloud.auth.store.redis.RedisTokenStore;
import io.crosscloud.spi.TokenStore;
import java.time.Duration;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGConnectionPoolDataSource;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;

/** Where a store is, and how a host opens it. */
record StoreAddress(StoreServer.Kind kind, int port) {
    private static final int CONNECTIONS = 8;
    private static final int TIMEOUT_MILLIS = 2_000;

    /** Opens the real store of the product. */
    TokenStore open(Duration maxPause) {
        return switch (kind) {
            case POSTGRES -> postgres(maxPause);
            case REDIS -> redis(maxPause);
        };
    }

    private TokenStore postgres(Duration maxPause) {
        return JdbcTokenStore.builder(pool()).maxPause(maxPause).build();
    }

    /** A host's pool of connections to it, if it is PostgreSQL. */
    DataSource pool() {
        PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
        source.setUrl(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&connectTimeout=2&socketTimeout=5");
        JdbcConnectionPool pool = JdbcConnectionPool.create(source);
        pool.setMaxConnections(CONNECTIONS);
        pool.setLoginTimeout(2);
        return pool;
    }

    private TokenStore redis(Duration maxPause) {
        return RedisTokenStore.builder(client()).maxPause(maxPause).build();
    }

    /** A host's client to it, if it is Redis. */
    RedisClient client() {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS);
        pool.setJmxEnabled(false);
        return RedisClient.builder()
                .hostAndPort(new HostAndPort("127.0.0.1", port))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .timeoutMillis(TIMEOUT_MILLIS)
                        .build())
                .poolConfig(pool)
                .build();
    }

    @Override
    public String toString() {
        return kind + ":" + port;
    }

    static StoreAddress of(String text) {
        String[] parts = text.split(":", 2);
        return new StoreAddress(StoreServer.Kind.valueOf(parts[0]), Integer.parseInt(parts[1]));
    }
}
