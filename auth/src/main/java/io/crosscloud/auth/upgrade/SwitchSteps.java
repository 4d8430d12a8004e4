package io.crosscloud.auth.upgrade;

import static io.crosscloud.auth.upgrade.StepResult.passed;
import static io.crosscloud.auth.upgrade.StepResult.skipped;

import io.crosscloud.auth.internal.session.manage.ManagedConnection;
import io.crosscloud.auth.session.Connection;
import io.crosscloud.auth.session.Session;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.token.AccessToken;

/** The steps that read and change the upgrade's state in the store, and the session that must be stored before. */
final class SwitchSteps {
    private SwitchSteps() {}

    static StepResult readState(UpgradeContext context) {
        UpgradeState read = UpgradeState.read(context.plan().connection());
        context.state(read);
        return passed(read.toString());
    }

    static StepResult requireLastingStore(UpgradeContext context) {
        if (!ManagedConnection.behind(context.plan().connection()).store().persistent()) {
            throw AuthFailure.of(StoreProblem.STORE_IN_MEMORY)
                    .detail("after a restart the old login would be active again")
                    .toException();
        }
        return passed("the store is persistent");
    }

    static StepResult obtainSession(UpgradeContext context) {
        Session session = context.plan().session();
        AccessToken token = session.accessToken();
        Hosts.requireSameOrg(context.legacyAccess(), session);
        Hosts.requireOwn(token.endpoints().rest(), token.endpoints().soap());
        return passed(token.toString());
    }

    static StepResult activateNewLogin(UpgradeContext context) {
        return commit(context, context.state().switched(context.unitsBefore()));
    }

    static StepResult rollBack(UpgradeContext context) {
        if (context.state().finished()) {
            throw AuthFailure.of(UpgradeProblem.UPGRADE_FINISHED).toException();
        }
        return commit(context, context.state().rolledBack());
    }

    static StepResult finish(UpgradeContext context) {
        if (context.active() == ActiveLogin.OLD) {
            throw AuthFailure.of(UpgradeProblem.UPGRADE_NOT_MOVED).toException();
        }
        return commit(context, context.state().asFinished());
    }

    private static StepResult commit(UpgradeContext context, UpgradeState next) {
        Connection connection = context.plan().connection();
        if (next.commit(connection)) {
            context.state(next.committed());
            return passed(next.toString());
        }
        UpgradeState theirs = UpgradeState.read(connection);
        context.state(theirs);
        if (!theirs.sameOutcomeAs(next)) {
            throw AuthFailure.of(UpgradeProblem.UPGRADE_CONTENDED)
                    .detail("the active login is now " + theirs.active())
                    .toException();
        }
        context.overtakenBy(theirs);
        return skipped("another host made the same change first");
    }
}
