package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.session.BusinessUnit;
import io.crosscloud.testkit.EngagementSwitch;
import io.crosscloud.testkit.EngagementUser;
import io.crosscloud.testkit.Rotation;
import io.crosscloud.testkit.internal.engagement.Settings.Account;
import io.crosscloud.testkit.internal.engagement.Settings.Policy;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** All that the fake knows, and where it is to be found. Thread-safe. */
public final class Tenant {
    static final String STACK = "S7";

    private static final URI NOWHERE = URI.create("http://127.0.0.1:0");
    private static final long INTEGRATION_ID = 1093239;

    private final Settings settings;
    private final InstantSource clock;
    private final Packages packages;
    private final Switches switches;
    private final TokenText texts;
    private final Vault vault;
    private final Throttle tokenThrottle;
    private final Throttle restThrottle;
    private final List<ScheduledSend> scheduledSends = new CopyOnWriteArrayList<>();
    private volatile URI uri = NOWHERE;

    /** An email that is to be sent at this time. */
    public record ScheduledSend(String emailName, Instant at) {}

    public Tenant(Settings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.packages =
                new Packages(settings.packages(), clock, settings.policy().propagationDelay());
        this.switches = new Switches(settings.policy().switches());
        this.texts = new TokenText(settings.account().enterprise());
        this.vault =
                new Vault(clock, settings.policy().lives(), settings.policy().rotation(), texts);
        this.tokenThrottle = new Throttle(clock);
        this.restThrottle = new Throttle(clock);
    }

    /** Tells the tenant where it is served. */
    public void servedAt(URI served) {
        uri = served;
    }

    public Packages packages() {
        return packages;
    }

    public Switches switches() {
        return switches;
    }

    public boolean has(EngagementSwitch which) {
        return switches.has(which);
    }

    public Throttle tokenThrottle() {
        return tokenThrottle;
    }

    public Throttle restThrottle() {
        return restThrottle;
    }

    /** From now on refresh tokens are treated so. */
    public void rotation(Rotation mode) {
        vault.rotation(mode);
    }

    public Ledger ledger() {
        return new Ledger(this);
    }

    Vault vault() {
        return vault;
    }

    TokenText texts() {
        return texts;
    }

    public InstantSource clock() {
        return clock;
    }

    URI uri() {
        return uri;
    }

    public Account account() {
        return settings.account();
    }

    Policy policy() {
        return settings.policy();
    }

    public List<EngagementUser> users() {
        return settings.users();
    }

    long userId(Rights rights) {
        return rights.user() == null ? INTEGRATION_ID : userId(rights.user());
    }

    /** The id that the tenant has given this user. */
    public long userId(EngagementUser user) {
        return INTEGRATION_ID + 1 + settings.users().indexOf(user);
    }

    /** What the access token of this text may do, if it is alive and for this use. */
    public Optional<Rights> rightsOf(String token, TokenUse use) {
        return vault.find(token, use).map(Vault.Access::rights);
    }

    /** Whether this tenant once gave out such an access token, which then is expired or revoked if it is not alive. */
    public boolean isOurs(String token, TokenUse use) {
        return (use == TokenUse.BEARER && texts.isOurs(token)) || vault.wasIssuedShort(token, use);
    }

    public Optional<EngagementUser> user(String username) {
        return settings.users().stream()
                .filter(user -> user.username().equals(username))
                .findFirst();
    }

    boolean has(BusinessUnit unit) {
        return account().units().containsKey(unit);
    }

    String restUrl() {
        return settings.urls().rest().apply(uri);
    }

    String soapUrl() {
        return settings.urls().soap().apply(uri);
    }

    public void schedule(ScheduledSend send) {
        scheduledSends.add(send);
    }

    /** What was scheduled, whether or not its time is over. */
    public List<ScheduledSend> scheduledSends() {
        return List.copyOf(scheduledSends);
    }

    /** Where SOAP is spoken. */
    public String soapAddress() {
        String base = soapUrl();
        return (base.endsWith("/") ? base : base + "/") + "Service.asmx";
    }
}
