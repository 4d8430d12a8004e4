package io.crosscloud.auth.clientcredentials;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.internal.door.Door;
import io.crosscloud.auth.internal.oauth.Attempts;
import io.crosscloud.auth.internal.oauth.GrantRequest;
import io.crosscloud.auth.internal.oauth.GrantTypes;
import io.crosscloud.auth.internal.oauth.HttpSettings;
import io.crosscloud.auth.internal.oauth.Introspection;
import io.crosscloud.auth.internal.oauth.ProviderInternals;
import io.crosscloud.auth.internal.oauth.Target;
import io.crosscloud.auth.internal.oauth.TokenClient;
import io.crosscloud.auth.internal.oauth.TokenEndpoint;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.spi.AuthListener;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.PreparedRequest;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.Scopes;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes one network call for each token and caches nothing; put a session manager in front for that. Gets tokens for the
 * client itself (RFC 6749 section 4.4), so only for {@link io.crosscloud.session.User#integration()}. Immutable,
 * thread-safe, blocking.
 *
 * <p><b>Engagement</b> documents this grant for everybody's integrations (developer page "Access Token: Server to Server"):
 * a package with a Server-to-Server integration. <b>Salesforce</b> documents it on its help page "OAuth 2.0 Client
 * Credentials Flow for Server-to-Server Integration": the connected app needs a Run As user, the request must go to the
 * org's My Domain, and the scopes come from the app.
 */
public final class ClientCredentialsTokenProvider implements TokenProvider {
    static {
        Door.open(ClientCredentialsTokenProvider.class, provider -> provider.internals);
    }

    private final AuthorizationServer server;
    private final TokenClient client;
    private final Target target;
    private final boolean introspecting;
    private final ProviderInfo info;
    private final ProviderInternals internals;

    private ClientCredentialsTokenProvider(Builder builder) {
        this.server = builder.server;
        this.target = builder.target.checked(server);
        this.introspecting = builder.introspecting;
        TokenEndpoint endpoint = builder.http.endpoint(server);
        this.client = new TokenClient(endpoint, builder.clientId, builder.authentication, builder.http.quietListener());
        this.internals = ProviderInternals.of(endpoint, target, builder.authentication);
        this.info = ProviderInfo.of(GrantType.CLIENT_CREDENTIALS, server, builder.clientId)
                .withDefaults(target.toString());
    }

    /** A provider for a Salesforce org or an Engagement tenant. */
    public static Builder builder(AuthorizationServer server, ClientId clientId, ClientAuthentication authentication) {
        return new Builder(server, clientId, authentication);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A secret that the server refuses is followed by the next one.
     */
    @Override
    public TokenGrant token(TokenRequest request) {
        return prepare(request).send(request.sendBy());
    }

    /** {@inheritDoc} Reads the first secret, or signs with the first key. */
    @Override
    public PreparedRequest prepare(TokenRequest request) {
        if (!request.user().isIntegration()) {
            throw AuthFailure.of(SettingProblem.USER_UNSUPPORTED)
                    .cloud(server.cloud())
                    .detail("user: " + request.user())
                    .toException();
        }
        Target wanted = target.of(request, server);
        return client.prepare(() -> wanted.addTo(GrantRequest.of(GrantTypes.CLIENT_CREDENTIALS)), Attempts.of(request));
    }

    /** {@inheritDoc} Salesforce may have given the same one to other processes. */
    @Override
    public Revocation revoke(AccessToken token) {
        return client.revoke(token);
    }

    @Override
    public Optional<Instant> expiry(AccessToken token) {
        return introspecting && token.expiresAt().isEmpty() ? Optional.of(client.ends(token)) : Optional.empty();
    }

    @Override
    public ProviderInfo info() {
        return info;
    }

    @Override
    public String toString() {
        return "ClientCredentialsTokenProvider[" + info + "]";
    }

    /** Optional settings. Not thread-safe. */
    public static final class Builder {
        private final AuthorizationServer server;
        private final ClientId clientId;
        private final ClientAuthentication authentication;
        private final HttpSettings http = new HttpSettings();
        private Target target = Target.ANY;
        private boolean introspecting;

        private Builder(AuthorizationServer server, ClientId clientId, ClientAuthentication authentication) {
            this.server = Objects.requireNonNull(server, "server");
            this.clientId = Objects.requireNonNull(clientId, "clientId");
            this.authentication = Objects.requireNonNull(authentication, "authentication");
        }

        /** Engagement: the business unit that tokens act in, unless a request names another; the package's by default. */
        public Builder businessUnit(BusinessUnit businessUnit) {
            target = target.in(businessUnit);
            return this;
        }

        /** Engagement: the scopes that tokens have, unless a request names others; all of the package's by default. */
        public Builder scopes(Scopes scopes) {
            target = target.scopedTo(scopes);
            return this;
        }

        /**
         * Salesforce: asks when a new token expires (RFC 7662), if its answer does not say, since an org's session timeout is its
         * administrator's to change. Costs one request for each new token on each host; if the server does not answer within
         * three seconds, or not usefully, the session goes on with an assumed life. Off by default.
         */
        public Builder introspection() {
            introspecting = true;
            return this;
        }

        /**
         * How long an exchange may take, the body of the answer included; 10 seconds by default.
         *
         * @throws ConfigurationException if it is nothing, or more than five minutes
         */
        public Builder timeout(Duration timeout) {
            http.timeout(timeout);
            return this;
        }

        /** The host's own client, for its proxy and TLS settings; it must follow no redirects and keep no cookies. */
        public Builder httpClient(HttpClient httpClient) {
            http.httpClient(httpClient);
            return this;
        }

        /** Where the time comes from; the system's clock by default. */
        public Builder clock(InstantSource clock) {
            http.clock(clock);
            return this;
        }

        /** Who hears of a clock that is off and of a secret that was refused. */
        public Builder listener(AuthListener listener) {
            http.listener(listener);
            return this;
        }

        /**
         * The provider.
         *
         * @throws ConfigurationException if the org is named by a login host that many orgs share, the client is public, the
         *     {@code HttpClient} is unsafe, Salesforce is to be asked for scopes or a business unit, or introspection is on for
         *     Engagement
         */
        public ClientCredentialsTokenProvider build() {
            if (server instanceof SalesforceOrg org && org.sharedLoginHost() && sentTo(org)) {
                throw AuthFailure.of(SettingProblem.SHARED_LOGIN_HOST)
                        .cloud(server.cloud())
                        .detail("login host: " + org.loginHost())
                        .toException();
            }
            if (authentication instanceof ClientAuthentication.None) {
                throw HttpSettings.invalid("client authentication: none (expected: a secret or a key)");
            }
            if (introspecting) {
                Introspection.check(server, authentication);
            }
            return new ClientCredentialsTokenProvider(this);
        }

        private static boolean sentTo(SalesforceOrg org) {
            return org.loginHost().getHost().equals(org.tokenEndpoint().getHost());
        }
    }
}
