package io.crosscloud.cloud;

import io.crosscloud.Cloud;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.internal.Shown;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An Engagement tenant, reached by its subdomain. Immutable and thread-safe; the {@code with} methods return a changed
 * copy.
 *
 * <p>The hosts are those of Salesforce's developer page "Your Subdomain and Your Tenant's Endpoints":
 * {@code https://<subdomain>.auth.marketingcloudapis.com}, {@code .rest.} and {@code .soap.}.
 */
public final class EngagementTenant implements AuthorizationServer {
    private static final String DOMAIN = "marketingcloudapis.com";
    private static final Pattern SUBDOMAIN = Pattern.compile("mc[a-z0-9-]{25}[a-z0-9]");
    private static final Map<Endpoint, String> PATHS = Map.of(
            Endpoint.AUTHORIZATION, "/v2/authorize",
            Endpoint.TOKEN, "/v2/token",
            Endpoint.USERINFO, "/v2/userinfo");

    private final String subdomain;
    private final URI authBase;
    private final Map<Endpoint, URI> overrides;
    private final TrustedHosts trusted;

    private EngagementTenant(String subdomain, URI authBase, Map<Endpoint, URI> overrides, TrustedHosts trusted) {
        this.subdomain = subdomain;
        this.authBase = authBase;
        this.overrides = overrides;
        this.trusted = trusted;
    }

    /**
     * The tenant with this subdomain.
     *
     * @param subdomain 28 characters of {@code a-z}, {@code 0-9} and {@code -} that begin with {@code mc}; Setup shows it
     *     in the base URIs of an installed package's API integration
     * @throws io.crosscloud.error.ConfigurationException if it has another form
     */
    public static EngagementTenant of(String subdomain) {
        if (!SUBDOMAIN.matcher(subdomain).matches()) {
            throw Checks.invalid(
                    SettingProblem.SUBDOMAIN_INVALID,
                    "subdomain",
                    Shown.quoted(subdomain),
                    "28 characters a-z, 0-9 and -, beginning with mc");
        }
        Set<String> hosts = Set.of(subdomain + ".rest." + DOMAIN, subdomain + ".soap." + DOMAIN);
        return new EngagementTenant(
                subdomain,
                URI.create("https://" + subdomain + ".auth." + DOMAIN),
                Map.of(),
                new TrustedHosts(Cloud.ENGAGEMENT, Set.of(), hosts));
    }

    /**
     * The same tenant behind a gateway or on a compatible server, which replaces
     * {@code https://<subdomain>.auth.marketingcloudapis.com} and is trusted as an API host too.
     *
     * @throws io.crosscloud.error.ConfigurationException if it is not {@code https} ({@code http} only on loopback)
     */
    public EngagementTenant withAuthBase(URI authBase) {
        URI checked = EndpointUris.check("auth base", authBase);
        return new EngagementTenant(subdomain, checked, overrides, trusted.and(checked));
    }

    /**
     * The same tenant with one endpoint elsewhere.
     *
     * @throws io.crosscloud.error.ConfigurationException if it is not {@code https} ({@code http} only on loopback)
     */
    public EngagementTenant withEndpoint(Endpoint endpoint, URI uri) {
        Map<Endpoint, URI> changed = new EnumMap<>(Endpoint.class);
        changed.putAll(overrides);
        changed.put(endpoint, EndpointUris.check(endpoint + " endpoint", uri));
        return new EngagementTenant(subdomain, authBase, Map.copyOf(changed), trusted);
    }

    /**
     * The same tenant, whose token responses may also name this API host, with its port if it is not 443.
     *
     * @throws io.crosscloud.error.ConfigurationException if it is not a host, such as a whole URL
     */
    public EngagementTenant withTrustedHost(String host) {
        return new EngagementTenant(subdomain, authBase, overrides, trusted.and(Objects.requireNonNull(host, "host")));
    }

    /** The subdomain. */
    public String subdomain() {
        return subdomain;
    }

    @Override
    public Cloud cloud() {
        return Cloud.ENGAGEMENT;
    }

    @Override
    public Optional<URI> endpoint(Endpoint endpoint) {
        URI override = overrides.get(endpoint);
        if (override != null) {
            return Optional.of(override);
        }
        return Optional.ofNullable(PATHS.get(endpoint)).map(path -> URI.create(authBase + path));
    }

    @Override
    public URI tokenEndpoint() {
        return endpoint(Endpoint.TOKEN).orElseThrow();
    }

    @Override
    public URI authorizationEndpoint() {
        return endpoint(Endpoint.AUTHORIZATION).orElseThrow();
    }

    /** {@inheritDoc} Crosscloud's reading, not documented by Salesforce: the tenant's auth base URL. */
    @Override
    public String audience() {
        return authBase.toString();
    }

    @Override
    public String clientAudience() {
        return EndpointUris.behindGateway(authBase, ownTokenEndpoint(), overrides.get(Endpoint.TOKEN))
                .toString();
    }

    private URI ownTokenEndpoint() {
        return URI.create(authBase + Objects.requireNonNull(PATHS.get(Endpoint.TOKEN)));
    }

    @Override
    public URI trusted(String url) {
        return trusted.origin(url);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EngagementTenant that
                && subdomain.equals(that.subdomain)
                && authBase.equals(that.authBase)
                && overrides.equals(that.overrides)
                && trusted.equals(that.trusted);
    }

    @Override
    public int hashCode() {
        return Objects.hash(subdomain, authBase, overrides);
    }

    @Override
    public String toString() {
        return authBase.toString();
    }
}
