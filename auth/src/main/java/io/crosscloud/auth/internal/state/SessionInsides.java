package io.crosscloud.auth.internal.state;

import io.crosscloud.session.Identity;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.token.AccessToken;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a session is made of, for those inside the library who examine it. The session's class opens itself when it is
 * loaded.
 */
public abstract class SessionInsides {
    private static final AtomicReference<@Nullable Function<Object, SessionInsides>> OPENED = new AtomicReference<>();

    /** Says how one looks into sessions. */
    public static <S> void open(Class<S> type, Function<S, SessionInsides> insides) {
        OPENED.set(session -> insides.apply(type.cast(session)));
    }

    /** The insides of a session. */
    public static SessionInsides of(Object session) {
        Function<Object, SessionInsides> look = OPENED.get();
        if (look == null) {
            throw new IllegalArgumentException("not a session: " + session.getClass());
        }
        return look.apply(session);
    }

    /** The store that keeps it. */
    public abstract TokenStore store();

    /** Its record's key there. */
    public abstract String storeKey();

    /**
     * What its record holds.
     *
     * @throws io.crosscloud.error.StoreException if the record cannot be opened
     */
    public abstract SessionState open(SessionRecord record);

    /** Who the cloud said it was, as far as this process has heard. */
    public abstract Optional<Identity> identity();

    /** Whether its refresh token is used again in time though nobody uses the session. */
    public abstract boolean keptAlive();

    /** How many providers stand in when a login is required. */
    public abstract int fallbacks();

    /**
     * The token at hand while it lives, in memory or in the store; else a new one through claim and commit, at the price of
     * two requests at most. Blocking.
     *
     * @param refused one that the API has refused, which is given no more; null if none was
     * @throws io.crosscloud.error.AuthException if there is none to be had
     */
    public abstract AccessToken tokenSparingly(@Nullable AccessToken refused);
}
