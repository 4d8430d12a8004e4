package io.crosscloud.auth.internal.state;

import io.crosscloud.spi.TokenStore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The store behind a connection, for those inside the library who keep a row of their own there. The connection's class opens
 * itself when it is loaded.
 */
public final class ConnectionStore {
    private static final AtomicReference<@Nullable Function<Object, TokenStore>> OPENED = new AtomicReference<>();

    private ConnectionStore() {}

    /** Says how one gets from a connection to its store. */
    public static <C> void open(Class<C> type, Function<C, TokenStore> store) {
        OPENED.set(connection -> store.apply(type.cast(connection)));
    }

    /** The store of a connection. */
    public static TokenStore of(Object connection) {
        Function<Object, TokenStore> look = OPENED.get();
        if (look == null) {
            throw new IllegalArgumentException("not a connection: " + connection.getClass());
        }
        return look.apply(connection);
    }
}
