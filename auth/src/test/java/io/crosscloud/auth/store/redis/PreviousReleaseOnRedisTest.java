package io.crosscloud.auth.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.auth.store.PreviousReleaseContract;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.TokenStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import redis.clients.jedis.RedisClient;

class PreviousReleaseOnRedisTest extends PreviousReleaseContract {
    private static final String INDEX = "{crosscloud}:due";

    private final RedisClient client = TestRedis.shared().client(4);
    private final RedisTokenStore store =
            RedisTokenStore.builder(client).maxPause(Duration.ZERO).build();

    @BeforeEach
    void emptyDatabase() {
        client.flushAll();
    }

    @AfterEach
    void close() {
        store.close();
        client.close();
    }

    @Override
    protected TokenStore store() {
        return store;
    }

    @Override
    protected void earlierCommit(String key, long generation) {
        assertThat(run(
                        "commit",
                        List.of(row(key), INDEX),
                        List.of(Long.toString(generation), "old", "1", "", "", key, "0")))
                .isEqualTo(1L);
    }

    @Override
    protected void earlierClaim(String key, long generation, String holder) {
        List<?> answer = (List<?>)
                run("claim", List.of(row(key)), List.of(Long.toString(generation), holder, "20000", "", "", "0"));
        assertThat(answer.get(0)).isEqualTo("granted");
    }

    @Override
    protected void earlierRelease(String key, long generation, String holder) {
        assertThat(run("release", List.of(row(key)), List.of(Long.toString(generation), holder, "1", "0")))
                .isEqualTo(1L);
    }

    @Override
    protected void earlierEnd(String key, long generation, Ending ending) {
        assertThat(run(
                        "end",
                        List.of(row(key), INDEX),
                        List.of(
                                Long.toString(generation),
                                ending.name(),
                                ending == Ending.LOGGED_OUT ? "1" : "0",
                                key)))
                .isEqualTo(1L);
    }

    private static String row(String key) {
        return "{crosscloud}:session:" + key;
    }

    private Object run(String script, List<String> keys, List<String> arguments) {
        try (InputStream file =
                PreviousReleaseOnRedisTest.class.getResourceAsStream("before-history-" + script + ".lua")) {
            return client.eval(new String(file.readAllBytes(), StandardCharsets.UTF_8), keys, arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
