package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.token.Scopes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an authorization code stands for.
 *
 * @param holder who approved, for which app
 * @param redirectUri where the code was sent
 * @param challenge the PKCE challenge (RFC 7636, S256), if there was one
 * @param nonce for the id token, if there was one
 * @param expiresAt fifteen minutes after it was issued
 */
record LoginCode(
        Holder holder,
        Scopes scopes,
        String redirectUri,
        @Nullable String challenge,
        @Nullable String nonce,
        Instant expiresAt) {}
