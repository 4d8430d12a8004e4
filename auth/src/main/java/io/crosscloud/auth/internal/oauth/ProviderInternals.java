package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.ClientAuthentication.ClientSecret;
import io.crosscloud.auth.client.ClientAuthentication.PrivateKeyJwt;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.internal.door.Defaults;
import io.crosscloud.spi.TokenProvider;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a provider of this library is made of, for those inside the library who examine it.
 *
 * @param target the business unit and the scopes that it asks for, unless a request names others
 * @param audience the {@code aud} of what the keys sign; null if nothing is signed
 * @param keys what it signs with, in the order in which they are tried
 * @param secret whether it has a client secret
 * @param copy makes the same provider with other defaults
 */
public record ProviderInternals(
        TokenEndpoint endpoint,
        Target target,
        @Nullable String audience,
        List<SigningKey> keys,
        boolean secret,
        Function<Defaults, TokenProvider> copy)
        implements Defaults.Taker {
    /** The internals of a provider that authenticates the client. */
    public static ProviderInternals of(
            TokenEndpoint endpoint,
            Target target,
            ClientAuthentication authentication,
            Function<Defaults, TokenProvider> copy) {
        return authentication instanceof PrivateKeyJwt jwt
                ? new ProviderInternals(endpoint, target, jwt.audienceAt(endpoint.server()), jwt.keys(), false, copy)
                : new ProviderInternals(
                        endpoint, target, null, List.of(), authentication instanceof ClientSecret, copy);
    }

    @Override
    public TokenProvider with(Defaults defaults) {
        return copy.apply(defaults);
    }
}
