package io.crosscloud.testkit;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.testkit.internal.http.Router;
import io.crosscloud.testkit.internal.salesforce.FakeOrg;
import io.crosscloud.testkit.internal.salesforce.OrgSettings;
import io.crosscloud.testkit.internal.salesforce.RecordId;
import io.crosscloud.testkit.internal.salesforce.SigningKeys;
import io.crosscloud.testkit.internal.salesforce.Switches;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link FakeSalesforce} is to be like. Every option has a default. Not thread-safe.
 *
 * <p>Without {@link #app} there is one with a key, a redirect URI on {@code http://127.0.0.1:8400/callback} and the
 * seeded user as its Run-As user; without {@link #user} there is Marta Diaz.
 */
public final class FakeSalesforceBuilder {
    private static final String USERNAME = "marta.diaz@acme.example";

    private final List<ConnectedApp> apps = new ArrayList<>();
    private final List<SalesforceUser> users = new ArrayList<>();
    private final Set<SalesforceSwitch> switches = EnumSet.noneOf(SalesforceSwitch.class);
    private InstantSource clock = InstantSource.system();
    private @Nullable InstantSource assertionClock;
    private int port;
    private boolean https;
    private boolean sandbox;
    private RecordId orgId = new RecordId("00Dxx0000001gPL");
    private Rotation rotation = Rotation.none();
    private Duration sessionTimeout = Duration.ofHours(2);
    private Duration refreshTakes = Duration.ZERO;
    private int loginsPerHour = Integer.MAX_VALUE;
    private int apiRequestsPerDay = 5_000_000;

    FakeSalesforceBuilder() {}

    /** Adds an app. The first is the one that {@link FakeSalesforce#clientId()} and the like hand out. */
    public FakeSalesforceBuilder app(ConnectedApp app) {
        apps.add(app);
        return this;
    }

    /** Adds a user. The first is the one that {@link FakeSalesforce#username()} and the like hand out. */
    public FakeSalesforceBuilder user(SalesforceUser user) {
        users.add(user);
        return this;
    }

    /** The time by which everything lives and dies; the system's by default, in tests mostly a {@link TestClock}. */
    public FakeSalesforceBuilder clock(InstantSource source) {
        clock = source;
        return this;
    }

    /** The time by which assertions are judged, where the caller cannot see the fake's clock; that clock unless given. */
    public FakeSalesforceBuilder assertionClock(InstantSource source) {
        assertionClock = source;
        return this;
    }

    /** The port; any free one by default. */
    public FakeSalesforceBuilder port(int number) {
        port = number;
        return this;
    }

    /** Speaks HTTPS with a certificate of {@link TestCertificates} for localhost, 127.0.0.1 and ::1. */
    public FakeSalesforceBuilder https() {
        https = true;
        return this;
    }

    /** Is a sandbox: for {@link SalesforceSwitch#STRICT_AUDIENCE}, and by its own account of itself. */
    public FakeSalesforceBuilder sandbox() {
        sandbox = true;
        return this;
    }

    /** The org's id, in its form of 15 characters. */
    public FakeSalesforceBuilder orgId(String fifteen) {
        orgId = new RecordId(fifteen);
        return this;
    }

    /**
     * What becomes of used refresh tokens; no rotation by default. In every mode a token is locked while a refresh with it
     * is in flight, but the fake refreshes in no time, so that requests which would collide in production succeed here,
     * or count as reuse: {@link #refreshTakes} lets them collide.
     */
    public FakeSalesforceBuilder rotation(Rotation rules) {
        rotation = rules;
        return this;
    }

    /**
     * How long a refresh takes by the {@linkplain #clock clock}; no time by default. It is answered at once, but until it is
     * over its refresh token is locked: another request with it is told {@code token request is already being processed},
     * and nothing is revoked, as in production, with and without rotation.
     */
    public FakeSalesforceBuilder refreshTakes(Duration time) {
        refreshTakes = time;
        return this;
    }

    /** For how long an access token lives without being used; 2 hours by default, as in production. */
    public FakeSalesforceBuilder sessionTimeout(Duration timeout) {
        sessionTimeout = timeout;
        return this;
    }

    /** How many logins by program one user has in an hour; no limit by default, in production 3,600. */
    public FakeSalesforceBuilder loginsPerHour(int limit) {
        loginsPerHour = limit;
        return this;
    }

    /** How many REST requests the org has in 24 hours; 5,000,000 by default, which no test should reach. */
    public FakeSalesforceBuilder apiRequestsPerDay(int limit) {
        apiRequestsPerDay = limit;
        return this;
    }

    /** Starts with these switches on. */
    public FakeSalesforceBuilder on(SalesforceSwitch... which) {
        switches.addAll(List.of(which));
        return this;
    }

    /**
     * Starts the fake.
     *
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public FakeSalesforce start() {
        SalesforceUser firstUser = users.isEmpty()
                ? SalesforceUser.of(USERNAME, Secret.of("CANARY-correct-horse-1"), "Marta Diaz")
                : users.get(0);
        ConnectedApp firstApp = apps.isEmpty() ? usualApp(firstUser) : apps.get(0);
        FakeOrg org = new FakeOrg(
                new OrgSettings(
                        new OrgSettings.Clocks(clock, assertionClock == null ? clock : assertionClock),
                        orgId,
                        sandbox,
                        new OrgSettings.Durations(sessionTimeout, refreshTakes),
                        new OrgSettings.CallLimits(loginsPerHour, apiRequestsPerDay)),
                new Switches(switches, rotation));
        org.put(firstUser);
        users.forEach(org::put);
        org.put(firstApp);
        apps.forEach(org::put);
        AtomicReference<FakeSalesforce> fake = new AtomicReference<>();
        Router<Route> router = org.router();
        ControlRoutes.addTo(
                router,
                fake::get,
                () -> fake.get().expireTokens(),
                on -> fake.get().rotation(on));
        Stage stage = Stage.open(clock, port, https, router);
        org.hosts().bind(stage.uri());
        fake.set(new FakeSalesforce(stage, org, orgId, firstApp, firstUser));
        return fake.get();
    }

    private static ConnectedApp usualApp(SalesforceUser user) {
        return ConnectedApp.of(
                        ClientId.of("3MVG9fake.consumer.key.of.the.seeded.connected.app"),
                        Secret.of("CANARY0FAKE5ECRET0F7HE5EEDEDC0NNEC7EDAPP"),
                        URI.create("http://127.0.0.1:8400/callback"))
                .withName("Journeys for Acme")
                .withKey(SigningKeys.client().getPublic())
                .withRunAsUser(user.username());
    }
}
