package io.crosscloud.auth.upgrade;

import static io.crosscloud.auth.upgrade.StepResult.passed;
import static io.crosscloud.auth.upgrade.StepResult.skipped;

import io.crosscloud.auth.diagnosis.ConnectionDoctor;
import io.crosscloud.auth.diagnosis.Diagnosis;
import io.crosscloud.auth.diagnosis.Finding;
import io.crosscloud.auth.diagnosis.Verdict;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.BusinessUnit;
import java.time.LocalTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The checks that run before anything changes. */
final class BeforeChecks {
    private static final int TENANT_SPECIFIC_OAUTH = 220;
    private static final String NEEDS_CREDENTIAL = "needs the old credential and Engagement's SOAP API";

    private BeforeChecks() {}

    static StepResult credential(UpgradeContext context) {
        var unused = context.logInByLegacy();
        return passed("logged in");
    }

    static StepResult offPeak(UpgradeContext context) {
        UpgradeOptions.OffPeak offPeak = context.plan().options().offPeak();
        if (offPeak == null) {
            return skipped("no off-peak hours were given");
        }
        LocalTime now = context.plan().now().atZone(offPeak.zone()).toLocalTime();
        String seen = now + " " + offPeak.zone() + " (off-peak: " + offPeak.from() + " to " + offPeak.until() + ")";
        if (!offPeak.contains(now)) {
            throw AuthFailure.of(UpgradeProblem.UPGRADE_NOT_OFF_PEAK)
                    .detail(seen)
                    .toException();
        }
        return passed(seen);
    }

    static StepResult scheduledSends(UpgradeContext context) {
        UpgradeOptions options = context.plan().options();
        EngagementSoap soap = soap(context);
        if (!options.scheduledSends() || soap == null) {
            return skipped(soap == null ? NEEDS_CREDENTIAL : "switched off");
        }
        return ScheduledSends.requireNone(soap, context.plan().now(), options.outageWindow(), options.serverTime());
    }

    static StepResult packageVersion(UpgradeContext context) {
        int release = context.plan().options().managedPackage();
        if (release == 0) {
            return skipped("no release was given; it matters only where Marketing Cloud Connect is installed");
        }
        if (release < TENANT_SPECIFIC_OAUTH) {
            throw AuthFailure.of(UpgradeProblem.UPGRADE_PACKAGE_OLD)
                    .detail("release " + release + " (expected: " + TENANT_SPECIFIC_OAUTH + " or newer)")
                    .toException();
        }
        return passed("release " + release);
    }

    static StepResult endpoints(UpgradeContext context) {
        EngagementTenant tenant = context.plan().tenant().orElse(null);
        if (tenant == null) {
            return skipped("only Engagement has tenant-specific endpoints");
        }
        Hosts.requireOwn(tenant.tokenEndpoint());
        EngagementTenant left = context.plan().legacy().tenant();
        if (left != null && !left.subdomain().equals(tenant.subdomain())) {
            throw Hosts.otherTenant(tenant.subdomain(), left.subdomain());
        }
        return passed(tenant.tokenEndpoint().getHost());
    }

    static StepResult unitsBefore(UpgradeContext context) {
        Boolean enterprise2 = context.plan().options().enterprise2();
        EngagementSoap soap = soap(context);
        if (soap == null || Boolean.FALSE.equals(enterprise2)) {
            return skipped(soap == null ? NEEDS_CREDENTIAL : "the account is not an Enterprise 2.0 account");
        }
        Set<BusinessUnit> active = BusinessUnits.active(soap);
        if (active.isEmpty() && Boolean.TRUE.equals(enterprise2)) {
            throw AuthFailure.of(SettingProblem.SETTING_INVALID)
                    .session(context.plan().key())
                    .detail("enterprise2: true, but the old credential sees no active business unit"
                            + " (expected: at least one; in an Enterprise 2.0 account, give its user access)")
                    .toException();
        }
        context.unitsBefore(active);
        return passed(active.size() + " active: " + active);
    }

    /** Runs the connection's doctor. Its warnings are no obstacle. */
    static StepResult newLogin(UpgradeContext context) {
        UpgradePlan plan = context.plan();
        ConnectionDoctor.Builder doctor = ConnectionDoctor.builder(plan.sessions(), plan.key());
        String username = plan.options().username();
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
        return passed("the doctor's verdict is " + diagnosis.verdict());
    }

    private static @Nullable EngagementSoap soap(UpgradeContext context) {
        LegacyAccess access = context.legacyAccess();
        return access == null ? null : access.soap();
    }
}
