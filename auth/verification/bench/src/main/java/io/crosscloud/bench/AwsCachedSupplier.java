package io.crosscloud.bench;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.utils.cache.CachedSupplier;
import software.amazon.awssdk.utils.cache.NonBlocking;
import software.amazon.awssdk.utils.cache.RefreshResult;

/** AWS SDK v2: its cache with a background refresh, stale a minute and prefetched five minutes before the end. */
final class AwsCachedSupplier implements Client {
    private static final Duration STALE = Duration.ofMinutes(1);
    private static final Duration PREFETCH = Duration.ofMinutes(5);

    private final List<CachedSupplier<String>> suppliers;

    AwsCachedSupplier(Endpoint endpoint, int users) {
        suppliers = IntStream.range(0, users).mapToObj(i -> supplier(endpoint)).toList();
    }

    private static CachedSupplier<String> supplier(Endpoint endpoint) {
        return CachedSupplier.builder(() -> refresh(endpoint))
                .prefetchStrategy(new NonBlocking("bench"))
                .build();
    }

    private static RefreshResult<String> refresh(Endpoint endpoint) {
        Post.Granted granted = Post.token(endpoint);
        return RefreshResult.builder(granted.token())
                .staleTime(granted.expiresAt().minus(STALE))
                .prefetchTime(granted.expiresAt().minus(PREFETCH))
                .build();
    }

    @Override
    public Object token(int user) {
        return suppliers.get(user).get();
    }

    @Override
    public void close() {
        suppliers.forEach(CachedSupplier::close);
    }
}
