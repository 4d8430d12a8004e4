package io.crosscloud.auth.connectedapp;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.internal.door.Door;
import io.crosscloud.auth.internal.oauth.Attempts;
import io.crosscloud.auth.internal.oauth.GrantRequest;
import io.crosscloud.auth.internal.oauth.GrantTypes;
import io.crosscloud.auth.internal.oauth.HttpSettings;
import io.crosscloud.auth.internal.oauth.IdTokens;
import io.crosscloud.auth.internal.oauth.Introspection;
import io.crosscloud.auth.internal.oauth.ProviderInternals;
import io.crosscloud.auth.internal.oauth.Target;
import io.crosscloud.auth.internal.oauth.TokenClient;
import io.crosscloud.auth.internal.oauth.TokenEndpoint;
import io.crosscloud.auth.internal.oauth.UserInfoEndpoint;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.AuthListener;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.PreparedRequest;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes one network call for each token, and neither caches nor stores what comes; put a session manager in front for
 * that, or a rotated refresh token is lost with the answer. Exchanges the refresh token of a login for an access token
 * (RFC 6749 section 6). Immutable, thread-safe, blocking; one provider serves many users.
 *
 * <p>Where the answer has a refresh token, it replaces the one that was sent, which is spent: Engagement rotates always
 * (developer page "Access Token: Web and Public Apps"), Salesforce if the connected app or the org says so (help page
 * "Refresh Token Rotation"). A refresh is sent once, over a new connection (on JDK 17 over a pooled one while the garbage
 * collector has not taken 64 earlier clients), is not given up when the calling thread is interrupted, and waits half a
 * second longer for its answer than the timeout says. If an otherwise unusable answer has a refresh token,
 * {@link io.crosscloud.error.ProtocolException#rotated()} carries it.
 *
 * <p>Salesforce is sent no {@code scope}, which some orgs refuse on a refresh; Engagement takes a business unit and
 * narrower scopes.
 */
public final class ConnectedAppTokenRefresher implements TokenProvider {
    static {
        Door.open(ConnectedAppTokenRefresher.class, provider -> provider.internals);
    }

    private final AuthorizationServer server;
    private final ClientId clientId;
    private final TokenClient client;
    private final UserInfoEndpoint userInfo;
    private final IdTokens idTokens;
    private final Target target;
    private final boolean introspecting;
    private final ProviderInfo info;
    private final ProviderInternals internals;

    private ConnectedAppTokenRefresher(Builder builder) {
        this.server = builder.server;
        this.clientId = builder.clientId;
        this.target = builder.target.checked(server);
        this.introspecting = builder.introspecting;
        TokenEndpoint endpoint = builder.http.endpoint(server);
        this.client = new TokenClient(endpoint, clientId, builder.authentication, builder.http.quietListener());
        this.internals = ProviderInternals.of(endpoint, target, builder.authentication);
        this.userInfo = endpoint.userInfo();
        this.idTokens = endpoint.idTokens();
        this.info = ProviderInfo.of(GrantType.REFRESH_TOKEN, server, clientId).withDefaults(target.toString());
    }

    /** A provider for a Salesforce org or an Engagement tenant. */
    public static Builder builder(AuthorizationServer server, ClientId clientId, ClientAuthentication authentication) {
        return new Builder(server, clientId, authentication);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A secret that the server refuses is followed by the next one; that spends no refresh token.
     */
    @Override
    public TokenGrant token(TokenRequest request) {
        return prepare(request).send(request.sendBy());
    }

    /** {@inheritDoc} Reads the first secret, or signs with the first key. */
    @Override
    public PreparedRequest prepare(TokenRequest request) {
        RefreshToken token = request.refreshToken()
                .orElseThrow(() -> AuthFailure.of(SessionProblem.LOGIN_MISSING)
                        .cloud(server.cloud())
                        .detail("user: " + request.user())
                        .toException());
        Target wanted = target.of(request, server);
        return client.prepare(
                () -> wanted.addTo(GrantRequest.of(GrantTypes.REFRESH_TOKEN).with(token)), Attempts.of(request));
    }

    @Override
    public Revocation revoke(RefreshToken token) {
        return client.revoke(token);
    }

    @Override
    public Revocation revoke(AccessToken token) {
        return client.revoke(token);
    }

    /**
     * Exchanges the code of a login (RFC 6749 section 4.1.3). The code is sent again only with the next secret or key, if the
     * server refuses the client.
     *
     * @param verifier the PKCE verifier, if the login began with a challenge
     * @param idToken is given the {@code id_token} of the answer, unchecked
     */
    TokenGrant exchange(String code, @Nullable String verifier, URI redirectUri, Consumer<String> idToken) {
        Supplier<GrantRequest> exchange = () -> {
            GrantRequest request = GrantRequest.of(GrantTypes.AUTHORIZATION_CODE)
                    .withCode(code)
                    .givingIdTokenTo(idToken)
                    .with("redirect_uri", redirectUri.toString());
            if (verifier != null) {
                request.withSecret("code_verifier", verifier);
            }
            return target.addTo(request);
        };
        return client.request(exchange, Attempts.unlimited());
    }

    /** Who the cloud says it is, if it says so at all. */
    Optional<Identity> identity(TokenGrant grant) {
        return userInfo.identity(grant);
    }

    /** @throws io.crosscloud.error.AuthException if the {@code id_token} that came with the grant is not right */
    void verify(String idToken, String nonce, TokenGrant grant) {
        idTokens.verify(idToken, clientId.value(), nonce, grant);
    }

    AuthorizationServer server() {
        return server;
    }

    ClientId clientId() {
        return clientId;
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
        return "ConnectedAppTokenRefresher[" + info + "]";
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

        /** Engagement: the business unit that tokens act in, unless a request names another. */
        public Builder businessUnit(BusinessUnit businessUnit) {
            target = target.in(businessUnit);
            return this;
        }

        /** Engagement: the scopes that tokens have, unless a request names others; those of the login by default. */
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
         * @throws ConfigurationException if the {@code HttpClient} is unsafe, if Salesforce is to be asked for scopes or a
         *     business unit, or if introspection is on for Engagement or a public client
         */
        public ConnectedAppTokenRefresher build() {
            if (introspecting) {
                Introspection.check(server, authentication);
            }
            return new ConnectedAppTokenRefresher(this);
        }
    }
}
