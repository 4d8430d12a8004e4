package io.crosscloud.cloud;

import io.crosscloud.Cloud;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.internal.Shown;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A Salesforce org, reached by a login host or by its My Domain. Immutable and thread-safe; the {@code with} methods
 * return a changed copy.
 *
 * <p>The hosts are those of Salesforce's help page "OAuth Endpoints": {@code login.salesforce.com},
 * {@code test.salesforce.com}, {@code *.my.salesforce.com} with its sandbox, scratch and develop partitions,
 * {@code *.my.salesforce.mil} (Government Cloud), {@code *.my.sfcrmproducts.cn} and Experience Cloud sites on
 * {@code *.my.site.com} or a domain of their own. Only {@code https} is accepted, and {@code http} on a loopback host, for
 * tests.
 *
 * <p>The API host that a token response names is believed on {@code *.my.salesforce.com}, {@code *.my.salesforce.mil},
 * {@code *.my.sfcrmproducts.cn} and an instance's own {@code salesforce.com} name, such as {@code na139.salesforce.com}. A site
 * is believed if it is the login host itself, or named by {@link #withTrustedHost}: anybody can have one.
 */
public final class SalesforceOrg implements AuthorizationServer {
    private static final String PRODUCTION = "https://login.salesforce.com";
    private static final String SANDBOX = "https://test.salesforce.com";
    private static final Set<String> SHARED = Set.of("login.salesforce.com", "test.salesforce.com");

    /**
     * The domains of orgs' logins and APIs (help pages "My Domain URL Formats" and "Partitioned Domains"; {@code .mil} and
     * {@code .cn} as in Salesforce's own command line). Not those of sites, where anybody can have a name and code of their own
     * that answers: {@code my.site.com}, {@code my.salesforce-sites.com}, {@code force.com}, {@code crmforce.mil}.
     */
    private static final Set<String> DOMAINS = Set.of("my.salesforce.com", "my.salesforce.mil", "my.sfcrmproducts.cn");

    /** Where Salesforce's own servers answer, whoever has chosen the name: these hosts cannot be pointed elsewhere. */
    private static final Pattern OWN_HOST = Pattern.compile(
            "(.*\\.)?(salesforce\\.com|force\\.com|my\\.site\\.com|salesforce\\.mil|crmforce\\.mil|sfcrmproducts\\.cn)\\.?");

    private static final Pattern MY_DOMAIN = Pattern.compile(
            "(?=[^.]{1,63}(\\.|$))[a-z0-9](-{0,2}[a-z0-9])*(\\.(sandbox|scratch|develop|demo|patch|trailblaze|free))?",
            Pattern.CASE_INSENSITIVE);
    private static final List<String> LIGHTNING = List.of(".force.com", ".force.mil", ".crmforce.mil", ".sfcrmapps.cn");
    private static final Map<Endpoint, String> PATHS = Map.of(
            Endpoint.AUTHORIZATION, "/services/oauth2/authorize",
            Endpoint.TOKEN, "/services/oauth2/token",
            Endpoint.REVOCATION, "/services/oauth2/revoke",
            Endpoint.INTROSPECTION, "/services/oauth2/introspect",
            Endpoint.USERINFO, "/services/oauth2/userinfo",
            Endpoint.KEYS, "/id/keys");

    private final URI loginHost;
    private final String audience;
    private final Map<Endpoint, URI> overrides;
    private final TrustedHosts trusted;
    private final boolean salesforceBehind;

    private SalesforceOrg(
            URI loginHost,
            String audience,
            Map<Endpoint, URI> overrides,
            TrustedHosts trusted,
            boolean salesforceBehind) {
        this.loginHost = loginHost;
        this.audience = audience;
        this.overrides = overrides;
        this.trusted = trusted;
        this.salesforceBehind = salesforceBehind;
    }

    /** A production or Developer Edition org, by {@code login.salesforce.com}. */
    public static SalesforceOrg production() {
        return at(URI.create(PRODUCTION));
    }

    /** A sandbox, by {@code test.salesforce.com}. */
    public static SalesforceOrg sandbox() {
        return at(URI.create(SANDBOX));
    }

    /**
     * An org by its My Domain, which every grant accepts.
     *
     * @param name the part before {@code .my.salesforce.com}: {@code acme}, {@code acme--uat} or
     *     {@code acme--uat.sandbox} for a sandbox, {@code acme-dev-ed.develop} for a Developer Edition
     * @throws io.crosscloud.error.ConfigurationException if the name has another form
     */
    public static SalesforceOrg myDomain(String name) {
        if (!MY_DOMAIN.matcher(name).matches()) {
            throw Checks.invalid(
                    "My Domain",
                    Shown.quoted(name),
                    "the name before .my.salesforce.com, such as acme or acme--uat.sandbox");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        boolean bareSandbox = lower.contains("--") && lower.indexOf('.') < 0;
        return at(URI.create("https://" + lower + (bareSandbox ? ".sandbox" : "") + ".my.salesforce.com"));
    }

    /**
     * An org by any login host: My Domain, Government Cloud, an Experience Cloud site with its path, or a compatible
     * server.
     *
     * @throws io.crosscloud.error.ConfigurationException if it is not an absolute {@code https} URL ({@code http} only on
     *     loopback), or is a {@code lightning} host, which serves no OAuth
     */
    public static SalesforceOrg at(URI loginHost) {
        URI host = checkLoginHost(loginHost);
        TrustedHosts trusted = new TrustedHosts(Cloud.SALESFORCE, DOMAINS, SHARED).and(host);
        return new SalesforceOrg(host, audienceOf(host), Map.of(), trusted, false);
    }

    /**
     * The same org with another {@code aud} for assertions that speak for a user. Those by which a client proves itself keep
     * {@link #clientAudience()}.
     *
     * @throws io.crosscloud.error.ConfigurationException if it is blank
     */
    public SalesforceOrg withAudience(String audience) {
        if (audience.isBlank()) {
            throw Checks.invalid("audience", Shown.quoted(audience), "the aud that the org's login host expects");
        }
        return new SalesforceOrg(loginHost, audience, overrides, trusted, salesforceBehind);
    }

    /**
     * The same org with one endpoint elsewhere, for a gateway.
     *
     * @throws io.crosscloud.error.ConfigurationException if it is not {@code https} ({@code http} only on loopback)
     */
    public SalesforceOrg withEndpoint(Endpoint endpoint, URI uri) {
        Map<Endpoint, URI> changed = new EnumMap<>(Endpoint.class);
        changed.putAll(overrides);
        changed.put(endpoint, EndpointUris.check(endpoint + " endpoint", uri));
        return new SalesforceOrg(loginHost, audience, Map.copyOf(changed), trusted, salesforceBehind);
    }

    /**
     * The same org, whose token responses may also name this API host, with its port if it is not 443.
     *
     * @throws io.crosscloud.error.ConfigurationException if it is not a host, such as a whole URL
     */
    public SalesforceOrg withTrustedHost(String host) {
        return new SalesforceOrg(
                loginHost, audience, overrides, trusted.and(Objects.requireNonNull(host, "host")), salesforceBehind);
    }

    /**
     * The same org, said to be Salesforce itself behind a host of another name: a gateway, an Experience Cloud site
     * on a domain of its own, or a fake. The login host, if it is on a domain of Salesforce's, says so by its name,
     * wherever the endpoints are.
     *
     * <p>Salesforce answers {@code invalid_grant} to passing troubles too, so that at Salesforce a stored login ends
     * only on a text that is known to mean that its refresh token is dead; any other server is taken at its word, by
     * which {@code invalid_grant} ends the login (RFC 6749 section 5.2). And Salesforce revokes whatever token it is
     * shown, while any other server is shown the client as well (RFC 7009 section 2.1).
     *
     * <p>Changes neither equality nor the key that sessions are stored by.
     */
    public SalesforceOrg withSalesforceBehind() {
        return new SalesforceOrg(loginHost, audience, overrides, trusted, true);
    }

    /** The login host, without a trailing slash. */
    public URI loginHost() {
        return loginHost;
    }

    /** Whether this is {@code login.salesforce.com} or {@code test.salesforce.com}, which many orgs share. */
    public boolean sharedLoginHost() {
        String host = loginHost.toString();
        return host.equals(PRODUCTION) || host.equals(SANDBOX);
    }

    /**
     * Whether Salesforce itself answers: the login host or the token endpoint is on one of its domains, or {@link
     * #withSalesforceBehind} says so.
     */
    public boolean answeredBySalesforce() {
        return salesforceBehind || ownHost(loginHost) || ownHost(tokenEndpoint());
    }

    @Override
    public Cloud cloud() {
        return Cloud.SALESFORCE;
    }

    @Override
    public Optional<URI> endpoint(Endpoint endpoint) {
        return Optional.of(uri(endpoint));
    }

    @Override
    public URI tokenEndpoint() {
        return uri(Endpoint.TOKEN);
    }

    @Override
    public URI authorizationEndpoint() {
        return uri(Endpoint.AUTHORIZATION);
    }

    /**
     * {@inheritDoc}
     *
     * <p>By Salesforce's help page "OAuth 2.0 JWT Bearer Flow": {@code https://login.salesforce.com} for production,
     * {@code https://test.salesforce.com} for sandboxes, the site's own URL for an Experience Cloud site; whatever the host
     * that the request is sent to. Any other server is its own audience.
     */
    @Override
    public String audience() {
        return audience;
    }

    @Override
    public String clientAudience() {
        return EndpointUris.behindGateway(loginHost, ownUri(Endpoint.TOKEN), overrides.get(Endpoint.TOKEN))
                .toString();
    }

    @Override
    public URI trusted(String url) {
        return trusted.origin(url);
    }

    private URI uri(Endpoint endpoint) {
        URI override = overrides.get(endpoint);
        return override != null ? override : ownUri(endpoint);
    }

    private URI ownUri(Endpoint endpoint) {
        return URI.create(loginHost + Objects.requireNonNull(PATHS.get(endpoint)));
    }

    private static boolean ownHost(URI uri) {
        return OWN_HOST.matcher(uri.getHost()).matches();
    }

    private static URI checkLoginHost(URI uri) {
        URI checked = EndpointUris.check("login host", uri);
        if (lightning("." + checked.getHost())) {
            throw Checks.invalid(
                    SettingProblem.LIGHTNING_HOST,
                    "login host",
                    Shown.url(uri.toString()),
                    "https://<My Domain>.my.salesforce.com");
        }
        return checked;
    }

    private static boolean lightning(String host) {
        String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return bare.contains(".lightning.") && LIGHTNING.stream().anyMatch(bare::endsWith);
    }

    private static String audienceOf(URI loginHost) {
        String host = loginHost.getHost();
        if (!host.endsWith(".salesforce.com") && !host.endsWith(".salesforce.mil") && !host.endsWith(".crmforce.mil")) {
            return loginHost.toString();
        }
        boolean sandbox = host.equals("test.salesforce.com")
                || host.contains("--")
                || host.contains(".sandbox.")
                || host.contains(".scratch.");
        return sandbox ? SANDBOX : PRODUCTION;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SalesforceOrg that
                && loginHost.equals(that.loginHost)
                && audience.equals(that.audience)
                && overrides.equals(that.overrides)
                && trusted.equals(that.trusted);
    }

    @Override
    public int hashCode() {
        return Objects.hash(loginHost, audience, overrides);
    }

    @Override
    public String toString() {
        return loginHost.toString();
    }
}
