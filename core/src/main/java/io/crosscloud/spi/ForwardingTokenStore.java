package io.crosscloud.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A store around another one, which keeps the sessions: the base of decorators, such as one that measures. Each verb is
 * passed on as it is.
 */
public abstract class ForwardingTokenStore implements TokenStore {
    private final TokenStore delegate;

    /** A decorator of this store. */
    protected ForwardingTokenStore(TokenStore delegate) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
    }

    /** The store that keeps the sessions. */
    public final TokenStore delegate() {
        return delegate;
    }

    /**
     * The same decorator around another store. A session manager asks for it when it hands its clock and its listener down to a
     * store of this library, which is a copy then that shares the rows. A decorator that returns itself keeps the delegate that
     * it has, with what that was given.
     */
    public abstract TokenStore withDelegate(TokenStore delegate);

    @Override
    public Optional<SessionRecord> find(String key) {
        return delegate.find(key);
    }

    @Override
    public Claim claim(String key, long generation, String holder, Duration lease) {
        return delegate.claim(key, generation, holder, lease);
    }

    @Override
    public boolean commit(String key, long generation, SealedSession session) {
        return delegate.commit(key, generation, session);
    }

    @Override
    public void release(String key, long generation, String holder, Release release) {
        delegate.release(key, generation, holder, release);
    }

    @Override
    public boolean end(String key, long generation, Ending ending, String problem) {
        return delegate.end(key, generation, ending, problem);
    }

    @Override
    public List<SessionRecord> due(Instant before, int limit) {
        return delegate.due(before, limit);
    }

    @Override
    public boolean persistent() {
        return delegate.persistent();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + delegate + "]";
    }
}
