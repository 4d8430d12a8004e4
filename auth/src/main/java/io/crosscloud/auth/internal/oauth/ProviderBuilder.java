package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.spi.AuthListener;
import io.crosscloud.token.Scopes;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The options that the builders of all providers have. Users see its methods as the builder's own. Not thread-safe.
 *
 * @param <B> the builder
 * @hidden so that the pages of the builders show these methods
 */
@SuppressWarnings("InvalidBlockTag") // javadoc takes the tag here too
public abstract class ProviderBuilder<B extends ProviderBuilder<B>> {
    private final AuthorizationServer server;
    private final ClientId clientId;
    private final HttpSettings http = new HttpSettings();
    private Target target = Target.ANY;
    private @Nullable ClientAuthentication introspection;

    /** A builder with the defaults. */
    protected ProviderBuilder(AuthorizationServer server, ClientId clientId) {
        this.server = Objects.requireNonNull(server, "server");
        this.clientId = Objects.requireNonNull(clientId, "clientId");
    }

    /**
     * Engagement: the business unit that tokens act in, unless a request names another; by default that of the package or of
     * the login.
     */
    public B businessUnit(BusinessUnit businessUnit) {
        target = target.in(businessUnit);
        return self();
    }

    /**
     * Engagement: the scopes that tokens have, unless a request names others; by default all of the package's or those of the
     * login.
     */
    public B scopes(Scopes scopes) {
        target = target.scopedTo(scopes);
        return self();
    }

    /**
     * How long an exchange may take, the body of the answer included; 10 seconds by default.
     *
     * @throws io.crosscloud.error.ConfigurationException if it is nothing, or more than five minutes
     */
    public B timeout(Duration timeout) {
        http.timeout(timeout);
        return self();
    }

    /**
     * The host's own client, for its proxy and TLS settings; it must follow no redirects and keep no cookies. By default that of
     * the session manager that uses the provider, or one of the library's.
     */
    public B httpClient(HttpClient httpClient) {
        http.httpClient(httpClient);
        return self();
    }

    /** Where the time comes from. By default the clock of the session manager that uses the provider, or the system's. */
    public B clock(InstantSource clock) {
        http.clock(clock);
        return self();
    }

    /**
     * Who hears of a clock that is off and of a secret or key that was refused. By default the listener of the session manager
     * that uses the provider.
     */
    public B listener(AuthListener listener) {
        http.listener(listener);
        return self();
    }

    /** Asks when a new token expires, with this proof of the client. */
    protected final B introspectingWith(ClientAuthentication authentication) {
        introspection = Objects.requireNonNull(authentication, "authentication");
        return self();
    }

    /** The server, as it was given. */
    protected final AuthorizationServer server() {
        return server;
    }

    /**
     * How the client proves itself where it asks when a token expires; null if it does not ask.
     *
     * @throws io.crosscloud.error.ConfigurationException if the server or the client cannot do this
     */
    protected final @Nullable ClientAuthentication introspectionProof() {
        if (introspection != null) {
            Introspection.check(server, introspection);
        }
        return introspection;
    }

    /**
     * The settings as they are now.
     *
     * @throws io.crosscloud.error.ConfigurationException if Salesforce is to be asked for scopes or a business unit
     */
    protected final ProviderSettings settings() {
        return new ProviderSettings(server, clientId, target.checked(server), http.copy());
    }

    @SuppressWarnings("unchecked") // B is the class itself
    private B self() {
        return (B) this;
    }
}
