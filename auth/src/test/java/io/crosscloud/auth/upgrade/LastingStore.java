package io.crosscloud.auth.upgrade;

import io.crosscloud.spi.Claim;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A store that outlives the hosts of a test, as one in memory does not say of itself. */
class LastingStore implements TokenStore {
    private final TokenStore inner;

    LastingStore(TokenStore inner) {
        this.inner = inner;
    }

    @Override
    public Optional<SessionRecord> find(String key) {
        return inner.find(key);
    }

    @Override
    public Claim claim(String key, long generation, String holder, Duration lease) {
        return inner.claim(key, generation, holder, lease);
    }

    @Override
    public boolean commit(String key, long generation, SealedSession session) {
        return inner.commit(key, generation, session);
    }

    @Override
    public void release(String key, long generation, String holder, Release release) {
        inner.release(key, generation, holder, release);
    }

    @Override
    public boolean end(String key, long generation, Ending ending, String problem) {
        return inner.end(key, generation, ending, problem);
    }

    @Override
    public List<SessionRecord> due(Instant before, int limit) {
        return inner.due(before, limit);
    }
}
