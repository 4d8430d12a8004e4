package io.crosscloud.auth.internal.oauth;

import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import org.jspecify.annotations.Nullable;

/** What the last token of a server came with. Most tokens after it come with the same, and need no copies of their own. */
final class Shared {
    private volatile @Nullable ApiEndpoints endpoints;
    private volatile @Nullable Scopes scopes;

    ApiEndpoints of(ApiEndpoints fresh) {
        ApiEndpoints last = endpoints;
        if (last != null && last.equals(fresh)) {
            return last;
        }
        endpoints = fresh;
        return fresh;
    }

    Scopes of(Scopes fresh) {
        Scopes last = scopes;
        if (last != null && last.equals(fresh)) {
            return last;
        }
        scopes = fresh;
        return fresh;
    }
}
