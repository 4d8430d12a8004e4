package io.crosscloud.bench;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.AccessTokenCache;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;

/** azure-core: the cache of its pipeline policy, asked synchronously. */
final class AzureCore implements Client {
    private static final TokenRequestContext CONTEXT = new TokenRequestContext().addScopes("api");

    private final AccessTokenCache[] caches;

    AzureCore(Endpoint endpoint, int users) {
        caches = IntStream.range(0, users)
                .mapToObj(i -> new AccessTokenCache(new Credential(endpoint)))
                .toArray(AccessTokenCache[]::new);
    }

    private record Credential(Endpoint endpoint) implements TokenCredential {
        @Override
        public AccessToken getTokenSync(TokenRequestContext request) {
            Post.Granted granted = Post.token(endpoint);
            return new AccessToken(granted.token(), granted.expiresAt().atOffset(ZoneOffset.UTC));
        }

        @Override
        public Mono<AccessToken> getToken(TokenRequestContext request) {
            return Mono.fromCallable(() -> getTokenSync(request));
        }
    }

    @Override
    public Object token(int user) {
        return caches[user].getTokenSync(CONTEXT, false);
    }

    @Override
    public void renew(int user) {
        caches[user].getTokenSync(CONTEXT, true);
    }
}
