package io.crosscloud.auth.diagnosis;

import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
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

/** A store that counts as persistent, can be down, and says when somebody claims. */
final class TroubledStore implements TokenStore {
    private final TokenStore inner;
    private volatile boolean down;
    private volatile Runnable beforeClaims = () -> {};

    TroubledStore(TokenStore inner) {
        this.inner = inner;
    }

    void down(boolean value) {
        down = value;
    }

    void beforeClaims(Runnable code) {
        beforeClaims = code;
    }

    private TokenStore up() {
        if (down) {
            throw AuthFailure.of(Problem.STORE_UNAVAILABLE)
                    .detail("connection refused")
                    .toException();
        }
        return inner;
    }

    @Override
    public Optional<SessionRecord> find(String key) {
        return up().find(key);
    }

    @Override
    public Claim claim(String key, long generation, String holder, Duration lease) {
        beforeClaims.run();
        return up().claim(key, generation, holder, lease);
    }

    @Override
    public boolean commit(String key, long generation, SealedSession session) {
        return up().commit(key, generation, session);
    }

    @Override
    public void release(String key, long generation, String holder, Release release) {
        up().release(key, generation, holder, release);
    }

    @Override
    public boolean end(String key, long generation, Ending ending, String problem) {
        return up().end(key, generation, ending, problem);
    }

    @Override
    public List<SessionRecord> due(Instant before, int limit) {
        return up().due(before, limit);
    }
}
