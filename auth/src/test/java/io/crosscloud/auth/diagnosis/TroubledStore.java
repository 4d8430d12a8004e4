package io.crosscloud.auth.diagnosis;

import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.StoreProblem;
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

/** A store that counts as persistent, can be down, and says when somebody claims or finds a claim. */
final class TroubledStore implements TokenStore {
    private final TokenStore inner;
    private volatile boolean down;
    private volatile Runnable beforeClaims = () -> {};
    private volatile Runnable whenFoundClaimed = () -> {};

    TroubledStore(TokenStore inner) {
        this.inner = inner;
    }

    void down(boolean value) {
        down = value;
    }

    void beforeClaims(Runnable code) {
        beforeClaims = code;
    }

    /** Runs each time that a row is read which somebody has claimed. */
    void whenFoundClaimed(Runnable code) {
        whenFoundClaimed = code;
    }

    private TokenStore up() {
        if (down) {
            throw AuthFailure.of(StoreProblem.STORE_UNAVAILABLE)
                    .detail("connection refused")
                    .toException();
        }
        return inner;
    }

    @Override
    public Optional<SessionRecord> find(String key) {
        Optional<SessionRecord> found = up().find(key);
        if (found.isPresent() && found.get().lease() != null) {
            whenFoundClaimed.run();
        }
        return found;
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
