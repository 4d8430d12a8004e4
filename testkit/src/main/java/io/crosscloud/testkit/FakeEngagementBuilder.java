package io.crosscloud.testkit;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.testkit.internal.engagement.ClientKey;
import io.crosscloud.testkit.internal.engagement.Settings;
import io.crosscloud.testkit.internal.engagement.Settings.Account;
import io.crosscloud.testkit.internal.engagement.Settings.Lives;
import io.crosscloud.testkit.internal.engagement.Settings.Policy;
import io.crosscloud.testkit.internal.engagement.Settings.Urls;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.security.PublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link FakeEngagement} is to be like. Everything has a default: a tenant of two business units, one installed
 * package of each kind, and one API user. Not thread-safe; may be used for several fakes.
 */
public final class FakeEngagementBuilder {
    /** By how much {@code expires_in} understates the life of a token: of 1200 seconds, 1079 are told. */
    private static final Duration HAIRCUT = Duration.ofSeconds(121);

    private static final BusinessUnit ENTERPRISE = BusinessUnit.of(7281698);
    private static final BusinessUnit CHILD = BusinessUnit.of(7294703);

    private InstantSource clock = InstantSource.system();
    private @Nullable InstantSource assertionClock;
    private int port;
    private boolean https;
    private String subdomain = "mc563885gzs27c5t9-63k636ttgm";
    private final Map<BusinessUnit, String> units = new LinkedHashMap<>();
    private final List<InstalledPackage> packages = new ArrayList<>();
    private final List<EngagementUser> users = new ArrayList<>();
    private final List<PublicKey> keys = new ArrayList<>();
    private final Set<EngagementSwitch> switches = EnumSet.noneOf(EngagementSwitch.class);
    private URI redirectUri = URI.create("http://127.0.0.1:8400/callback");
    private Rotation rotation = Rotation.strict();
    private Duration tokenLife = Duration.ofMinutes(20);
    private Duration refreshTokenLife = Duration.ofDays(30);
    private Duration propagationDelay = Duration.ZERO;
    private Function<URI, String> restUrl = uri -> uri + "/";
    private Function<URI, String> soapUrl = uri -> uri + "/";

    FakeEngagementBuilder() {}

    /** The time by which everything lives and dies; the system's unless given. */
    public FakeEngagementBuilder clock(InstantSource source) {
        clock = source;
        return this;
    }

    /** The time by which assertions are judged, where the caller cannot see the fake's clock; that clock unless given. */
    public FakeEngagementBuilder assertionClock(InstantSource source) {
        assertionClock = source;
        return this;
    }

    /** The port on 127.0.0.1; any free one unless given. */
    public FakeEngagementBuilder port(int number) {
        port = number;
        return this;
    }

    /** Speaks HTTPS with the certificate that {@link TestCertificates} vouches for. */
    public FakeEngagementBuilder https() {
        https = true;
        return this;
    }

    /** The tenant's subdomain. */
    public FakeEngagementBuilder subdomain(String name) {
        subdomain = EngagementTenant.of(name).subdomain();
        return this;
    }

    /** A business unit; the first that is given is the top one, the parent of all others. */
    public FakeEngagementBuilder businessUnit(BusinessUnit unit, String name) {
        units.put(unit, name);
        return this;
    }

    /** One more installed package. */
    public FakeEngagementBuilder installedPackage(InstalledPackage installed) {
        packages.add(installed);
        return this;
    }

    /** Adds a user. The first is the one that {@link FakeEngagement#username()} and the like hand out. */
    public FakeEngagementBuilder user(EngagementUser user) {
        users.add(user);
        return this;
    }

    /** Where the seeded web and public apps come back to. */
    public FakeEngagementBuilder redirectUri(URI uri) {
        redirectUri = uri;
        return this;
    }

    /** Switches the JWT bearer grant on; the seeded package signs with {@link FakeEngagement#signingKeyPem()}. */
    public FakeEngagementBuilder jwtBearer() {
        return jwtBearer(ClientKey.publicKey());
    }

    /** Switches the JWT bearer grant on; the seeded package signs with the private half of this RSA key. */
    public FakeEngagementBuilder jwtBearer(PublicKey key) {
        keys.add(key);
        return on(EngagementSwitch.JWT_BEARER);
    }

    /** Starts with these switches on. */
    public FakeEngagementBuilder on(EngagementSwitch... which) {
        switches.addAll(List.of(which));
        return this;
    }

    /** What becomes of refresh tokens; {@link Rotation#strict()} unless given. */
    public FakeEngagementBuilder rotation(Rotation mode) {
        rotation = mode;
        return this;
    }

    /** How long access tokens really live; 20 minutes unless given. {@code expires_in} tells two minutes less. */
    public FakeEngagementBuilder tokenLife(Duration life) {
        tokenLife = life;
        return this;
    }

    /** How long refresh tokens live; 30 days unless given. */
    public FakeEngagementBuilder refreshTokenLife(Duration life) {
        refreshTokenLife = life;
        return this;
    }

    /** How long a change of a package takes to be seen: none unless given, up to five minutes in production. */
    public FakeEngagementBuilder propagationDelay(Duration delay) {
        propagationDelay = delay;
        return this;
    }

    /** How {@code rest_instance_url} is made of the fake's URI; that URI and a slash unless given. */
    public FakeEngagementBuilder restInstanceUrl(Function<URI, String> url) {
        restUrl = url;
        return this;
    }

    /** How {@code soap_instance_url} is made of the fake's URI; that URI and a slash unless given. */
    public FakeEngagementBuilder soapInstanceUrl(Function<URI, String> url) {
        soapUrl = url;
        return this;
    }

    /**
     * Starts it.
     *
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public FakeEngagement start() {
        Map<BusinessUnit, String> tree = new LinkedHashMap<>(units);
        if (tree.isEmpty()) {
            tree.put(ENTERPRISE, "Acme");
            tree.put(CHILD, "Acme Europe");
        }
        List<EngagementUser> people = users.isEmpty()
                ? List.of(EngagementUser.of("api.user@acme.example", Secret.of(FakeEngagement.randomText(16))))
                : users;
        Duration stated = tokenLife.compareTo(HAIRCUT) > 0 ? tokenLife.minus(HAIRCUT) : tokenLife;
        Settings settings = new Settings(
                new Account(subdomain, tree, "welcome"),
                seeds(),
                people,
                new Policy(
                        switches,
                        rotation,
                        new Lives(tokenLife, stated, refreshTokenLife),
                        propagationDelay,
                        assertionClock == null ? clock : assertionClock),
                new Urls(restUrl, soapUrl));
        return new FakeEngagement(settings, clock, port, https);
    }

    private List<InstalledPackage> seeds() {
        InstalledPackage server = InstalledPackage.serverToServer(
                ClientId.of("ccserver7k2m9q4x8w3z6v1t"), Secret.of(FakeEngagement.randomText(24)));
        for (PublicKey key : keys) {
            server = server.withKey(key);
        }
        List<InstalledPackage> seeds = new ArrayList<>();
        seeds.add(server);
        seeds.add(InstalledPackage.webApp(
                ClientId.of("ccwebapp3n8p5r1y7b4d2h6j"), Secret.of(FakeEngagement.randomText(24)), redirectUri));
        seeds.add(InstalledPackage.publicApp(ClientId.of("ccpublic9f4g6s2a8c5e1u7w"), redirectUri));
        seeds.add(InstalledPackage.legacy(
                ClientId.of("cclegacy5t1v8x3z6k9m2q4w"), Secret.of(FakeEngagement.randomText(24))));
        seeds.addAll(packages);
        return seeds;
    }
}
