package io.crosscloud.auth.session;

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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A store that fails when told to, and can be set back to an earlier state. */
final class FaultyStore implements TokenStore {
    enum Verb {
        FIND,
        CLAIM,
        COMMIT,
        /** The commit happens, and its confirmation is lost. */
        COMMIT_UNCONFIRMED,
        /** The database has become read-only. */
        COMMIT_READ_ONLY,
        RELEASE,
        END,
        /** The end happens, and its confirmation is lost. */
        END_UNCONFIRMED
    }

    private volatile TokenStore inner;
    private final Set<Verb> failing = EnumSet.noneOf(Verb.class);
    private int failuresLeft = Integer.MAX_VALUE;
    private volatile Runnable afterClaim = () -> {};
    private volatile String lastHolder = "";
    private volatile @Nullable Throwable thrown;

    private final Map<Verb, Runnable> before = new ConcurrentHashMap<>();
    private final Map<Verb, Runnable> after = new ConcurrentHashMap<>();

    FaultyStore(TokenStore inner) {
        this.inner = inner;
    }

    synchronized void fail(Verb... verbs) {
        failing.addAll(List.of(verbs));
    }

    /** Fails so many times, then heals. */
    synchronized void fail(int times, Verb verb) {
        failing.add(verb);
        failuresLeft = times;
    }

    /** Failures are this from now on. */
    void throwing(Throwable thrown) {
        this.thrown = thrown;
    }

    synchronized void heal() {
        failing.clear();
        failuresLeft = Integer.MAX_VALUE;
    }

    /** Runs this once, before the next such step. */
    void before(Verb verb, Runnable once) {
        before.put(verb, once);
    }

    /** Runs this once, when the next such step is done and before its caller knows. */
    void after(Verb verb, Runnable once) {
        after.put(verb, once);
    }

    private static void run(Map<Verb, Runnable> gates, Verb verb) {
        Runnable gate = gates.remove(verb);
        if (gate != null) {
            gate.run();
        }
    }

    /** From now on another store answers, as after a fail-over. */
    void failOverTo(TokenStore other) {
        inner = other;
    }

    /** Runs after every claim, before its answer arrives. */
    void afterClaim(Runnable action) {
        afterClaim = action;
    }

    /** The holder that claimed last. */
    String lastHolder() {
        return lastHolder;
    }

    private synchronized void check(Verb verb) {
        if (failing.contains(verb)) {
            if (--failuresLeft == 0) {
                heal();
            }
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown instanceof RuntimeException e) {
                throw e;
            }
            throw AuthFailure.of(
                            verb == Verb.COMMIT_READ_ONLY
                                    ? StoreProblem.STORE_READ_ONLY
                                    : StoreProblem.STORE_UNAVAILABLE)
                    .detail(verb.toString())
                    .toException();
        }
    }

    @Override
    public Optional<SessionRecord> find(String key) {
        run(before, Verb.FIND);
        check(Verb.FIND);
        return inner.find(key);
    }

    @Override
    public Claim claim(String key, long generation, String holder, Duration lease) {
        run(before, Verb.CLAIM);
        check(Verb.CLAIM);
        lastHolder = holder;
        Claim claim = inner.claim(key, generation, holder, lease);
        afterClaim.run();
        return claim;
    }

    @Override
    public boolean commit(String key, long generation, SealedSession session) {
        run(before, Verb.COMMIT);
        check(Verb.COMMIT);
        check(Verb.COMMIT_READ_ONLY);
        boolean committed = inner.commit(key, generation, session);
        run(after, Verb.COMMIT);
        check(Verb.COMMIT_UNCONFIRMED);
        return committed;
    }

    @Override
    public void release(String key, long generation, String holder, Release release) {
        check(Verb.RELEASE);
        inner.release(key, generation, holder, release);
    }

    @Override
    public boolean end(String key, long generation, Ending ending, String problem) {
        check(Verb.END);
        boolean ended = inner.end(key, generation, ending, problem);
        check(Verb.END_UNCONFIRMED);
        return ended;
    }

    @Override
    public List<SessionRecord> due(Instant before, int limit) {
        return inner.due(before, limit);
    }
}
