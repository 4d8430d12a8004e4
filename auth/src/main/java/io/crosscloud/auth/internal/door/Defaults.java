package io.crosscloud.auth.internal.door;

import io.crosscloud.spi.AuthListener;
import io.crosscloud.spi.ForwardingTokenProvider;
import io.crosscloud.spi.ForwardingTokenStore;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenStore;
import java.net.http.HttpClient;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What a session manager was given, and hands down to the providers and stores of this library for whatever they were not
 * given themselves. They stay as they are: each manager uses copies, so that several may share a provider or a store.
 *
 * @param httpClient null for the clients of this library
 */
public record Defaults(
        InstantSource clock,
        AuthListener listener,
        @Nullable HttpClient httpClient) {
    /** Those of a provider or a store without a manager. */
    public static final Defaults NONE = new Defaults(InstantSource.system(), AuthListener.NONE, null);

    /** What is behind a provider or a store that takes defaults. */
    public interface Taker {
        /** A copy that has these defaults, in place of those that it had; or the object itself if it takes none. */
        Object with(Defaults defaults);
    }

    /** The provider with these defaults, also within decorators; the provider itself if it takes none. */
    public TokenProvider handedTo(TokenProvider provider) {
        if (provider instanceof ForwardingTokenProvider decorator) {
            TokenProvider delegate = handedTo(decorator.delegate());
            return delegate == decorator.delegate() ? decorator : decorator.withDelegate(delegate);
        }
        return handedTo(TokenProvider.class, provider);
    }

    /** The store with these defaults, likewise. A copy shares the rows of the store. */
    public TokenStore handedTo(TokenStore store) {
        if (store instanceof ForwardingTokenStore decorator) {
            TokenStore delegate = handedTo(decorator.delegate());
            return delegate == decorator.delegate() ? decorator : decorator.withDelegate(delegate);
        }
        return handedTo(TokenStore.class, store);
    }

    private <T> T handedTo(Class<T> type, T object) {
        return Door.find(object, Taker.class)
                .map(taker -> type.cast(taker.with(this)))
                .orElse(object);
    }
}
