package io.crosscloud.testkit;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The API integration of an installed package, as an Engagement administrator would create it: what a client logs in
 * as. Immutable; the {@code with} methods return a changed copy. Source: Salesforce's developer page "Installed
 * Packages".
 */
public final class InstalledPackage {
    private static final Scopes USUAL = Scopes.of(
            "accounts_read",
            "audiences_read",
            "automations_execute",
            "automations_read",
            "data_extensions_read",
            "data_extensions_write",
            "documents_and_images_read",
            "email_read",
            "email_send",
            "email_write",
            "journeys_read",
            "list_and_subscribers_read",
            "list_and_subscribers_write",
            "marketing_cloud_connect_read",
            "marketing_cloud_connect_send",
            "marketing_cloud_connect_write",
            "offline",
            "openid",
            "saved_content_read",
            "tracking_events_read",
            "users_read");

    /** The kinds of integration that Engagement knows. */
    public enum Kind {
        /** Gets tokens by client credentials, and by JWT bearer where the fake has it switched on. */
        SERVER_TO_SERVER("ServerToServer"),
        /** Has a secret and lets a person log in. */
        WEB_APP("Confidential"),
        /** Has no secret and lets a person log in. */
        PUBLIC_APP("Public"),
        /** Created before August 2019: knows {@code /v1/requestToken} only. */
        LEGACY("Legacy");

        private final String clientType;

        Kind(String clientType) {
            this.clientType = clientType;
        }

        /** What the tokens of Engagement call it. */
        public String clientType() {
            return clientType;
        }
    }

    private record Access(Scopes scopes, @Nullable BusinessUnit home, Set<BusinessUnit> units) {}

    private final Kind kind;
    private final ClientId clientId;
    private final @Nullable Secret clientSecret;
    private final Access access;
    private final List<URI> redirectUris;
    private final List<PublicKey> keys;

    private InstalledPackage(InstalledPackage original, Access access, List<PublicKey> keys) {
        this.kind = original.kind;
        this.clientId = original.clientId;
        this.clientSecret = original.clientSecret;
        this.access = access;
        this.redirectUris = original.redirectUris;
        this.keys = List.copyOf(keys);
    }

    private InstalledPackage(Kind kind, ClientId clientId, @Nullable Secret clientSecret, List<URI> redirectUris) {
        this.kind = kind;
        this.clientId = clientId;
        this.clientSecret = clientSecret;
        this.access = new Access(USUAL, null, Set.of());
        this.redirectUris = List.copyOf(redirectUris);
        this.keys = List.of();
    }

    /** A server-to-server integration with the usual scopes for every business unit of the tenant. */
    public static InstalledPackage serverToServer(ClientId clientId, Secret clientSecret) {
        return new InstalledPackage(Kind.SERVER_TO_SERVER, clientId, clientSecret, List.of());
    }

    /** A web app, which may come back to these redirect URIs, compared character by character. */
    public static InstalledPackage webApp(ClientId clientId, Secret clientSecret, URI... redirectUris) {
        return new InstalledPackage(Kind.WEB_APP, clientId, clientSecret, List.of(redirectUris));
    }

    /** A public app, which may come back to these redirect URIs, compared character by character. */
    public static InstalledPackage publicApp(ClientId clientId, URI... redirectUris) {
        return new InstalledPackage(Kind.PUBLIC_APP, clientId, null, List.of(redirectUris));
    }

    /** A package of before August 2019. */
    public static InstalledPackage legacy(ClientId clientId, Secret clientSecret) {
        return new InstalledPackage(Kind.LEGACY, clientId, clientSecret, List.of());
    }

    /** The same with exactly these scopes. */
    public InstalledPackage withScopes(Scopes scopes) {
        return new InstalledPackage(this, new Access(scopes, access.home, access.units), keys);
    }

    /** The same, created in this business unit and enabled for it and those others only. */
    public InstalledPackage withBusinessUnits(BusinessUnit home, BusinessUnit... others) {
        Set<BusinessUnit> units = Set.copyOf(
                Stream.concat(Stream.of(home), Stream.of(others)).distinct().toList());
        return new InstalledPackage(this, new Access(access.scopes, home, units), keys);
    }

    /** The same, whose assertions (RFC 7523) may also be signed by the owner of this key. */
    public InstalledPackage withKey(PublicKey key) {
        List<PublicKey> more = new ArrayList<>(keys);
        more.add(key);
        return new InstalledPackage(this, access, more);
    }

    public Kind kind() {
        return kind;
    }

    public ClientId clientId() {
        return clientId;
    }

    /** The client secret that it was created with; empty for a public app. */
    public Optional<Secret> clientSecret() {
        return Optional.ofNullable(clientSecret);
    }

    /** What it may ask for. */
    public Scopes scopes() {
        return access.scopes;
    }

    /** The business unit that it was created in; empty for the tenant's top one. */
    public Optional<BusinessUnit> home() {
        return Optional.ofNullable(access.home);
    }

    /** Whether it is enabled for this business unit. */
    public boolean covers(BusinessUnit unit) {
        return access.units.isEmpty() || access.units.contains(unit);
    }

    /** Where a login may come back to; an immutable list. */
    public List<URI> redirectUris() {
        return redirectUris;
    }

    /** Whose assertions are believed; an immutable list. */
    public List<PublicKey> keys() {
        return keys;
    }

    @Override
    public String toString() {
        return "InstalledPackage[" + kind + " " + clientId + "]";
    }
}
