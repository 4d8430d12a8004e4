package io.crosscloud.auth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.testkit.contract.TokenStoreContract;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InMemoryTokenStoreTest extends TokenStoreContract {
    private final TestClock clock = TestClock.create();
    private final InMemoryTokenStore store = InMemoryTokenStore.create(clock);

    @Override
    protected TokenStore store() {
        return store;
    }

    @Override
    protected TokenStore otherHandle() {
        return store;
    }

    @Override
    protected Stored look(String key) {
        SessionRecord row = store.find(key).orElseThrow();
        SealedSession session = row.session();
        return new Stored(row.generation(), session == null ? null : session.payload());
    }

    @Override
    protected void elapse(String key, Duration time) {
        clock.advance(time);
    }

    @Test
    void memory_isNotPersistent() {
        assertThat(store.persistent()).isFalse();
    }

    @Test
    void hundredThousandRows_areKeptAndDueInOrder() {
        Instant start = clock.instant();
        for (int i = 0; i < 100_000; i++) {
            store.commit("key-" + i, 0, new SealedSession("s", 1, start.plusSeconds(i * 7919L % 100_000)));
        }
        assertThat(store.due(start.plusSeconds(9), 100_000))
                .extracting(row -> row.session().renewBefore())
                .hasSize(10)
                .isSorted();
        assertThat(store.due(Instant.MAX, 200_000)).hasSize(100_000);
    }
}
