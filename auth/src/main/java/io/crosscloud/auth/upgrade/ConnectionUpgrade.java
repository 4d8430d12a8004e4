package io.crosscloud.auth.upgrade;

import static io.crosscloud.auth.upgrade.Logbook.Seen.passed;
import static io.crosscloud.auth.upgrade.Logbook.Seen.skipped;

import io.crosscloud.auth.internal.oauth.HttpSettings;
import io.crosscloud.auth.internal.session.manage.ManagedConnection;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.upgrade.Logbook.Seen;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.token.AccessToken;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Moves a connection from a stored password, or an old package, to a way without one: JWT bearer, client credentials or the
 * connected app. Immutable and thread-safe; every method blocks.
 *
 * <p>The connection with the new way stands in the session manager already; the old way stays in the host's own code, which
 * asks {@link Way#active} before it uses it. What the upgrade changes is one mark in the manager's store, by compare-and-set,
 * so that all hosts change over together:
 *
 * <ol>
 *   <li><b>Before</b>: everything that could stand in the way is looked at. If something does, nothing has changed.
 *   <li><b>Move</b>: the new session is obtained and stored, then the mark is set. Whatever fails, the old way stays active.
 *   <li><b>After</b>: that the new way speaks for the same user, reaches the same business units, and sends.
 * </ol>
 *
 * <p>Running it twice does no harm, and two hosts at once make one upgrade. The old credential is asked for when it is needed,
 * is sent to its cloud alone, and is stored nowhere. The steps are those of Salesforce Help, "Authentication Between Clouds";
 * {@link UpgradeStep} says which is whose.
 */
public final class ConnectionUpgrade {
    private final Plan plan;
    private final Consumer<UpgradeReport.Entry> progress;

    private ConnectionUpgrade(Builder builder) {
        this.plan = builder.plan();
        this.progress = builder.progress;
    }

    /**
     * An upgrade of a connection.
     *
     * @param connection the manager's connection with the new way
     * @param user for whom the new session is: the API user for JWT bearer, {@link User#integration()} for client credentials,
     *     who has logged in for the connected app
     * @param from the way that works today
     * @throws io.crosscloud.error.ConfigurationException if no connection has this name, or it leads into another cloud
     */
    public static Builder builder(SessionManager sessions, String connection, User user, LegacyLogin from) {
        return new Builder(sessions, SessionKey.of(connection, user), from);
    }

    /** Makes the upgrade; where the new way is active already, the checks afterwards alone. */
    public UpgradeResult run() {
        Run run = new Run();
        if (!run.book.make(UpgradeStep.ACTIVE_WAY, run::readMark)) {
            return run.stopped();
        }
        if (run.mark().finished()) {
            return run.done();
        }
        BeforeChecks before = new BeforeChecks(plan);
        if (run.mark().way() == Way.OLD) {
            before.make(run.book);
            if (run.book.failed()) {
                return run.credentialRefused() ? run.credentialsNeeded() : run.stopped();
            }
            Mark moved = run.mark().moved(before.units());
            if (!run.book.make(UpgradeStep.SESSION, () -> run.obtainSession(before))
                    || !run.book.make(UpgradeStep.MARK, () -> run.set(moved))) {
                return run.stopped();
            }
            if (run.overtaken) {
                return new UpgradeResult.MovedByAnother(run.report());
            }
        }
        AfterChecks after = new AfterChecks(plan, run.mark().unitsBefore(), before.old());
        after.make(run.book);
        if (after.credentialsNeeded()) {
            return run.credentialsNeeded();
        }
        return run.book.failed() ? new UpgradeResult.Unconfirmed(run.report(), after.missing()) : run.done();
    }

    /** Makes the old way the active one again, if its credential still logs in and the upgrade is not finished. */
    public UpgradeResult rollback() {
        Run run = new Run();
        if (!run.book.make(UpgradeStep.ACTIVE_WAY, run::readMark)) {
            return run.stopped();
        }
        if (run.mark().way() == Way.OLD) {
            return run.done();
        }
        BeforeChecks before = new BeforeChecks(plan);
        if (!run.mark().finished() && !run.book.make(UpgradeStep.CREDENTIAL, before::credential)) {
            return run.credentialRefused() ? run.credentialsNeeded() : run.stopped();
        }
        return run.book.make(UpgradeStep.ROLLBACK, run::rollBack) ? run.done() : run.stopped();
    }

    /**
     * Makes the new way the only one, if it is active, gets a token, and reaches all business units that were active before. From
     * now on the old credential can be destroyed, so the manager's store must outlive the process: it alone knows which way is
     * left, until the host's code has no upgrade in it any more. Until then keep the cipher's key too.
     */
    public UpgradeResult finish() {
        Run run = new Run();
        BeforeChecks before = new BeforeChecks(plan);
        boolean finished = run.book.make(UpgradeStep.ACTIVE_WAY, run::readMark)
                && (run.mark().finished()
                        || (run.book.make(UpgradeStep.STORE, run::requireLasting)
                                && run.book.make(UpgradeStep.NEW_WAY, before::newWay)
                                && run.book.make(UpgradeStep.SESSION, () -> run.obtainSession(before))
                                && run.book.make(UpgradeStep.BUSINESS_UNITS, run::businessUnits)
                                && run.book.make(UpgradeStep.FINISH, run::finish)));
        return finished ? run.done() : run.stopped();
    }

    @Override
    public String toString() {
        return "ConnectionUpgrade[" + plan.key() + " from " + plan.legacy() + "]";
    }

    /** One run of it, with the mark as this run knows it. Not thread-safe. */
    private final class Run {
        private final Logbook book = new Logbook(
                plan.key().connection(),
                ManagedConnection.behind(plan.connection()).clock(),
                progress);
        private @Nullable Mark mark;
        private boolean overtaken;

        Mark mark() {
            return Objects.requireNonNull(mark, "mark");
        }

        Seen readMark() {
            Mark read = Mark.read(plan.connection());
            mark = read;
            return passed(read.way() + (read.finished() ? ", for good" : ""));
        }

        Seen requireLasting() {
            if (!ManagedConnection.behind(plan.connection()).store().persistent()) {
                throw AuthFailure.of(StoreProblem.STORE_IN_MEMORY)
                        .detail("after a restart the old way would be the active one again")
                        .toException();
            }
            return passed("it does");
        }

        Seen obtainSession(BeforeChecks before) {
            Session session = plan.sessions().session(plan.key());
            AccessToken token = session.accessToken();
            before.requireSameOrg(session);
            BeforeChecks.requireOwn(token.endpoints().rest(), token.endpoints().soap());
            return passed(token.toString());
        }

        /** Sets the mark, unless another host was faster. */
        Seen set(Mark next) {
            if (next.commit(plan.connection())) {
                mark = new Mark(next.generation() + 1, next.way(), next.finished(), next.unitsBefore());
                return passed(next.way() + (next.finished() ? ", for good" : ""));
            }
            Mark theirs = Mark.read(plan.connection());
            mark = theirs;
            if (theirs.way() != next.way() || theirs.finished() != next.finished()) {
                throw AuthFailure.of(UpgradeProblem.UPGRADE_CONTENDED)
                        .detail("it is " + theirs.way() + " now")
                        .toException();
            }
            overtaken = true;
            return skipped("another host was faster");
        }

        Seen rollBack() {
            if (mark().finished()) {
                throw AuthFailure.of(UpgradeProblem.UPGRADE_FINISHED).toException();
            }
            return set(mark().rolledBack());
        }

        Seen businessUnits() {
            return new AfterChecks(plan, mark().unitsBefore(), null).businessUnits();
        }

        Seen finish() {
            if (mark().way() == Way.OLD) {
                throw AuthFailure.of(UpgradeProblem.UPGRADE_NOT_MOVED).toException();
            }
            return set(mark().forGood());
        }

        boolean credentialRefused() {
            return book.failed(UpgradeStep.CREDENTIAL, LegacyWay.CREDENTIAL_REFUSED);
        }

        UpgradeResult done() {
            return new UpgradeResult.Done(report());
        }

        UpgradeResult stopped() {
            return new UpgradeResult.Stopped(report());
        }

        UpgradeResult credentialsNeeded() {
            return new UpgradeResult.CredentialsNeeded(report());
        }

        UpgradeReport report() {
            Way active = mark == null ? Way.OLD : mark.way();
            return new UpgradeReport(plan.key().connection(), plan.legacy().description(), active, book.entries());
        }
    }

    /** What the host says of its upgrade. Not thread-safe. */
    public static final class Builder {
        private final SessionManager sessions;
        private final SessionKey key;
        private final LegacyWay from;
        private final HttpSettings wiring = new HttpSettings();
        private Consumer<UpgradeReport.Entry> progress = entry -> {};
        private Duration outageWindow = Duration.ofHours(2);
        private boolean scheduledSends = true;
        private ZoneOffset serverTime = ZoneOffset.ofHours(-6);
        private Terms.@Nullable OffPeak offPeak;
        private int managedPackage;
        private @Nullable Boolean enterprise2;
        private @Nullable TestSend testSend;
        private @Nullable String username;

        private Builder(SessionManager sessions, SessionKey key, LegacyLogin from) {
            this.sessions = Objects.requireNonNull(sessions, "sessions");
            this.key = key;
            this.from = (LegacyWay) from;
            var clock = ManagedConnection.behind(sessions.connection(key.connection()))
                    .clock();
            wiring.clock(clock);
        }

        /**
         * For how long sends may be disturbed: none may be due so soon. 2 hours by default, which is what Salesforce tells
         * people to plan for ("Upgrade to Connected App Authentication").
         */
        public Builder outageWindow(Duration outageWindow) {
            if (outageWindow.isNegative()) {
                throw HttpSettings.invalid("outage window: " + outageWindow + " (expected: not negative)");
            }
            this.outageWindow = outageWindow;
            return this;
        }

        /**
         * Does not look for scheduled sends. How Engagement's SOAP API shows them is our reading: a {@code Send} with
         * {@code Status} {@code Scheduled}, its time in {@code SendDate}.
         */
        public Builder withoutScheduledSends() {
            this.scheduledSends = false;
            return this;
        }

        /**
         * In which time Engagement's SOAP API writes dates without an offset. UTC-6 by default, the Central Standard Time that its
         * servers are known to keep all the year; that is not documented.
         */
        public Builder serverTime(ZoneOffset serverTime) {
            this.serverTime = Objects.requireNonNull(serverTime, "serverTime");
            return this;
        }

        /** When the upgrade may be made; {@code until} may be after midnight. At any time by default. */
        public Builder offPeak(LocalTime from, LocalTime until, ZoneId zone) {
            if (from.equals(until)) {
                throw HttpSettings.invalid(
                        "off-peak hours: " + from + " to " + until + " (expected: two times of the day)");
            }
            this.offPeak = new Terms.OffPeak(
                    Objects.requireNonNull(from, "from"),
                    Objects.requireNonNull(until, "until"),
                    Objects.requireNonNull(zone, "zone"));
            return this;
        }

        /**
         * The release of Marketing Cloud Connect's managed package that is installed in Salesforce, such as 220: the first with
         * tenant-specific OAuth. Not looked at by default, since only an administrator can see it.
         */
        public Builder managedPackage(int release) {
            if (release < 1) {
                throw HttpSettings.invalid("managed package: " + release + " (expected: a release such as 220)");
            }
            this.managedPackage = release;
            return this;
        }

        /** Whether the account is one of Enterprise 2.0; by default it is if it has several business units. */
        public Builder enterprise2(boolean enterprise2) {
            this.enterprise2 = enterprise2;
            return this;
        }

        /**
         * Sends a triggered send to a test subscriber afterwards. Accounts that are not Enterprise 2.0 have no other proof that
         * they still send; without this the report says so.
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
         * The new way's user, by the name that it logs in by, where that is not the assertion's subject: the doctor compares
         * what the cloud says with it.
         */
        public Builder username(String username) {
            this.username = Objects.requireNonNull(username, "username");
            return this;
        }

        /** Who hears each step as it is made, on the thread that makes it. */
        public Builder progress(Consumer<UpgradeReport.Entry> progress) {
            this.progress = Objects.requireNonNull(progress, "progress");
            return this;
        }

        /** The host's own client for the old way, for its proxy and TLS settings; it must follow no redirects. */
        public Builder httpClient(HttpClient httpClient) {
            wiring.httpClient(httpClient);
            return this;
        }

        /**
         * The upgrade. Asks nobody yet.
         *
         * @throws io.crosscloud.error.ConfigurationException if the connection leads into another cloud than the old way
         */
        public ConnectionUpgrade build() {
            var cloud = sessions.connection(key.connection()).provider().info().cloud();
            if (cloud.isPresent() && cloud.get() != from.cloud()) {
                throw HttpSettings.invalid("connection " + key.connection() + ": leads into "
                        + cloud.get().displayName() + " (expected: into "
                        + from.cloud().displayName() + ", like the old way)");
            }
            return new ConnectionUpgrade(this);
        }

        private Plan plan() {
            Terms terms = new Terms(
                    outageWindow, scheduledSends, serverTime, offPeak, managedPackage, enterprise2, testSend, username);
            return new Plan(sessions, key, from, terms, wiring);
        }
    }
}
