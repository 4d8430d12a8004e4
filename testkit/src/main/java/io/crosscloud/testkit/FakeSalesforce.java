package io.crosscloud.testkit;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.session.Identity;
import io.crosscloud.session.User;
import io.crosscloud.testkit.internal.salesforce.Directory;
import io.crosscloud.testkit.internal.salesforce.FakeOrg;
import io.crosscloud.testkit.internal.salesforce.RecordId;
import io.crosscloud.testkit.internal.salesforce.SigningKeys;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * A Salesforce org on a loopback port, which answers over HTTP as the real one does: the token endpoint with its five
 * flows and their errors to the letter, the login pages, sessions that slide, refresh tokens that rotate, and as much of
 * REST, SOAP and Bulk as tells a live session from a dead one.
 *
 * <pre>{@code
 * try (var salesforce = FakeSalesforce.start()) {
 *   // configure the code under test with salesforce.org(), clientId(), clientSecret() or signingKeyPem(), username() …
 *   // … let it run, then look at salesforce.journal() and salesforce.tally()
 * }
 * }</pre>
 *
 * <p>It is as strict as production is known to be: an assertion's {@code exp} may be a string or in milliseconds, its
 * signature may not be wrong. What is stricter, looser or otherwise different is a {@link SalesforceSwitch}, a trait of
 * a {@link ConnectedApp} or a {@link SalesforceUser}, or an option of the {@linkplain #builder() builder}. Rotation of
 * refresh tokens is off at first, as for an app in production whose administrator has not switched it on.
 *
 * <p>Consumption of codes and refresh tokens is atomic. Nothing survives {@link #close()}. Thread-safe.
 */
public final class FakeSalesforce implements FakeCloud {
    private final Stage stage;
    private final FakeOrg org;
    private final RecordId orgId;
    private final ConnectedApp seededApp;
    private final SalesforceUser seededUser;

    FakeSalesforce(Stage stage, FakeOrg org, RecordId orgId, ConnectedApp seededApp, SalesforceUser seededUser) {
        this.stage = stage;
        this.org = org;
        this.orgId = orgId;
        this.seededApp = seededApp;
        this.seededUser = seededUser;
    }

    /** Starts on a free port, by the system's clock, with one app and one user. */
    public static FakeSalesforce start() {
        return builder().start();
    }

    /** Everything that can be different. */
    public static FakeSalesforceBuilder builder() {
        return new FakeSalesforceBuilder();
    }

    // What a client is configured with

    /**
     * The org, by its login host, for the code under test; with {@link SalesforceOrg#withSalesforceBehind}, since a
     * fake means by its refusals what Salesforce means.
     */
    public SalesforceOrg org() {
        return SalesforceOrg.at(uri()).withSalesforceBehind();
    }

    /** The consumer key of the seeded app. */
    public ClientId clientId() {
        return seededApp.clientId();
    }

    /** The consumer secret of the seeded app, as seeded. */
    public Secret clientSecret() {
        return seededApp.clientSecret();
    }

    /** The key that signs assertions of the seeded app, which holds the public half. */
    public PrivateKey signingKey() {
        return SigningKeys.client().getPrivate();
    }

    /** The same as PEM (PKCS#8). */
    public String signingKeyPem() {
        return SigningKeys.pem(SigningKeys.client());
    }

    /** Where logins by the seeded app may come back to; nothing listens there. */
    public URI redirectUri() {
        return seededApp.redirectUris().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the first app has no redirect URI (expected: one)"));
    }

    /** What the seeded user logs in as. */
    public String username() {
        return seededUser.username();
    }

    /** What the seeded user types on the login page, and sends by the password flow and SOAP {@code login()}. */
    public Secret password() {
        return seededUser.password();
    }

    /** The seeded user, as the code under test names one for whom JWT bearer speaks. */
    public User user() {
        return User.of(username());
    }

    /** The seeded user, as the org identifies it. */
    public Identity identity() {
        return Identity.of(orgId.eighteen(), member(username()).id().eighteen()).withUsername(username());
    }

    /** Where the org's APIs are at present: what token answers call {@code instance_url}. */
    public URI instanceUri() {
        return org.hosts().instance();
    }

    /** A new live refresh token of the seeded user for the seeded app, as if the user had just logged in and approved. */
    public RefreshToken issueRefreshToken() {
        return issueRefreshToken(username(), clientId());
    }

    /**
     * A new live refresh token, with all scopes of the app; as after a login, a sixth one revokes the oldest.
     *
     * @throws IllegalArgumentException if the org has no such user or app
     */
    public RefreshToken issueRefreshToken(String username, ClientId clientId) {
        ConnectedApp app = app(clientId);
        return org.approve(member(username), app, app.scopes());
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

    /** The app with this consumer key, as it is now. */
    public ConnectedApp app(ClientId clientId) {
        return org.directory()
                .app(clientId.value())
                .orElseThrow(() -> new IllegalArgumentException(
                        "app: " + clientId + " (expected: one that was seeded or put, such as " + clientId() + ")"));
    }

    /** The user with this name, as it is now. */
    public SalesforceUser user(String username) {
        return member(username).user();
    }

    /** Adds an app, or changes the one with the same client id: {@code put(app(clientId()).with(Trait.BLOCKED))}. */
    public void put(ConnectedApp app) {
        org.put(app);
    }

    /** Adds a user, or changes the one with the same name: {@code put(user(username()).with(Trait.INACTIVE))}. */
    public void put(SalesforceUser user) {
        org.put(user);
    }

    /** Rotates refresh tokens from now on, strictly, or no longer. */
    public void rotation(boolean enabled) {
        rotation(enabled ? Rotation.strict() : Rotation.none());
    }

    /** Rotates refresh tokens from now on in this way; whether refreshes collide is for {@link FakeSalesforceBuilder#refreshTakes}. */
    public void rotation(Rotation rotation) {
        org.switches().rotation(rotation);
    }

    /** Turns these switches on. */
    public void on(SalesforceSwitch... switches) {
        for (SalesforceSwitch each : switches) {
            org.switches().set(each, true);
        }
    }

    /** Turns these switches off. */
    public void off(SalesforceSwitch... switches) {
        for (SalesforceSwitch each : switches) {
            org.switches().set(each, false);
        }
    }

    /** Ends all access tokens at once; refresh tokens live on. */
    public void expireTokens() {
        org.tokens().expireSessions();
    }

    /** Ends all access tokens of this user at once; refresh tokens live on. */
    public void expireTokens(String username) {
        org.tokens().expireSessions(user(username).username());
    }

    /** Ends every access and refresh token of this user, as an administrator can. */
    public void revokeTokens(String username) {
        org.tokens().revokeAll(username);
    }

    /**
     * Moves the org to another instance, as Salesforce does at times: token answers name the other host from now on, and
     * the old one knows no session any more. The other host is {@code localhost} in place of {@code 127.0.0.1}, or the
     * other way round.
     *
     * @return the new instance URL
     */
    public URI moveInstance() {
        return moveInstance(org.hosts().neighbour());
    }

    /**
     * The same to a URI of the test's own choice: a host from which a proxy or a name leads to this fake, or anything,
     * web address or not, that a client must not believe.
     */
    public URI moveInstance(URI instance) {
        org.hosts().move(instance);
        return instance;
    }

    /**
     * Runs this once, on the fake's thread, while the next refresh is in flight: its refresh token is locked, and others
     * that present it are told that it is being processed; nothing is committed yet.
     */
    public void duringNextRefresh(Runnable code) {
        org.refresh().duringNext(code);
    }

    // What is true

    /** How many tokens there were and are. */
    public TokenTally tally() {
        return org.tokens().tally();
    }

    /** Every login that brought or was given a refresh token, in the order in which they began; an immutable list. */
    public List<FamilyTally> families() {
        return org.tokens().families();
    }

    /** How often this user has logged in by program within the hour, refused logins included. */
    public int loginsOf(String username) {
        return org.loginsOf(username);
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
        return "FakeSalesforce[" + uri() + "]";
    }

    private Directory.Member member(String username) {
        return org.directory()
                .member(username)
                .orElseThrow(() -> new IllegalArgumentException(
                        "user: " + username + " (expected: one that was seeded or put, such as " + username() + ")"));
    }
}
