package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.internal.door.Defaults;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.ProviderInfo;

/** What every provider is made of, whatever its grant: whom it asks, as which client, for what, and how it sends. */
public record ProviderSettings(AuthorizationServer server, ClientId clientId, Target target, HttpSettings http) {
    /** The same settings, with these defaults for what was not set; these themselves if nothing was left to a default. */
    public ProviderSettings with(Defaults defaults) {
        return http.isComplete() ? this : new ProviderSettings(server, clientId, target, http.with(defaults));
    }

    /** The token endpoint of the server. */
    public TokenEndpoint endpoint() {
        return http.endpoint(server);
    }

    /** The client at this endpoint. */
    public TokenClient client(TokenEndpoint endpoint, ClientAuthentication authentication) {
        return new TokenClient(endpoint, clientId, authentication, http.quietListener());
    }

    /** What a provider of this grant says of itself. */
    public ProviderInfo info(GrantType grant) {
        return ProviderInfo.of(grant, server, clientId).withDefaults(target.toString());
    }
}
