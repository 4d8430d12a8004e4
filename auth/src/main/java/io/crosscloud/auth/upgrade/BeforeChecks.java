package io.crosscloud.auth.upgrade;

import static io.crosscloud.auth.upgrade.Logbook.Seen.passed;
import static io.crosscloud.auth.upgrade.Logbook.Seen.skipped;

import io.crosscloud.auth.diagnosis.ConnectionDoctor;
import io.crosscloud.auth.diagnosis.Diagnosis;
import io.crosscloud.auth.diagnosis.Finding;
import io.crosscloud.auth.diagnosis.Verdict;
import io.crosscloud.auth.internal.oauth.SalesforceIds;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.upgrade.Logbook.Seen;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.Identity;
import java.net.URI;
import java.time.LocalTime;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is looked at before anything changes. Not thread-safe. */
final class BeforeChecks {
    private static final int TENANT_SPECIFIC_OAUTH = 220;
    private static final String NEEDS_CREDENTIAL = "needs the current credential, by Engagement's SOAP API";

    private final Plan plan;
    private @Nullable OldAccess old;
    private Set<BusinessUnit> unitsBefore = Set.of();

    BeforeChecks(Plan plan) {
        this.plan = plan;
    }

    void make(Logbook book) {
        book.make(UpgradeStep.CREDENTIAL, this::credential);
        book.make(UpgradeStep.OFF_PEAK, this::offPeak);
        book.make(UpgradeStep.SCHEDULED_SENDS, this::scheduledSends);
        book.make(UpgradeStep.PACKAGE_VERSION, this::packageVersion);
        book.make(UpgradeStep.ENDPOINTS, this::endpoints);
        book.make(UpgradeStep.UNITS_BEFORE, this::unitsBefore);
        book.make(UpgradeStep.NEW_WAY, this::newWay);
    }

    /** What the old way's login has shown; null if it was not made or refused. */
    @Nullable
    OldAccess old() {
        return old;
    }

    /** The business units that were active. */
    Set<BusinessUnit> units() {
        return unitsBefore;
    }

    Seen credential() {
        old = plan.legacy().logIn(plan.wiring());
        return passed("logged in");
    }

    private Seen offPeak() {
        Terms.OffPeak offPeak = plan.terms().offPeak();
        if (offPeak == null) {
            return skipped("off-peak hours were not told");
        }
        LocalTime now = plan.now().atZone(offPeak.zone()).toLocalTime();
        String seen = now + " " + offPeak.zone() + " (off-peak: " + offPeak.from() + " to " + offPeak.until() + ")";
        if (!offPeak.holds(now)) {
            throw AuthFailure.of(UpgradeProblem.UPGRADE_NOT_OFF_PEAK)
                    .detail(seen)
                    .toException();
        }
        return passed(seen);
    }

    private Seen scheduledSends() {
        EngagementSoap soap = soap();
        if (!plan.terms().scheduledSends() || soap == null) {
            return skipped(soap == null ? NEEDS_CREDENTIAL : "switched off");
        }
        return ScheduledSends.requireNone(
                soap, plan.now(), plan.terms().outageWindow(), plan.terms().serverTime());
    }

    private Seen packageVersion() {
        int release = plan.terms().managedPackage();
        if (release == 0) {
            return skipped("not told; it matters only where Marketing Cloud Connect is installed");
        }
        if (release < TENANT_SPECIFIC_OAUTH) {
            throw AuthFailure.of(UpgradeProblem.UPGRADE_PACKAGE_OLD)
                    .detail("release " + release + " (expected: " + TENANT_SPECIFIC_OAUTH + " or newer)")
                    .toException();
        }
        return passed("release " + release);
    }

    private Seen endpoints() {
        if (plan.tenant().isEmpty()) {
            return skipped("only Engagement has endpoints of tenants");
        }
        AuthorizationServer tenant = plan.tenant().get();
        requireOwn(tenant.tokenEndpoint());
        EngagementTenant left = plan.legacy().tenant();
        if (left != null && !left.subdomain().equals(plan.tenant().get().subdomain())) {
            throw otherTenant(
                    plan.tenant().get().subdomain() + " (expected: " + left.subdomain() + ", like the old way)");
        }
        return passed(tenant.tokenEndpoint().getHost());
    }

    private Seen unitsBefore() {
        EngagementSoap soap = soap();
        if (soap == null || Boolean.FALSE.equals(plan.terms().enterprise2())) {
            return skipped(soap == null ? NEEDS_CREDENTIAL : "the account is not one of Enterprise 2.0");
        }
        unitsBefore = BusinessUnits.active(soap);
        if (unitsBefore.isEmpty() && Boolean.TRUE.equals(plan.terms().enterprise2())) {
            throw AuthFailure.of(SettingProblem.SETTING_INVALID)
                    .session(plan.key())
                    .detail(
                            "enterprise2: true, but the current credential sees no active business unit"
                                    + " (expected: at least one; in an account of Enterprise 2.0, give its user access to them)")
                    .toException();
        }
        return passed(unitsBefore.size() + " active: " + unitsBefore);
    }

    /** The connection's doctor; what it warns of is no obstacle. */
    Seen newWay() {
        ConnectionDoctor.Builder doctor = ConnectionDoctor.builder(plan.sessions(), plan.key());
        String username = plan.terms().username();
        if (username != null) {
            doctor.username(username);
        }
        Diagnosis diagnosis = doctor.build().examine();
        for (Finding finding : diagnosis.findings()) {
            if (finding.verdict() == Verdict.FAIL) {
                throw AuthFailure.of(finding.problem().orElse(ServerProblem.REQUEST_REFUSED))
                        .session(plan.key())
                        .detail(finding.check().title() + ": " + finding.seen())
                        .toException();
            }
        }
        return passed("the doctor says " + diagnosis.verdict());
    }

    /** Requires that the new session is in the org that the old way logged in to, as far as both were told. */
    void requireSameOrg(Session session) {
        Identity then = old == null ? null : old.identity();
        Identity now = session.status().identity().orElse(null);
        if (then != null && now != null && !SalesforceIds.same(then.organizationId(), now.organizationId())) {
            throw otherTenant(
                    "org " + now.organizationId() + " (expected: " + then.organizationId() + ", like the old way)");
        }
    }

    private static AuthException otherTenant(String detail) {
        return AuthFailure.of(UpgradeProblem.UPGRADE_TENANT_OTHER)
                .detail(detail)
                .toException();
    }

    private @Nullable EngagementSoap soap() {
        return old == null ? null : old.soap();
    }

    /** Refuses a host that many tenants share, of before they had their own (developer page "Tenant-Specific Endpoints"). */
    static void requireOwn(URI... hosts) {
        Stream.of(hosts)
                .map(host -> host.getHost().toLowerCase(Locale.ROOT))
                .filter(host -> host.endsWith(".exacttarget.com") || host.endsWith(".exacttargetapis.com"))
                .findFirst()
                .ifPresent(host -> {
                    throw AuthFailure.of(UpgradeProblem.UPGRADE_ENDPOINT_SHARED)
                            .detail(host + " (expected: <subdomain>….marketingcloudapis.com)")
                            .toException();
                });
    }
}
