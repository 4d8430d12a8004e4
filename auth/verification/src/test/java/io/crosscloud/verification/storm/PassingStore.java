package io.crosscloud.verification.storm;

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

/** A store that hands everything on to another. */
class PassingStore implements TokenStore {
    final TokenStore real;

    PassingStore(TokenStore real) {
        this.real = real;
    }

    @Override
    public Optional<SessionRecord> find(String key) {
        return real.find(key);
    }

    @Override
    public Claim claim(String key, long generation, String holder, Duration lease) {
        return real.claim(key, generation, holder, lease);
    }

    @Override
    public boolean commit(String key, long generation, SealedSession session) {
        return real.commit(key, generation, session);
    }

    @Override
    public void release(String key, long generation, String holder, Release release) {
        real.release(key, generation, holder, release);
    }

    @Override
    public boolean end(String key, long generation, Ending ending, String problem) {
        return real.end(key, generation, ending, problem);
    }

    @Override
    public List<SessionRecord> due(Instant before, int limit) {
        return real.due(before, limit);
    }
}
