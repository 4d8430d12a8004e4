package io.crosscloud.auth.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.spi.TokenStore;
import io.crosscloud.testkit.contract.TokenStoreContract;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

class RedisTokenStoreTest extends TokenStoreContract {
    private static final List<String> TIMES =
            List.of("leaseUntil", "attemptedAt", "notBefore", "createdAt", "refreshedAt", "endedAt", "refusedSince");

    private final RedisClient one = redis().client(8);
    private final RedisClient two = redis().client(8);
    private final RedisTokenStore store = open(one);
    private final RedisTokenStore other = open(two);

    TestRedis redis() {
        return TestRedis.shared();
    }

    RedisTokenStore open(RedisClient client) {
        return RedisTokenStore.create(client);
    }

    @BeforeEach
    void emptyDatabase() {
        one.flushAll();
    }

    @AfterEach
    void close() {
        store.close();
        other.close();
        one.close();
        two.close();
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
        String row = "{crosscloud}:session:" + key;
        return new Stored(Long.parseLong(two.hget(row, "generation")), two.hget(row, "payload"));
    }

    @Override
    protected void elapse(String key, Duration time) {
        String row = "{crosscloud}:session:" + key;
        for (String field : TIMES) {
            if (two.hexists(row, field)) {
                two.hincrBy(row, field, -time.toMillis());
            }
        }
    }

    @Override
    protected boolean erase(String key) {
        return two.del("{crosscloud}:session:" + key) == 1;
    }

    @Test
    void redis_isPersistent() {
        assertThat(store.persistent()).isTrue();
    }
}
