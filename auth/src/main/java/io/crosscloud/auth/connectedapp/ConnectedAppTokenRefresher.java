package io.crosscloud.auth.connectedapp;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.internal.door.Door;
import io.crosscloud.auth.internal.oauth.Attempts;
import io.crosscloud.auth.internal.oauth.ClientProviderBuilder;
import io.crosscloud.auth.internal.oauth.GrantRequest;
import io.crosscloud.auth.internal.oauth.GrantTypes;
import io.crosscloud.auth.internal.oauth.IdTokens;
import io.crosscloud.auth.internal.oauth.ProviderInternals;
import io.crosscloud.auth.internal.oauth.ProviderSettings;
import io.crosscloud.auth.internal.oauth.Target;
import io.crosscloud.auth.internal.oauth.TokenClient;
import io.crosscloud.auth.internal.oauth.TokenEndpoint;
import io.crosscloud.auth.internal.oauth.UserInfoEndpoint;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.CodeExchange;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.PreparedRequest;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes one network call for each token, and neither caches nor stores what comes; put a session manager in front for
 * that, or a rotated refresh token is lost with the answer. Exchanges the refresh token of a login for an access token
 * (RFC 6749 section 6). Immutable, thread-safe, blocking; one provider serves many users.
 *
 * <p>Where the answer has a refresh token, it replaces the one that was sent, which is spent: Engagement rotates always
 * (developer page "Access Token: Web and Public Apps"), Salesforce if the connected app or the org says so (help page
 * "Refresh Token Rotation"). A refresh is sent once, over a new connection (over a pooled one if the {@code HttpClient}
 * is not the JDK's own, and on JDK 17 while the garbage collector has not taken 64 earlier clients), is not given up when the calling thread is interrupted, and waits half a
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

    private final ProviderSettings settings;
    private final TokenClient client;
    private final UserInfoEndpoint userInfo;
    private final IdTokens idTokens;
    private final boolean introspecting;
    private final ProviderInfo info;
    private final ProviderInternals internals;

    private ConnectedAppTokenRefresher(
            ProviderSettings settings, ClientAuthentication authentication, boolean introspecting) {
        TokenEndpoint endpoint = settings.endpoint();
        this.settings = settings;
        this.introspecting = introspecting;
        this.client = settings.client(endpoint, authentication);
        this.internals = ProviderInternals.of(
                endpoint, settings.target(), authentication, defaults -> with(settings.with(defaults), authentication));
        this.userInfo = endpoint.userInfo();
        this.idTokens = endpoint.idTokens();
        this.info = settings.info(GrantType.REFRESH_TOKEN);
    }

    private ConnectedAppTokenRefresher with(ProviderSettings changed, ClientAuthentication authentication) {
        return changed.equals(settings) ? this : new ConnectedAppTokenRefresher(changed, authentication, introspecting);
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
                        .cloud(settings.server().cloud())
                        .detail("user: " + request.user())
                        .toException());
        Target wanted = settings.target().of(request, settings.server());
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

    @Override
    public Optional<CodeExchange> codeExchange() {
        return Optional.of(new Exchange());
    }

    private final class Exchange implements CodeExchange {
        @Override
        public TokenGrant exchange(Secret code, @Nullable Secret verifier, URI redirectUri) {
            Supplier<GrantRequest> exchange = () -> {
                GrantRequest request = GrantRequest.of(GrantTypes.AUTHORIZATION_CODE)
                        .withCode(code.exposeSecret())
                        .with("redirect_uri", redirectUri.toString());
                if (verifier != null) {
                    request.withSecret("code_verifier", verifier.exposeSecret());
                }
                return settings.target().addTo(request);
            };
            return client.request(exchange, Attempts.unlimited());
        }

        @Override
        public Optional<Identity> identity(TokenGrant grant, @Nullable String nonce) {
            if (nonce != null) {
                String idToken = grant.idToken().map(Secret::exposeSecret).orElse("");
                idTokens.verify(idToken, settings.clientId().value(), nonce, grant);
            }
            return userInfo.identity(grant);
        }
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
    @SuppressWarnings("exports") // of its superclass users see the methods alone
    public static final class Builder extends ClientProviderBuilder<Builder> {
        private Builder(AuthorizationServer server, ClientId clientId, ClientAuthentication authentication) {
            super(server, clientId, authentication);
        }

        /**
         * The provider.
         *
         * @throws ConfigurationException if the {@code HttpClient} is unsafe, if Salesforce is to be asked for scopes or a
         *     business unit, or if introspection is on for Engagement or a public client
         */
        public ConnectedAppTokenRefresher build() {
            boolean introspecting = introspectionProof() != null;
            return new ConnectedAppTokenRefresher(settings(), authentication(), introspecting);
        }
    }
}
