package io.crosscloud.auth.internal.session.host;

import io.crosscloud.error.AuthException;
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
import java.util.function.Supplier;

/**
 * The store as one connection uses it. A verb that does not come back in time is given up and interrupted. A failing store
 * fails by an {@link AuthException} of its own, or else by a {@link io.crosscloud.error.StoreException}, whatever it throws:
 * an {@code Error} too.
 */
final class GuardedStore implements TokenStore {
    private final TokenStore store;
    private final HostCalls calls;

    GuardedStore(TokenStore store, HostCalls calls) {
        this.store = store;
        this.calls = calls;
    }

    @Override
    public Optional<SessionRecord> find(String key) {
        return guarded("store, find", () -> store.find(key));
    }

    @Override
    public Claim claim(String key, long generation, String holder, Duration lease) {
        return guarded("store, claim", () -> store.claim(key, generation, holder, lease));
    }

    @Override
    public boolean commit(String key, long generation, SealedSession session) {
        return guarded("store, commit", () -> store.commit(key, generation, session));
    }

    @Override
    public void release(String key, long generation, String holder, Release release) {
        boolean unused = guarded("store, release", () -> {
            store.release(key, generation, holder, release);
            return true;
        });
    }

    @Override
    public boolean end(String key, long generation, Ending ending, String problem) {
        return guarded("store, end", () -> store.end(key, generation, ending, problem));
    }

    @Override
    public List<SessionRecord> due(Instant before, int limit) {
        return guarded("store, due", () -> store.due(before, limit));
    }

    @Override
    public boolean persistent() {
        return store.persistent();
    }

    private <T> T guarded(String what, Supplier<T> verb) {
        try {
            return calls.verb(what, verb);
        } catch (AuthException e) {
            throw e;
        } catch (Throwable e) { // of another language, a checked one
            throw AuthFailure.of(StoreProblem.STORE_FAILED)
                    .detail(e.getClass().getName())
                    .cause(e)
                    .toException();
        }
    }
}
