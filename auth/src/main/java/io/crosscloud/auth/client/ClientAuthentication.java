package io.crosscloud.auth.client;

import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.token.Secret;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a connected app or package proves who it is at the token endpoint (RFC 6749 section 2.3), and wherever else a
 * server asks for that: at the introspection endpoint, and at a revocation endpoint other than Salesforce's.
 * Immutable and thread-safe; prints no secret.
 *
 * <p>Where several secrets or keys are given, they are tried in order when the server refuses one ({@code invalid_client}
 * spends no refresh token), and the one that worked is remembered. On Engagement, which knows a staged and an active
 * secret, this changes a secret without downtime. On Salesforce a changed consumer secret revokes every token of the app.
 */
public sealed interface ClientAuthentication {
    /** A secret in the request's body, {@code client_secret_post}; documented for both clouds. */
    static ClientAuthentication secret(Secret secret) {
        return secrets(secret);
    }

    /** A secret in the request's body that is asked for anew each time, from a vault for instance. */
    static ClientAuthentication secret(Supplier<Secret> secret) {
        return new ClientSecret(List.of(secret), false);
    }

    /** Secrets in the request's body, in the order in which they are tried. */
    static ClientAuthentication secrets(Secret first, Secret... next) {
        return new ClientSecret(
                Stream.concat(Stream.of(first), Stream.of(next))
                        .map(ClientAuthentication::constant)
                        .toList(),
                false);
    }

    /** A secret in the {@code Authorization} header, {@code client_secret_basic}; documented for Salesforce. */
    static ClientAuthentication basic(Secret secret) {
        return basic(constant(secret));
    }

    /** A secret in the {@code Authorization} header that is asked for anew each time. */
    static ClientAuthentication basic(Supplier<Secret> secret) {
        return new ClientSecret(List.of(secret), true);
    }

    /** Nothing: a public client, whose app does not require a secret. */
    static ClientAuthentication none() {
        return new None();
    }

    /**
     * Signed assertions, {@code private_key_jwt} (RFC 7523 section 2.2); listed in Salesforce's OpenID discovery document,
     * not documented for Engagement. The {@code aud}, at every endpoint, is that of {@link
     * AuthorizationServer#clientAudience}: the token endpoint, behind a gateway that of the server itself. {@link
     * PrivateKeyJwt#withAudience} names another one.
     */
    static PrivateKeyJwt privateKeyJwt(SigningKey first, SigningKey... next) {
        return new PrivateKeyJwt(
                Stream.concat(Stream.of(first), Stream.of(next)).toList());
    }

    /** A public client. */
    record None() implements ClientAuthentication {}

    /**
     * Client secrets.
     *
     * @param secrets where they come from, in the order in which they are tried; not empty
     * @param inHeader whether they travel in the {@code Authorization} header
     */
    record ClientSecret(List<Supplier<Secret>> secrets, boolean inHeader) implements ClientAuthentication {
        /** @throws io.crosscloud.error.ConfigurationException if there is none */
        public ClientSecret {
            secrets = List.copyOf(secrets);
            requireOne(secrets, "client secrets");
        }

        @Override
        public String toString() {
            return "ClientSecret[" + secrets.size() + (inHeader ? " in the header]" : " in the body]");
        }
    }

    /**
     * Keys that sign client assertions.
     *
     * @param keys in the order in which they are tried; not empty
     * @param audience the {@code aud}; null for {@link AuthorizationServer#clientAudience}
     */
    record PrivateKeyJwt(List<SigningKey> keys, @Nullable String audience) implements ClientAuthentication {
        /** @throws io.crosscloud.error.ConfigurationException if there is no key, or the audience is blank */
        public PrivateKeyJwt {
            keys = List.copyOf(keys);
            requireOne(keys, "signing keys");
            if (audience != null && audience.isBlank()) {
                throw AuthFailure.of(SettingProblem.SETTING_INVALID)
                        .detail("audience: blank (expected: what the server knows itself by)")
                        .toException();
            }
        }

        /** The same without an audience of its own. */
        public PrivateKeyJwt(List<SigningKey> keys) {
            this(keys, null);
        }

        /**
         * The same keys with this {@code aud}, which must identify the authorization server (RFC 7523 section 3).
         * Some servers want their issuer identifier there, and behind a gateway the server may be known by a URL that
         * only its owner can tell.
         *
         * @throws io.crosscloud.error.ConfigurationException if it is blank
         */
        public PrivateKeyJwt withAudience(String audience) {
            return new PrivateKeyJwt(keys, Objects.requireNonNull(audience, "audience"));
        }

        /** The {@code aud} of the assertions at this server. */
        public String audienceAt(AuthorizationServer server) {
            return audience != null ? audience : server.clientAudience();
        }
    }

    private static Supplier<Secret> constant(Secret secret) {
        Objects.requireNonNull(secret, "secret");
        return () -> secret;
    }

    private static void requireOne(List<?> given, String what) {
        if (given.isEmpty()) {
            throw AuthFailure.of(SettingProblem.SETTING_INVALID)
                    .detail(what + ": none (expected: at least one)")
                    .toException();
        }
    }
}
