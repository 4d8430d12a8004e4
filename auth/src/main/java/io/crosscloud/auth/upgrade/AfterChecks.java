package io.crosscloud.auth.upgrade;

import static io.crosscloud.auth.upgrade.StepResult.passed;
import static io.crosscloud.auth.upgrade.StepResult.skipped;

import io.crosscloud.auth.session.Session;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.GrantType;
import io.crosscloud.token.AccessToken;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The checks that run while the new login is active. */
final class AfterChecks {
    private static final String NO_TEST_SEND =
            "not checked, and nothing else shows that this account still sends; give the"
                    + " upgrade's builder a testSend(definitionKey, address, subscriberKey), and run it again";

    private AfterChecks() {}

    static StepResult apiUser(UpgradeContext context) {
        UpgradePlan plan = context.plan();
        if (plan.newLogin().grant() == GrantType.CLIENT_CREDENTIALS) {
            return skipped("client credentials act as the package, not as an API user");
        }
        LegacyAccess known = context.legacyAccess();
        LegacyAccess before = known == null ? context.logInByLegacy() : known;
        Optional<Identity> now = identity(plan);
        if (now.isEmpty()) {
            return skipped("the cloud does not report the token's user");
        }
        if (before.username() == null) {
            return skipped("a package has no user");
        }
        if (before.identity() == null && now.get().username().isEmpty()) {
            return skipped("the cloud does not report the name of " + now.get());
        }
        if (!sameUser(before, now.get())) {
            context.needCredentials();
            throw AuthFailure.of(UpgradeProblem.UPGRADE_USER_OTHER)
                    .session(plan.key())
                    .detail("the new login acts as " + now.get())
                    .toException();
        }
        return passed(now.get().toString());
    }

    private static Optional<Identity> identity(UpgradePlan plan) {
        Session session = plan.session();
        AccessToken token = session.accessToken();
        return plan.tenant().isPresent()
                ? plan.http().endpoint(plan.tenant().get()).userInfo().requireIdentity(token)
                : session.status().identity();
    }

    private static boolean sameUser(LegacyAccess before, Identity now) {
        if (before.identity() != null) {
            return before.identity().sameUserAs(now);
        }
        return now.username()
                .filter(name -> name.equalsIgnoreCase(before.username()))
                .isPresent();
    }

    static StepResult businessUnits(UpgradeContext context) {
        UpgradePlan plan = context.plan();
        Set<BusinessUnit> before = context.state().unitsBefore();
        if (before.isEmpty() || Boolean.FALSE.equals(plan.options().enterprise2())) {
            return skipped("not an Enterprise 2.0 account, or no business unit was recorded before");
        }
        Set<BusinessUnit> now = BusinessUnits.active(EngagementSoap.with(plan.session()));
        Set<BusinessUnit> missing = new HashSet<>(before);
        missing.removeAll(now);
        if (!missing.isEmpty()) {
            context.missingUnits(missing);
            throw AuthFailure.of(UpgradeProblem.UPGRADE_UNITS_MISSING)
                    .session(plan.key())
                    .detail(missing.toString())
                    .toException();
        }
        return passed(now.size() + " active, including all " + before.size() + " from before");
    }

    static StepResult triggeredSend(UpgradeContext context) {
        UpgradePlan plan = context.plan();
        TestSend send = plan.options().testSend();
        if (send != null) {
            return send.with(plan.session());
        }
        if (plan.tenant().isEmpty()) {
            return skipped("only Engagement sends");
        }
        return skipped(enterprise2(context) ? "the business units were compared instead" : NO_TEST_SEND);
    }

    private static boolean enterprise2(UpgradeContext context) {
        Boolean given = context.plan().options().enterprise2();
        return given == null ? context.state().unitsBefore().size() > 1 : given;
    }
}
