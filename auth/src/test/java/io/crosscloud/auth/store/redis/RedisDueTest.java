package io.crosscloud.auth.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.error.AuthException;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;

/** What lies in the index beside the sessions that go on is left out, and removed if nothing can come of it. */
class RedisDueTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final String INDEX = "{crosscloud}:due";

    private final RedisClient client = TestRedis.shared().client(4);
    private final RedisTokenStore store = RedisTokenStore.create(client);

    @BeforeEach
    void emptyDatabase() {
        client.flushAll();
    }

    @AfterEach
    void close() {
        store.close();
        client.close();
    }

    @Test
    @Tag("S11")
    void entriesOfErasedRows_areRemoved() {
        commit("alice", 1000);
        for (int i = 0; i < 1000; i++) {
            commit("erased-" + i, i);
            client.del(row("erased-" + i));
        }

        assertThat(due(8)).containsExactly("alice");
        assertThat(client.zrange(INDEX, 0, -1)).containsExactly("alice");
    }

    @Test
    void entriesBehindTheLimit_areNotLookedAt() {
        commit("alice", 1);
        commit("bob", 2);
        client.zadd(INDEX, score(3), "orphan");

        assertThat(due(2)).containsExactly("alice", "bob");
        assertThat(client.zscore(INDEX, "orphan")).isNotNull();
        assertThat(due(3)).containsExactly("alice", "bob");
        assertThat(client.zscore(INDEX, "orphan")).isNull();
    }

    @Test
    void entriesOfRowsThatCannotBeRenewed_areRemoved() {
        for (String key : List.of("ended", "empty", "timeless", "alice")) {
            commit(key, 1);
        }
        client.hset(row("ended"), "ending", "REVOKED");
        client.hdel(row("empty"), "payload");
        client.hdel(row("timeless"), "renewBefore");

        assertThat(due(1)).containsExactly("alice");
        assertThat(due(9)).containsExactly("alice");
        assertThat(client.zrange(INDEX, 0, -1)).containsExactly("alice");
    }

    @Test
    void entryOfAnotherKindOfKey_isRemoved() {
        client.set(row("foreign"), "x");
        client.zadd(INDEX, score(0), "foreign");
        commit("alice", 1);

        assertThat(due(1)).containsExactly("alice");
        assertThat(client.zrange(INDEX, 0, -1)).containsExactly("alice");
        assertThat(client.get(row("foreign"))).isEqualTo("x");
    }

    @Test
    void entryWithAnotherTime_isCorrected() {
        commit("later", 50);
        commit("alice", 10);
        commit("bob", 20);
        client.zadd(INDEX, score(1), "later");

        assertThat(due(1)).containsExactly("alice");
        assertThat(client.zscore(INDEX, "later")).isEqualTo(score(50));
        assertThat(store.due(NOON.plusSeconds(20), 9))
                .extracting(SessionRecord::key)
                .containsExactly("alice", "bob");

        client.zadd(INDEX, score(1), "later");
        assertThat(due(9)).containsExactly("alice", "bob", "later");
    }

    @Test
    void rowThatCannotBeRead_keepsItsEntry_andHidesNobody() {
        for (String key : List.of("format", "generation", "time", "alice")) {
            commit(key, 1);
        }
        client.hset(row("format"), "format", "none");
        client.hset(row("generation"), "generation", "many");
        client.hset(row("time"), "renewBefore", "soon");

        assertThat(due(1)).containsExactly("alice");
        assertThat(client.zcard(INDEX)).isEqualTo(4);
        for (String key : List.of("format", "generation", "time")) {
            assertThatThrownBy(() -> store.find(key))
                    .extracting(e -> ((AuthException) e).problem())
                    .isEqualTo(StoreProblem.STORE_RECORD_UNREADABLE);
        }
    }

    @Test
    void endingOfANewerRelease_isSaid() {
        commit("alice", 1);
        client.hset(row("alice"), "ending", "ABDUCTED");
        assertThatThrownBy(() -> store.find("alice"))
                .extracting(e -> ((AuthException) e).problem())
                .isEqualTo(StoreProblem.STORE_FORMAT_NEWER);
    }

    @Test
    void serverThatTakesNoWrites_answersToo() {
        TestRedis lonely = TestRedis.started();
        try (RedisClient own = lonely.client(4);
                RedisTokenStore its = RedisTokenStore.create(own)) {
            its.commit("alice", 0, session(2));
            own.zadd(INDEX, score(1), "orphan");
            own.executeCommand(new CommandArguments(Command.CONFIG)
                    .add("SET")
                    .add("min-replicas-to-write")
                    .add("1"));

            assertThat(its.due(Instant.MAX, 1)).extracting(SessionRecord::key).containsExactly("alice");
        } finally {
            lonely.stop();
        }
    }

    private List<String> due(int limit) {
        return store.due(Instant.MAX, limit).stream().map(SessionRecord::key).toList();
    }

    private void commit(String key, int second) {
        assertThat(store.commit(key, 0, session(second))).isTrue();
    }

    private static SealedSession session(int second) {
        return new SealedSession("x", 1, NOON.plusSeconds(second));
    }

    private static String row(String key) {
        return "{crosscloud}:session:" + key;
    }

    private static double score(int second) {
        return NOON.plusSeconds(second).toEpochMilli();
    }
}
