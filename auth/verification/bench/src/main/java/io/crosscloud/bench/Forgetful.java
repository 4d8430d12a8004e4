package io.crosscloud.bench;

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

/** A store that takes everything and keeps nothing, for grants that need none: what it held is not to be weighed. */
final class Forgetful implements TokenStore {
    @Override
    public Optional<SessionRecord> find(String key) {
        return Optional.empty();
    }

    @Override
    public Claim claim(String key, long generation, String holder, Duration lease) {
        return new Claim.Granted(new SessionRecord(key, generation, null, null, null, null, null), false);
    }

    @Override
    public boolean commit(String key, long generation, SealedSession session) {
        return true;
    }

    @Override
    public void release(String key, long generation, String holder, Release release) {}

    @Override
    public boolean end(String key, long generation, Ending ending, String problem) {
        return true;
    }

    @Override
    public List<SessionRecord> due(Instant before, int limit) {
        return List.of();
    }
}
