package io.crosscloud.auth.internal.session.manage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.crosscloud.auth.internal.session.host.Settings;
import io.crosscloud.session.SessionKey;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sessions in memory: those in use, of which there are so many at most, and those that somebody holds. There is one for
 * each key. Time is that of the last use that was noted.
 */
public final class SessionCache<S> {
    private static final long NOTE_USE_EVERY_MILLIS = 1_000;

    private final Cache<SessionKey, S> inUse;
    private final Policy<SessionKey, S> lookup;
    private final Cache<SessionKey, S> held = Caffeine.newBuilder().weakValues().build();
    private final long noteUseEvery;
    private volatile long lastUse;

    public SessionCache(Settings settings) {
        this.inUse = Caffeine.newBuilder()
                .maximumSize(settings.maximumSessions)
                .expireAfterAccess(settings.idleTime)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(lastUse))
                .evictionListener(this::evicted)
                .build();
        this.lookup = inUse.policy();
        this.noteUseEvery = Math.min(NOTE_USE_EVERY_MILLIS, settings.idleTime.toMillis() / 2);
        this.lastUse = settings.clock.millis();
    }

    /** Within the eviction, so that nobody finds the session in neither place and makes another. */
    private void evicted(@Nullable SessionKey key, @Nullable S session, RemovalCause cause) {
        if (key != null && session != null) {
            held.put(key, session);
        }
    }

    /** The session of this key if it is in use. Notes nothing: a use is noted when the session gives a token. */
    public @Nullable S peek(SessionKey key) {
        return lookup.getIfPresentQuietly(key);
    }

    /** The session of this key if it is in use or held. */
    public @Nullable S find(SessionKey key) {
        S session = peek(key);
        if (session != null) {
            return session;
        }
        inUse.cleanUp(); // what has expired is among the held ones then
        return held.getIfPresent(key);
    }

    /** The session of this key, which is in use from now on. */
    public @Nullable S use(SessionKey key, long now) {
        lastUse = now;
        return inUse.getIfPresent(key);
    }

    /** The session of this key, or this one if there is none. */
    public S computeIfAbsent(SessionKey key, S fresh) {
        return inUse.get(key, missing -> {
            S known = held.getIfPresent(missing);
            return known != null ? known : fresh;
        });
    }

    /**
     * The session of this key is in use.
     *
     * @return when to say so again, in milliseconds
     */
    public long noteUse(SessionKey key, long now) {
        S unused = use(key, now);
        return now + noteUseEvery;
    }

    public void remove(SessionKey key, S session) {
        inUse.asMap().remove(key, session);
        held.asMap().remove(key, session);
    }

    public void clear() {
        inUse.invalidateAll();
    }

    /** Those in use, and those that somebody holds. */
    public Stream<S> all() {
        inUse.cleanUp(); // what has expired is among the held ones then
        return Stream.concat(inUse.asMap().values().stream(), held.asMap().values().stream())
                .distinct();
    }
}
