package io.crosscloud.auth.store.redis;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import redis.clients.jedis.RedisClient;

/** The contract, with a replica that has to acknowledge. */
class RedisReplicatedTokenStoreTest extends RedisTokenStoreTest {
    private static TestRedis primary;
    private static TestRedis replica;

    @BeforeAll
    static void start() {
        primary = TestRedis.started();
        replica = TestRedis.started();
        replica.follow(primary);
    }

    @AfterAll
    static void stop() {
        replica.stop();
        primary.stop();
    }

    @Override
    TestRedis redis() {
        return primary;
    }

    @Override
    RedisTokenStore open(RedisClient client) {
        return RedisTokenStore.builder(client)
                .replicas(1, Duration.ofSeconds(1))
                .build();
    }
}
