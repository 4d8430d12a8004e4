package io.crosscloud.spi;

import io.crosscloud.Cloud;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.ClientId;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a {@link TokenProvider} is: its grant, its server and its client. Immutable; holds no secret. */
public final class ProviderInfo {
    private static final ProviderInfo CUSTOM = new ProviderInfo(GrantType.CUSTOM, null, null, "");

    private final GrantType grant;
    private final @Nullable AuthorizationServer server;
    private final @Nullable ClientId clientId;
    private final String defaults;

    private ProviderInfo(
            GrantType grant, @Nullable AuthorizationServer server, @Nullable ClientId clientId, String defaults) {
        this.grant = grant;
        this.server = server;
        this.clientId = clientId;
        this.defaults = defaults;
    }

    /** A provider of a host's own, of which nothing is known. */
    public static ProviderInfo custom() {
        return CUSTOM;
    }

    /** A provider that asks this server, as this client. */
    public static ProviderInfo of(GrantType grant, AuthorizationServer server, ClientId clientId) {
        return new ProviderInfo(
                Objects.requireNonNull(grant, "grant"),
                Objects.requireNonNull(server, "server"),
                Objects.requireNonNull(clientId, "clientId"),
                "");
    }

    /** The same, with whatever else of the provider's own settings changes what its tokens may do. */
    public ProviderInfo withDefaults(String defaults) {
        return new ProviderInfo(grant, server, clientId, Objects.requireNonNull(defaults, "defaults"));
    }

    /** How tokens are got. */
    public GrantType grant() {
        return grant;
    }

    /** Whose tokens they are, if known. */
    public Optional<AuthorizationServer> server() {
        return Optional.ofNullable(server);
    }

    /** The cloud behind the server, if known. */
    public Optional<Cloud> cloud() {
        return server().map(AuthorizationServer::cloud);
    }

    /** The client, if known. */
    public Optional<ClientId> clientId() {
        return Optional.ofNullable(clientId);
    }

    /**
     * What a stored session is bound to, as one line: sessions of another server, client or setting are never mixed with
     * it, even under the same connection name.
     */
    public String binding() {
        return grant + " " + (server == null ? "" : server.tokenEndpoint()) + " " + (clientId == null ? "" : clientId)
                + " " + defaults;
    }

    @Override
    public String toString() {
        return binding();
    }
}
