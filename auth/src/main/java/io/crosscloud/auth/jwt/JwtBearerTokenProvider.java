package io.crosscloud.auth.jwt;

import io.crosscloud.Cloud;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.internal.door.Door;
import io.crosscloud.auth.internal.oauth.Assertion;
import io.crosscloud.auth.internal.oauth.Attempts;
import io.crosscloud.auth.internal.oauth.CredentialRotation;
import io.crosscloud.auth.internal.oauth.GrantRequest;
import io.crosscloud.auth.internal.oauth.GrantTypes;
import io.crosscloud.auth.internal.oauth.HttpSettings;
import io.crosscloud.auth.internal.oauth.ProviderBuilder;
import io.crosscloud.auth.internal.oauth.ProviderInternals;
import io.crosscloud.auth.internal.oauth.ProviderSettings;
import io.crosscloud.auth.internal.oauth.Target;
import io.crosscloud.auth.internal.oauth.TokenClient;
import io.crosscloud.auth.internal.oauth.TokenEndpoint;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.User;
import io.crosscloud.spi.Deadline;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.PreparedRequest;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes one network call for each token and caches nothing; put a session manager in front for that. Signs an assertion in
 * the name of a user and exchanges it for an access token (RFC 7523): no password of the other cloud exists anywhere, and
 * no login. Immutable, thread-safe, blocking; one provider serves many users.
 *
 * <p>RS256; {@code iss} = client id, {@code sub} = the user, one {@code aud}, {@code exp} at most three minutes ahead,
 * {@code iat}, and a fresh {@code jti} for each try. Where the server's {@code Date} shows that this machine's clock is off
 * by more than ten seconds, assertions are stamped with the server's time.
 *
 * <p><b>Salesforce</b> documents this grant on its help page "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration":
 * {@code sub} is the user's username, the certificate is uploaded to the connected app, and the user is pre-authorized or
 * has approved the app before. Scopes cannot be requested; they come from the app.
 *
 * <p><b>Engagement.</b> Salesforce says of its own products that they get into Engagement by "the JWT bearer token flow",
 * but publishes neither the request nor a place where a customer registers a key. What this class sends to a tenant is
 * therefore Crosscloud's reading, RFC 7523 to the letter: {@code grant_type} and {@code assertion}, and {@code account_id}
 * and {@code scope} if set; {@code sub} = the Engagement API user, {@code aud} = the tenant's auth base URL. The JSON body,
 * {@code account_id}, {@code scope} and the form of the answer are those that Salesforce documents for the other grants.
 * Every part can be overridden. A tenant where it is not enabled answers {@code unsupported_grant_type}, told as {@link
 * ServerProblem#ENGAGEMENT_JWT_BEARER}; {@code ClientCredentialsTokenProvider} then takes this provider's place.
 */
public final class JwtBearerTokenProvider implements TokenProvider {
    static {
        Door.open(JwtBearerTokenProvider.class, provider -> provider.internals);
    }

    private static final Set<Problem> KEY_REFUSED = Set.of(
            ServerProblem.SALESFORCE_ASSERTION_INVALID,
            ServerProblem.SALESFORCE_CLIENT_SECRET,
            ServerProblem.ENGAGEMENT_ASSERTION,
            ServerProblem.ENGAGEMENT_CLIENT,
            ServerProblem.CLIENT_REJECTED);
    private static final Set<Problem> TIME_REFUSED =
            Set.of(ServerProblem.SALESFORCE_ASSERTION_EXPIRED, ServerProblem.ENGAGEMENT_ASSERTION);

    private final ProviderSettings settings;
    private final Assertions assertions;
    private final TokenEndpoint endpoint;
    private final CredentialRotation<SigningKey> keys;
    private final TokenClient client;
    private final ProviderInfo info;
    private final ProviderInternals internals;

    private JwtBearerTokenProvider(ProviderSettings settings, Assertions assertions) {
        Cloud cloud = settings.server().cloud();
        this.settings = settings;
        this.assertions = assertions;
        this.endpoint = settings.endpoint();
        this.keys = new CredentialRotation<>(
                assertions.keys(), KEY_REFUSED, cloud, settings.http().quietListener());
        this.client = settings.client(endpoint, assertions.clientOrNone());
        this.internals = new ProviderInternals(
                endpoint,
                settings.target(),
                assertions.audience(),
                assertions.keys(),
                false,
                defaults -> with(settings.with(defaults)));
        String integration = assertions.integration();
        this.info = settings.info(GrantType.JWT_BEARER)
                .withDefaults(settings.target() + (integration == null ? "" : " as " + integration));
    }

    private JwtBearerTokenProvider with(ProviderSettings changed) {
        return changed.equals(settings) ? this : new JwtBearerTokenProvider(changed, assertions);
    }

    /**
     * A provider for a Salesforce org or an Engagement tenant.
     *
     * @param clientId the consumer key or client id of the app that knows the key's certificate
     */
    public static Builder builder(AuthorizationServer server, ClientId clientId, SigningKey key) {
        return new Builder(server, clientId, key);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A key that the server refuses is followed by the next one. An assertion that is refused when the answer shows
     * that this machine's clock is off is signed again, once, with the server's time.
     */
    @Override
    public TokenGrant token(TokenRequest request) {
        return prepare(request).send(request.sendBy());
    }

    /** {@inheritDoc} Signs an assertion with the first key. */
    @Override
    public PreparedRequest prepare(TokenRequest request) {
        Target wanted = settings.target().of(request, settings.server());
        Assertion assertion = new Assertion(
                settings.clientId().value(), subject(request.user()), assertions.audience(), assertions.lifetime());
        Attempts attempts = Attempts.of(request);
        CredentialRotation<SigningKey>.Proofs<Signed> proofs =
                keys.prepare(key -> signed(() -> wanted.addTo(GrantRequest.of(GrantTypes.JWT_BEARER)
                        .withSecret("assertion", assertion.sign(key, endpoint.clock())))));
        return sendBy -> proofs.send(signed -> inTime(signed, attempts, sendBy), attempts, sendBy);
    }

    /** {@inheritDoc} Salesforce may have given the same one to other processes. */
    @Override
    public Revocation revoke(AccessToken token) {
        return client.revoke(token);
    }

    /**
     * A request that is signed.
     *
     * @param ahead by how much the server's clock was believed to be ahead before
     * @param again signs it anew
     */
    private record Signed(GrantRequest request, Duration ahead, Supplier<GrantRequest> again) {}

    private Signed signed(Supplier<GrantRequest> signing) {
        Duration ahead = endpoint.clock().ahead();
        return new Signed(signing.get(), ahead, signing);
    }

    private TokenGrant inTime(Signed signed, Attempts attempts, Deadline sendBy) {
        attempts.take();
        try {
            return endpoint.request(signed.request(), sendBy);
        } catch (ConfigurationException e) {
            boolean lateOnly =
                    TIME_REFUSED.contains(e.problem()) && endpoint.clock().movedFrom(signed.ahead());
            if (!lateOnly || !attempts.left()) {
                throw e;
            }
            attempts.take();
            return endpoint.request(signed.again().get(), sendBy);
        }
    }

    /**
     * The {@code sub} of a user's assertions.
     *
     * @throws ConfigurationException if the user has none
     */
    @Override
    public String subject(User user) {
        return assertions.subject(user);
    }

    @Override
    public Optional<Instant> expiry(AccessToken token) {
        return assertions.client() != null && token.expiresAt().isEmpty()
                ? Optional.of(client.ends(token))
                : Optional.empty();
    }

    @Override
    public ProviderInfo info() {
        return info;
    }

    @Override
    public String toString() {
        return "JwtBearerTokenProvider[" + info + "]";
    }

    /**
     * What the assertions say, and what signs them.
     *
     * @param mapping from the host's users to the cloud's; null for the same names
     * @param integration the cloud's user for {@link User#integration()}; null for the same
     * @param client how the client proves itself where it asks when a token expires; null if it does not ask
     */
    private record Assertions(
            List<SigningKey> keys,
            String audience,
            Duration lifetime,
            @Nullable Function<User, String> mapping,
            @Nullable String integration,
            @Nullable ClientAuthentication client) {
        ClientAuthentication clientOrNone() {
            return client == null ? ClientAuthentication.none() : client;
        }

        String subject(User user) {
            String subject = user.name();
            if (user.isIntegration() && integration != null) {
                subject = integration;
            } else if (mapping != null) {
                subject = mapping.apply(user);
            }
            if (subject == null || subject.isBlank()) {
                throw AuthFailure.of(SettingProblem.USER_REQUIRED)
                        .detail("user: " + user)
                        .toException();
            }
            return subject;
        }
    }

    /** Optional settings. Not thread-safe. */
    @SuppressWarnings("exports") // of its superclass users see the methods alone
    public static final class Builder extends ProviderBuilder<Builder> {
        private static final Duration MAX_LIFETIME = Duration.ofMinutes(3);

        private final List<SigningKey> keys = new ArrayList<>();
        private @Nullable Function<User, String> subjects;
        private @Nullable String integration;
        private @Nullable String audience;
        private Duration assertionLifetime = Assertion.DEFAULT_LIFETIME;

        private Builder(AuthorizationServer server, ClientId clientId, SigningKey key) {
            super(server, clientId);
            keys.add(Objects.requireNonNull(key, "key"));
        }

        /** Maps the host's users to the cloud's usernames; the same names by default. */
        public Builder subject(Function<User, String> subject) {
            this.subjects = Objects.requireNonNull(subject, "subject");
            return this;
        }

        /** The cloud's user that {@link User#integration()} acts as. */
        public Builder subject(String integration) {
            this.integration = Objects.requireNonNull(integration, "integration");
            return this;
        }

        /** The {@code aud}; {@link AuthorizationServer#audience()} by default. */
        public Builder audience(String audience) {
            this.audience = Objects.requireNonNull(audience, "audience");
            return this;
        }

        /**
         * How long an assertion is good: a second at least, three minutes at most; two minutes by default, to leave a
         * margin. It may be sent up to {@link PreparedRequest#GOOD_FOR} after it was signed.
         *
         * @throws ConfigurationException if it is another time
         */
        public Builder assertionLifetime(Duration assertionLifetime) {
            if (assertionLifetime.compareTo(Duration.ofSeconds(1)) < 0
                    || assertionLifetime.compareTo(MAX_LIFETIME) > 0) {
                throw HttpSettings.invalid(
                        "assertion lifetime: " + assertionLifetime + " (expected: PT1S to " + MAX_LIFETIME + ")");
            }
            this.assertionLifetime = assertionLifetime;
            return this;
        }

        /** More keys, tried in this order after the first when the server refuses one. */
        public Builder keys(SigningKey... more) {
            keys.addAll(List.of(more));
            return this;
        }

        /**
         * Salesforce: asks when a new token expires (RFC 7662), if its answer does not say, since an org's session timeout is its
         * administrator's to change. Costs one request for each new token on each host; if the server does not answer within
         * three seconds, or not usefully, the session goes on with an assumed life. Off by default.
         *
         * @param authentication how the client proves itself there, where an assertion for a user does not count; and
         *     at the revocation endpoint of a server other than Salesforce's, which is shown the client id alone
         *     without it
         */
        public Builder introspection(ClientAuthentication authentication) {
            return introspectingWith(authentication);
        }

        /**
         * The provider.
         *
         * @throws ConfigurationException if the {@code HttpClient} is unsafe, if Salesforce is to be asked for scopes or a
         *     business unit, or if introspection is on for Engagement or a public client
         */
        public JwtBearerTokenProvider build() {
            return new JwtBearerTokenProvider(
                    settings(),
                    new Assertions(
                            List.copyOf(keys),
                            audience == null ? server().audience() : audience,
                            assertionLifetime,
                            subjects,
                            integration,
                            introspectionProof()));
        }
    }
}
