package io.crosscloud.auth.upgrade;

import static io.crosscloud.auth.upgrade.Logbook.Seen.passed;
import static io.crosscloud.auth.upgrade.Logbook.Seen.skipped;

import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.upgrade.Logbook.Seen;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.GrantType;
import io.crosscloud.token.AccessToken;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is looked at when the new way is active. Not thread-safe. */
final class AfterChecks {
    private static final String NO_TEST_SEND =
            "not checked, and nothing else shows that this account still sends; give the"
                    + " upgrade's builder a testSend(definitionKey, address, subscriberKey), and run it again";

    private final Plan plan;
    private final Session session;
    private final Set<BusinessUnit> unitsBefore;
    private @Nullable OldAccess old;
    private boolean credentialsNeeded;
    private final Set<BusinessUnit> missing = new HashSet<>();

    /** @param old what the old way's login has shown; null if this run has not made it */
    AfterChecks(Plan plan, Set<BusinessUnit> unitsBefore, @Nullable OldAccess old) {
        this.plan = plan;
        this.session = plan.sessions().session(plan.key());
        this.unitsBefore = unitsBefore;
        this.old = old;
    }

    void make(Logbook book) {
        book.make(UpgradeStep.API_USER, this::apiUser);
        book.make(UpgradeStep.BUSINESS_UNITS, this::businessUnits);
        book.make(UpgradeStep.TRIGGERED_SEND, this::triggeredSend);
    }

    /** The business units that are active no more. */
    Set<BusinessUnit> missing() {
        return missing;
    }

    /** Whether the old credential was refused, or the new way does not speak for its user; not if the new way was refused. */
    boolean credentialsNeeded() {
        return credentialsNeeded;
    }

    private Seen apiUser() {
        if (plan.newWay().grant() == GrantType.CLIENT_CREDENTIALS) {
            return skipped("client credentials speak for the package, not for an API user");
        }
        OldAccess before = old == null ? oldLogin() : old;
        old = before;
        AccessToken token = session.accessToken();
        Optional<Identity> now = plan.tenant().isPresent()
                ? plan.wiring().endpoint(plan.tenant().get()).userInfo().requireIdentity(token)
                : session.status().identity();
        if (now.isEmpty() || before.username() == null) {
            return skipped(
                    now.isEmpty() ? "the cloud does not say whom the token speaks for" : "a package has no user");
        }
        if (unnamed(before, now.get())) {
            return skipped("the cloud does not say the name of " + now.get());
        }
        if (!same(before, now.get())) {
            credentialsNeeded = true;
            throw AuthFailure.of(UpgradeProblem.UPGRADE_USER_OTHER)
                    .session(plan.key())
                    .detail("it speaks for " + now.get())
                    .toException();
        }
        return passed(now.get().toString());
    }

    private OldAccess oldLogin() {
        try {
            return plan.legacy().logIn(plan.wiring());
        } catch (AuthException e) {
            credentialsNeeded = LegacyWay.CREDENTIAL_REFUSED.contains(e.problem());
            throw e;
        }
    }

    private static boolean unnamed(OldAccess before, Identity now) {
        return before.identity() == null && now.username().isEmpty();
    }

    private static boolean same(OldAccess before, Identity now) {
        if (before.identity() != null) {
            return before.identity().sameUserAs(now);
        }
        return now.username()
                .filter(name -> name.equalsIgnoreCase(before.username()))
                .isPresent();
    }

    /** The business units that were active before are active now. */
    Seen businessUnits() {
        if (unitsBefore.isEmpty() || Boolean.FALSE.equals(plan.terms().enterprise2())) {
            return skipped("the account is not one of Enterprise 2.0, or no business unit was noted before");
        }
        Set<BusinessUnit> now = BusinessUnits.active(EngagementSoap.by(session));
        missing.addAll(unitsBefore);
        missing.removeAll(now);
        if (!missing.isEmpty()) {
            throw AuthFailure.of(UpgradeProblem.UPGRADE_UNITS_MISSING)
                    .session(plan.key())
                    .detail(missing.toString())
                    .toException();
        }
        return passed(now.size() + " active, among them all " + unitsBefore.size());
    }

    private boolean enterprise2() {
        Boolean told = plan.terms().enterprise2();
        return plan.tenant().isPresent() && (told == null ? unitsBefore.size() > 1 : told);
    }

    private Seen triggeredSend() {
        TestSend send = plan.terms().testSend();
        if (send != null) {
            return send.by(session);
        }
        if (plan.tenant().isEmpty()) {
            return skipped("only Engagement sends");
        }
        return skipped(enterprise2() ? "business units were compared" : NO_TEST_SEND);
    }
}
