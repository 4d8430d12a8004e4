package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.ClientId;
import java.util.Objects;

/**
 * The options of a provider that authenticates its client with each request. Not thread-safe.
 *
 * @param <B> the builder
 * @hidden so that the pages of the builders show these methods
 */
@SuppressWarnings("InvalidBlockTag") // javadoc takes the tag here too
public abstract class ClientProviderBuilder<B extends ClientProviderBuilder<B>> extends ProviderBuilder<B> {
    private final ClientAuthentication authentication;

    /** A builder with the defaults. */
    protected ClientProviderBuilder(
            AuthorizationServer server, ClientId clientId, ClientAuthentication authentication) {
        super(server, clientId);
        this.authentication = Objects.requireNonNull(authentication, "authentication");
    }

    /**
     * Salesforce: asks when a new token expires (RFC 7662), if its answer does not say, since an org's session timeout is its
     * administrator's to change. Costs one request for each new token on each host; if the server does not answer within
     * three seconds, or not usefully, the session goes on with an assumed life. Off by default.
     */
    public B introspection() {
        return introspectingWith(authentication);
    }

    /** How the client proves itself. */
    protected final ClientAuthentication authentication() {
        return authentication;
    }
}
