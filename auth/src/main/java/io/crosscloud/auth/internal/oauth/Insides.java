package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.ClientAuthentication.ClientSecret;
import io.crosscloud.auth.client.ClientAuthentication.PrivateKeyJwt;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.spi.TokenProvider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a provider of this library is made of, for those inside the library who examine it. A provider's class opens itself
 * when it is loaded; to everybody outside it shows its {@link TokenProvider#info()} alone.
 *
 * @param target the business unit and the scopes that it asks for, unless a request names others
 * @param audience the {@code aud} of what the keys sign; null if nothing is signed
 * @param keys what it signs with, in the order in which they are tried
 * @param secret whether it has a client secret
 */
public record Insides(
        TokenEndpoint endpoint, Target target, @Nullable String audience, List<SigningKey> keys, boolean secret) {
    private static final Map<Class<?>, Function<TokenProvider, Insides>> OPENED = new ConcurrentHashMap<>();

    /** The insides of a provider that authenticates the client. */
    public static Insides of(TokenEndpoint endpoint, Target target, ClientAuthentication authentication) {
        if (authentication instanceof PrivateKeyJwt jwt) {
            return new Insides(endpoint, target, jwt.audienceAt(endpoint.server()), jwt.keys(), false);
        }
        return new Insides(endpoint, target, null, List.of(), authentication instanceof ClientSecret);
    }

    /** Says how one looks into the providers of a class. */
    public static <P extends TokenProvider> void open(Class<P> type, Function<P, Insides> insides) {
        OPENED.put(type, provider -> insides.apply(type.cast(provider)));
    }

    /** The insides of a provider; empty if it is a host's own. */
    public static Optional<Insides> of(TokenProvider provider) {
        return Optional.ofNullable(OPENED.get(provider.getClass())).map(look -> look.apply(provider));
    }
}
