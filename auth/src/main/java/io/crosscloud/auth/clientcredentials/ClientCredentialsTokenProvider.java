package io.crosscloud.auth.clientcredentials;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.internal.door.Door;
import io.crosscloud.auth.internal.oauth.Attempts;
import io.crosscloud.auth.internal.oauth.ClientProviderBuilder;
import io.crosscloud.auth.internal.oauth.GrantRequest;
import io.crosscloud.auth.internal.oauth.GrantTypes;
import io.crosscloud.auth.internal.oauth.HttpSettings;
import io.crosscloud.auth.internal.oauth.ProviderInternals;
import io.crosscloud.auth.internal.oauth.ProviderSettings;
import io.crosscloud.auth.internal.oauth.Target;
import io.crosscloud.auth.internal.oauth.TokenClient;
import io.crosscloud.auth.internal.oauth.TokenEndpoint;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.PreparedRequest;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import java.time.Instant;
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

    private final ProviderSettings settings;
    private final TokenClient client;
    private final boolean introspecting;
    private final ProviderInfo info;
    private final ProviderInternals internals;

    private ClientCredentialsTokenProvider(
            ProviderSettings settings, ClientAuthentication authentication, boolean introspecting) {
        TokenEndpoint endpoint = settings.endpoint();
        this.settings = settings;
        this.introspecting = introspecting;
        this.client = settings.client(endpoint, authentication);
        this.internals = ProviderInternals.of(
                endpoint, settings.target(), authentication, defaults -> with(settings.with(defaults), authentication));
        this.info = settings.info(GrantType.CLIENT_CREDENTIALS);
    }

    private ClientCredentialsTokenProvider with(ProviderSettings changed, ClientAuthentication authentication) {
        return changed.equals(settings)
                ? this
                : new ClientCredentialsTokenProvider(changed, authentication, introspecting);
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
                    .cloud(settings.server().cloud())
                    .detail("user: " + request.user())
                    .toException();
        }
        Target wanted = settings.target().of(request, settings.server());
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
    @SuppressWarnings("exports") // of its superclass users see the methods alone
    public static final class Builder extends ClientProviderBuilder<Builder> {
        private Builder(AuthorizationServer server, ClientId clientId, ClientAuthentication authentication) {
            super(server, clientId, authentication);
        }

        /**
         * The provider.
         *
         * @throws ConfigurationException if the org is named by a login host that many orgs share, the client is public, the
         *     {@code HttpClient} is unsafe, Salesforce is to be asked for scopes or a business unit, or introspection is on for
         *     Engagement
         */
        public ClientCredentialsTokenProvider build() {
            if (server() instanceof SalesforceOrg org && org.sharedLoginHost() && sentTo(org)) {
                throw AuthFailure.of(SettingProblem.SHARED_LOGIN_HOST)
                        .cloud(org.cloud())
                        .detail("login host: " + org.loginHost())
                        .toException();
            }
            if (authentication() instanceof ClientAuthentication.None) {
                throw HttpSettings.invalid("client authentication: none (expected: a secret or a key)");
            }
            boolean introspecting = introspectionProof() != null;
            return new ClientCredentialsTokenProvider(settings(), authentication(), introspecting);
        }

        private static boolean sentTo(SalesforceOrg org) {
            return org.loginHost().getHost().equals(org.tokenEndpoint().getHost());
        }
    }
}
