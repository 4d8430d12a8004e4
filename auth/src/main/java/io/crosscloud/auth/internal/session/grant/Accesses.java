package io.crosscloud.auth.internal.session.grant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.GrantType;

/** How the sessions of one connection get their tokens. */
public final class Accesses {
    private final GrantContext context;
    /** By store key: all business units and scopes of a user share the record of the user's login. */
    private final Cache<String, LoginAccess> logins =
            Caffeine.newBuilder().weakValues().build();

    public Accesses(GrantContext context) {
        this.context = context;
    }

    /** How a session of this key gets its tokens. */
    public Access of(SessionKey key) {
        if (context.provider().info().grant() != GrantType.REFRESH_TOKEN) {
            return new StatelessAccess(context);
        }
        LoginAccess access = ofLogin(key);
        access.derive(key);
        return access;
    }

    /** What the user's login has left. */
    public LoginAccess ofLogin(SessionKey key) {
        return ofLogin(key, context.storeKey(key));
    }

    /** The same, if the store key is known already. */
    public LoginAccess ofLogin(SessionKey key, String storeKey) {
        return logins.get(
                storeKey, unused -> new LoginAccess(storeKey, SessionKey.of(context.name(), key.user()), context));
    }
}
