package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.internal.oauth.HttpSettings;
import io.crosscloud.auth.internal.session.manage.ManagedConnection;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.upgrade.UpgradeResult.CredentialsNeeded;
import io.crosscloud.auth.upgrade.UpgradeResult.Done;
import io.crosscloud.auth.upgrade.UpgradeResult.MovedByAnother;
import io.crosscloud.auth.upgrade.UpgradeResult.Stopped;
import io.crosscloud.auth.upgrade.UpgradeResult.Unconfirmed;
import io.crosscloud.internal.events.Listeners;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a host from a stored password, or an old package, to a connection without one: JWT bearer, client credentials
 * or the connected app. Immutable and thread-safe; every method blocks.
 *
 * <p>The session manager already has the connection, which is the new login. The old login stays in the host's own
 * code, which asks {@link ActiveLogin#of} before it logs in. The upgrade changes one record in the manager's store, by
 * compare-and-set, so that all hosts switch together:
 *
 * <ol>
 *   <li><b>Before</b>: the upgrade looks for anything that could prevent it. If there is something, nothing changes.
 *   <li><b>Switch</b>: it obtains and stores the new session, then makes the new login active. If anything fails,
 *       the old login stays active.
 *   <li><b>After</b>: it checks that the new login acts as the same user, reaches the same business units, and sends.
 * </ol>
 *
 * <p>Running it twice does no harm, and two hosts that run it at once make one upgrade. The old credential is requested
 * when it is needed, is sent to its own cloud only, and is stored nowhere. The steps are those of Salesforce Help,
 * "Authentication Between Clouds"; {@link UpgradeStep} quotes them.
 */
public final class ConnectionUpgrade {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionUpgrade.class);

    private static final List<Step> READ = List.of(new Step(UpgradeStep.ACTIVE_LOGIN, SwitchSteps::readState));
    private static final List<Step> LEGACY_LOGIN = List.of(new Step(UpgradeStep.CREDENTIAL, BeforeChecks::credential));
    private static final List<Step> BEFORE = List.of(
            new Step(UpgradeStep.CREDENTIAL, BeforeChecks::credential),
            new Step(UpgradeStep.OFF_PEAK, BeforeChecks::offPeak),
            new Step(UpgradeStep.SCHEDULED_SENDS, BeforeChecks::scheduledSends),
            new Step(UpgradeStep.PACKAGE_VERSION, BeforeChecks::packageVersion),
            new Step(UpgradeStep.ENDPOINTS, BeforeChecks::endpoints),
            new Step(UpgradeStep.UNITS_BEFORE, BeforeChecks::unitsBefore),
            new Step(UpgradeStep.NEW_LOGIN, BeforeChecks::newLogin));
    private static final List<Step> SWITCH = List.of(
            new Step(UpgradeStep.SESSION, SwitchSteps::obtainSession),
            new Step(UpgradeStep.ACTIVATION, SwitchSteps::activateNewLogin));
    private static final List<Step> AFTER = List.of(
            new Step(UpgradeStep.API_USER, AfterChecks::apiUser),
            new Step(UpgradeStep.BUSINESS_UNITS, AfterChecks::businessUnits),
            new Step(UpgradeStep.TRIGGERED_SEND, AfterChecks::triggeredSend));
    private static final List<Step> ROLLBACK = List.of(new Step(UpgradeStep.ROLLBACK, SwitchSteps::rollBack));
    private static final List<Step> FINISH = List.of(
            new Step(UpgradeStep.STORE, SwitchSteps::requireLastingStore),
            new Step(UpgradeStep.NEW_LOGIN, BeforeChecks::newLogin),
            new Step(UpgradeStep.SESSION, SwitchSteps::obtainSession),
            new Step(UpgradeStep.BUSINESS_UNITS, AfterChecks::businessUnits),
            new Step(UpgradeStep.FINISH, SwitchSteps::finish));

    private final UpgradePlan plan;
    private final Consumer<UpgradeReport.Entry> progress;

    private ConnectionUpgrade(Builder builder) {
        this.plan = builder.plan();
        this.progress = builder.progress;
    }

    /**
     * Starts the definition of an upgrade.
     *
     * @param connection the name of the manager's connection that is the new login
     * @param user the user of the new session: the API user for JWT bearer, {@link User#integration()} for client
     *     credentials, the user who has logged in for the connected app
     * @param from the login that works today
     * @throws io.crosscloud.error.ConfigurationException if no connection has this name
     */
    public static Builder builder(SessionManager sessions, String connection, User user, LegacyLogin from) {
        return new Builder(sessions, SessionKey.of(connection, user), from);
    }

    /** Makes the upgrade. If the new login is active already, runs only the checks that follow the switch. */
    public UpgradeResult run() {
        UpgradeContext context = new UpgradeContext(plan);
        StepRunner steps = new StepRunner(context, this::tell);
        if (!steps.inOrder(READ)) {
            return new Stopped(steps.report());
        }
        if (context.state().finished()) {
            return new Done(steps.report());
        }
        if (context.active() == ActiveLogin.OLD) {
            if (!steps.all(BEFORE)) {
                return stopped(context, steps);
            }
            if (!steps.inOrder(SWITCH)) {
                return new Stopped(steps.report());
            }
            if (context.overtaken()) {
                return new MovedByAnother(steps.report());
            }
        }
        boolean confirmed = steps.all(AFTER);
        if (context.credentialsNeeded()) {
            return new CredentialsNeeded(steps.report());
        }
        return confirmed ? new Done(steps.report()) : new Unconfirmed(steps.report());
    }

    /** Makes the old login active again, if its credential still logs in and the upgrade is not finished. */
    public UpgradeResult rollback() {
        UpgradeContext context = new UpgradeContext(plan);
        StepRunner steps = new StepRunner(context, this::tell);
        if (!steps.inOrder(READ)) {
            return new Stopped(steps.report());
        }
        if (context.active() == ActiveLogin.OLD) {
            return new Done(steps.report());
        }
        if (!context.state().finished() && !steps.inOrder(LEGACY_LOGIN)) {
            return stopped(context, steps);
        }
        return steps.inOrder(ROLLBACK) ? new Done(steps.report()) : new Stopped(steps.report());
    }

    /**
     * Makes the new login the only one, if it is active, gets a token, and reaches all business units that were active
     * before. After that the old credential can be destroyed. So the manager's store must outlive the process: only the
     * store knows which login is left, until the host's code no longer contains the upgrade. Until then keep the
     * cipher's key too.
     */
    public UpgradeResult finish() {
        UpgradeContext context = new UpgradeContext(plan);
        StepRunner steps = new StepRunner(context, this::tell);
        boolean finished = steps.inOrder(READ) && (context.state().finished() || steps.inOrder(FINISH));
        return finished ? new Done(steps.report()) : new Stopped(steps.report());
    }

    private static UpgradeResult stopped(UpgradeContext context, StepRunner steps) {
        return context.credentialsNeeded() ? new CredentialsNeeded(steps.report()) : new Stopped(steps.report());
    }

    private void tell(UpgradeReport.Entry entry) {
        LOG.info("upgrade of {}: {} {}: {}", plan.key().connection(), entry.step(), entry.outcome(), entry.seen());
        Listeners.call(() -> progress.accept(entry), entry.step(), LOG::warn);
    }

    @Override
    public String toString() {
        return "ConnectionUpgrade[" + plan.key() + " from " + plan.legacy() + "]";
    }

    /** The settings of an upgrade. Not thread-safe. */
    public static final class Builder {
        private final SessionManager sessions;
        private final SessionKey key;
        private final LegacyLogin from;
        private final HttpSettings http = new HttpSettings();
        private Consumer<UpgradeReport.Entry> progress = entry -> {};
        private Duration outageWindow = Duration.ofHours(2);
        private boolean scheduledSends = true;
        private ZoneOffset serverTime = ZoneOffset.ofHours(-6);
        private UpgradeOptions.@Nullable OffPeak offPeak;
        private int managedPackage;
        private @Nullable Boolean enterprise2;
        private @Nullable TestSend testSend;
        private @Nullable String username;

        private Builder(SessionManager sessions, SessionKey key, LegacyLogin from) {
            this.sessions = Objects.requireNonNull(sessions, "sessions");
            this.key = key;
            this.from = Objects.requireNonNull(from, "from");
            http.clock(ManagedConnection.behind(sessions.connection(key.connection()))
                    .clock());
        }

        /**
         * Sets the time for which sends may be disturbed; no send may be due in it. 2 hours by default, the time that
         * Salesforce tells people to plan for ("Upgrade to Connected App Authentication").
         */
        public Builder outageWindow(Duration outageWindow) {
            if (outageWindow.isNegative()) {
                throw HttpSettings.invalid("outage window: " + outageWindow + " (expected: not negative)");
            }
            this.outageWindow = outageWindow;
            return this;
        }

        /**
         * Skips the check for scheduled sends. The check assumes how Engagement's SOAP API shows them, which is not
         * documented: a {@code Send} with {@code Status} {@code Scheduled} and its time in {@code SendDate}.
         */
        public Builder withoutScheduledSends() {
            this.scheduledSends = false;
            return this;
        }

        /**
         * Sets the offset of dates that Engagement's SOAP API writes without one. UTC-6 by default, the Central
         * Standard Time that its servers are known to use all year; that is not documented.
         */
        public Builder serverTime(ZoneOffset serverTime) {
            this.serverTime = Objects.requireNonNull(serverTime, "serverTime");
            return this;
        }

        /** Sets the hours in which the upgrade may run; they may span midnight. Any hour by default. */
        public Builder offPeak(LocalTime from, LocalTime until, ZoneId zone) {
            if (from.equals(until)) {
                throw HttpSettings.invalid(
                        "off-peak hours: " + from + " to " + until + " (expected: two times of the day)");
            }
            this.offPeak = new UpgradeOptions.OffPeak(
                    Objects.requireNonNull(from, "from"),
                    Objects.requireNonNull(until, "until"),
                    Objects.requireNonNull(zone, "zone"));
            return this;
        }

        /**
         * Sets the release of Marketing Cloud Connect's managed package that is installed in Salesforce. Release 220 is
         * the first with tenant-specific OAuth. Not checked by default, since only an administrator can see the
         * release.
         */
        public Builder managedPackage(int release) {
            if (release < 1) {
                throw HttpSettings.invalid("managed package: " + release + " (expected: a release such as 220)");
            }
            this.managedPackage = release;
            return this;
        }

        /**
         * Sets whether the account is an Enterprise 2.0 account; by default it is one if it has several business units.
         */
        public Builder enterprise2(boolean enterprise2) {
            this.enterprise2 = enterprise2;
            return this;
        }

        /**
         * Adds a triggered send to a test subscriber after the switch. For accounts that are not Enterprise 2.0
         * accounts nothing else proves that they still send; without this setting the report says so.
         *
         * @param definitionKey the external key of an active triggered send definition
         */
        public Builder testSend(String definitionKey, String address, String subscriberKey) {
            this.testSend = new TestSend(
                    Objects.requireNonNull(definitionKey, "definitionKey"),
                    Objects.requireNonNull(address, "address"),
                    Objects.requireNonNull(subscriberKey, "subscriberKey"));
            return this;
        }

        /**
         * Sets the login name of the new login's user, where it is not the assertion's subject. The doctor compares it
         * with the user that the cloud reports.
         */
        public Builder username(String username) {
            this.username = Objects.requireNonNull(username, "username");
            return this;
        }

        /**
         * Sets the receiver of each step's result, which is called right after the step, on the thread that runs it.
         */
        public Builder progress(Consumer<UpgradeReport.Entry> progress) {
            this.progress = Objects.requireNonNull(progress, "progress");
            return this;
        }

        /** Sets the HTTP client for the old login, with its proxy and TLS settings; it must not follow redirects. */
        public Builder httpClient(HttpClient httpClient) {
            http.httpClient(httpClient);
            return this;
        }

        /**
         * Builds the upgrade. Sends nothing.
         *
         * @throws io.crosscloud.error.ConfigurationException if the connection leads into another cloud than the old
         *     login
         */
        public ConnectionUpgrade build() {
            var cloud = sessions.connection(key.connection()).provider().info().cloud();
            if (cloud.isPresent() && cloud.get() != from.cloud()) {
                throw HttpSettings.invalid("connection " + key.connection() + ": leads into "
                        + cloud.get().displayName() + " (expected: into "
                        + from.cloud().displayName() + ", like the old login)");
            }
            return new ConnectionUpgrade(this);
        }

        private UpgradePlan plan() {
            UpgradeOptions options = new UpgradeOptions(
                    outageWindow, scheduledSends, serverTime, offPeak, managedPackage, enterprise2, testSend, username);
            return new UpgradePlan(sessions, key, from, options, http);
        }
    }
}
