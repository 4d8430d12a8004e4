package io.crosscloud.testkit;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.User;
import io.crosscloud.testkit.internal.engagement.ClientKey;
import io.crosscloud.testkit.internal.engagement.EngagementRoutes;
import io.crosscloud.testkit.internal.engagement.Settings;
import io.crosscloud.testkit.internal.engagement.Tenant;
import io.crosscloud.testkit.internal.engagement.soap.SoapEndpoint;
import io.crosscloud.testkit.internal.http.Router;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A tenant of Marketing Cloud Engagement on a loopback port, as strict as production is known to be. Scripted, run,
 * then verified: seed it, let the code under test run, look at the {@link #journal()}. Thread-safe.
 *
 * <pre>{@code
 * try (var engagement = FakeEngagement.start()) {
 *     // engagement.tenant(), engagement.clientId(), engagement.clientSecret(), engagement.signingKeyPem(), …
 * }
 * }</pre>
 *
 * <p>Authorization, REST and SOAP have one URI, since paths tell them apart. Which behaviour is documented by
 * Salesforce, which was observed and which is assumed is listed in the testkit's ledger.
 */
public final class FakeEngagement implements FakeCloud {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final Settings settings;
    private final Tenant tenant;
    private final Stage stage;

    FakeEngagement(Settings settings, InstantSource clock, int port, boolean https) {
        this.settings = settings;
        this.tenant = new Tenant(settings, clock);
        Router<Route> router = SoapEndpoint.addTo(EngagementRoutes.of(tenant), tenant);
        ControlRoutes.addTo(router, () -> this, this::expireTokens, this::rotation);
        this.stage = Stage.open(clock, port, https, router);
        tenant.servedAt(stage.uri());
    }

    /**
     * Starts one that has every default and takes assertions (JWT bearer), so that both ways in can be tried. Salesforce
     * documents that grant for its own clouds only; a fake from {@link #builder()} has it off.
     */
    public static FakeEngagement start() {
        return builder().jwtBearer().start();
    }

    /** One that is to be otherwise. */
    public static FakeEngagementBuilder builder() {
        return new FakeEngagementBuilder();
    }

    // What a client is configured with

    /** The tenant, by this fake's URI, for the code under test. */
    public EngagementTenant tenant() {
        return EngagementTenant.of(settings.account().subdomain()).withAuthBase(uri());
    }

    /** The top business unit. */
    public BusinessUnit businessUnit() {
        return settings.account().units().keySet().iterator().next();
    }

    /** A business unit below the top one. */
    public BusinessUnit childBusinessUnit() {
        return settings.account().units().keySet().stream()
                .skip(1)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the tenant has one business unit (expected: a child)"));
    }

    /** The client id of the seeded server-to-server package. */
    public ClientId clientId() {
        return seed(0).clientId();
    }

    /** The client secret of the seeded server-to-server package. */
    public Secret clientSecret() {
        return seed(0).clientSecret().orElseThrow();
    }

    /**
     * The private key that assertions of {@link #clientId()} are signed with, as PEM (PKCS#8).
     *
     * @throws IllegalStateException if JWT bearer is off or was given a key of the test's own
     */
    public String signingKeyPem() {
        if (!seed(0).keys().contains(ClientKey.publicKey())) {
            throw new IllegalStateException("no signing key (expected: a fake built with jwtBearer())");
        }
        return ClientKey.pem();
    }

    /** The seeded web app. */
    public InstalledPackage webApp() {
        return seed(1);
    }

    /** The seeded public app. */
    public InstalledPackage publicApp() {
        return seed(2);
    }

    /** The seeded package of before August 2019. */
    public InstalledPackage legacyPackage() {
        return seed(3);
    }

    /** Where the seeded web and public apps come back to. */
    public URI redirectUri() {
        return webApp().redirectUris().get(0);
    }

    /** What the seeded API user logs in as, and the {@code sub} of assertions. */
    public String username() {
        return apiUser().username();
    }

    /** What the seeded API user types on the login page, and sends in SOAP headers. */
    public Secret password() {
        return apiUser().password();
    }

    /** The seeded API user, as the code under test names one for whom JWT bearer speaks. */
    public User user() {
        return User.of(username());
    }

    /** The key of the one triggered send definition. */
    public String triggeredSendKey() {
        return settings.account().triggeredSendKey();
    }

    /** A new live refresh token of the seeded user for the seeded web app, as if the user had just logged in. */
    public RefreshToken issueRefreshToken() {
        return RefreshToken.of(tenant.ledger().issueRefreshToken(webApp(), apiUser()));
    }

    /**
     * Logs the seeded user in as a browser would, over HTTP, and approves.
     *
     * @return where the fake sends the browser then: the callback URI
     * @throws IllegalStateException if the fake shows an error page
     */
    public URI login(URI authorizationUri) {
        return browser().approve(authorizationUri);
    }

    /** The seeded user's browser, for logins that go otherwise. */
    public ScriptedBrowser browser() {
        return ScriptedBrowser.of(username(), password());
    }

    // What changes while it runs

    /** Turns these switches on. */
    public void on(EngagementSwitch... switches) {
        for (EngagementSwitch each : switches) {
            tenant.switches().set(each, true);
        }
    }

    /** Turns these switches off. */
    public void off(EngagementSwitch... switches) {
        for (EngagementSwitch each : switches) {
            tenant.switches().set(each, false);
        }
    }

    /** Rotates refresh tokens from now on, strictly, or no longer. */
    public void rotation(boolean enabled) {
        rotation(enabled ? Rotation.strict() : Rotation.none());
    }

    /** Treats refresh tokens so from now on. */
    public void rotation(Rotation mode) {
        tenant.rotation(mode);
    }

    /** Runs this once, on the fake's thread, while the next refresh is in flight and nothing is committed yet. */
    public void duringNextRefresh(Runnable code) {
        tenant.ledger().duringNextRefresh(code);
    }

    /** Ends every access token; refresh tokens stay good. */
    public void expireTokens() {
        tenant.ledger().expireAccessTokens();
    }

    /** Ends this access token, or everything of the login that this refresh token stems from; says whether there was one. */
    public boolean revoke(String token) {
        return tenant.ledger().revoke(token);
    }

    /** This user logs out of Engagement, which ends what was granted without the scope {@code offline}. */
    public void logOut(String username) {
        tenant.ledger().logOut(username);
    }

    /** Makes a second client secret, good beside the first one (after the propagation delay). */
    public Secret stageSecret(ClientId clientId) {
        Secret staged = Secret.of(randomText(24));
        tenant.packages().stageSecret(clientId, staged);
        return staged;
    }

    /** Makes the staged secret the only one, at once. */
    public void activateStagedSecret(ClientId clientId) {
        tenant.packages().activateStagedSecret(clientId);
    }

    /** Enables or disables a package; its tokens stay good. */
    public void enable(ClientId clientId, boolean enabled) {
        tenant.packages().enable(clientId, enabled);
    }

    /** Enables a package for one more business unit, at once. */
    public void enable(ClientId clientId, BusinessUnit unit) {
        tenant.packages().enable(clientId, unit);
    }

    /** Schedules an email, which SOAP shows as a {@code Send}; when its time comes it counts as sent. */
    public void scheduleSend(String emailName, Instant at) {
        tenant.schedule(new Tenant.ScheduledSend(emailName, at));
    }

    /** Gives a package other scopes (after the propagation delay). */
    public void changeScopes(ClientId clientId, Scopes scopes) {
        tenant.packages().changeScopes(clientId, scopes);
    }

    /** Answers 429 with errorcode 50200 to more token requests than this of one client and business unit in this time. */
    public void limitTokenRequests(int requests, Duration window) {
        tenant.tokenThrottle().limit(requests, window);
    }

    /** Answers 429 with errorcode 50100 and {@code Retry-After} to more REST requests than this of one client in this time. */
    public void limitApiRequests(int requests, Duration window) {
        tenant.restThrottle().limit(requests, window);
    }

    // What is true

    /** How many tokens there were and are. */
    public TokenTally tally() {
        return tenant.ledger().tally();
    }

    @Override
    public URI uri() {
        return stage.uri();
    }

    @Override
    public InstantSource clock() {
        return stage.clock();
    }

    @Override
    public Journal journal() {
        return stage.journal();
    }

    @Override
    public Faults faults() {
        return stage.faults();
    }

    @Override
    public void skewDate(Duration skew) {
        stage.skewDate(skew);
    }

    @Override
    public void refuseConnections() {
        stage.refuseConnections();
    }

    @Override
    public void acceptConnections() {
        stage.acceptConnections();
    }

    @Override
    public void close() {
        stage.close();
    }

    @Override
    public String toString() {
        return "FakeEngagement[" + uri() + "]";
    }

    private InstalledPackage seed(int index) {
        return settings.packages().get(index);
    }

    private EngagementUser apiUser() {
        return settings.users().get(0);
    }

    /** A client secret or password, with the mark that tells a leak. */
    static String randomText(int length) {
        return RANDOM.ints(length - SecretLeakDetector.MARK.length(), 0, LETTERS.length())
                .collect(
                        () -> new StringBuilder(SecretLeakDetector.MARK),
                        (text, i) -> text.append(LETTERS.charAt(i)),
                        StringBuilder::append)
                .toString();
    }
}
