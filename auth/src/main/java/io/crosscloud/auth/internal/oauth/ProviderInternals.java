package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.ClientAuthentication.ClientSecret;
import io.crosscloud.auth.client.ClientAuthentication.PrivateKeyJwt;
import io.crosscloud.auth.client.SigningKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a provider of this library is made of, for those inside the library who examine it.
 *
 * @param target the business unit and the scopes that it asks for, unless a request names others
 * @param audience the {@code aud} of what the keys sign; null if nothing is signed
 * @param keys what it signs with, in the order in which they are tried
 * @param secret whether it has a client secret
 */
public record ProviderInternals(
        TokenEndpoint endpoint, Target target, @Nullable String audience, List<SigningKey> keys, boolean secret) {
    /** The internals of a provider that authenticates the client. */
    public static ProviderInternals of(TokenEndpoint endpoint, Target target, ClientAuthentication authentication) {
        if (authentication instanceof PrivateKeyJwt jwt) {
            return new ProviderInternals(endpoint, target, jwt.audienceAt(endpoint.server()), jwt.keys(), false);
        }
        return new ProviderInternals(endpoint, target, null, List.of(), authentication instanceof ClientSecret);
    }
}
