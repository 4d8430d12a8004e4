package io.crosscloud.auth.upgrade;

import io.crosscloud.session.BusinessUnit;
import java.util.Set;

/** How an upgrade, a rollback or its end came out; what to do next is in its type. */
public sealed interface UpgradeResult {
    /** What was done, step by step. */
    UpgradeReport report();

    /** All is as it was asked for; the report says which way is active. */
    record Done(UpgradeReport report) implements UpgradeResult {}

    /**
     * Something stands in the way, and nothing has changed, as far as this host could see. Follow the report's remedies and run
     * it again.
     */
    record Stopped(UpgradeReport report) implements UpgradeResult {}

    /**
     * The old credential was refused, or the new way does not speak for its user. Let the credential's supplier give the API
     * user's own, and run it again. The report says which way is active.
     */
    record CredentialsNeeded(UpgradeReport report) implements UpgradeResult {}

    /**
     * The new way is active, and a check afterwards failed. Follow the remedies and run it again, which repeats the checks
     * alone; or roll back.
     *
     * @param missing business units that were active before and are not now
     */
    record Unconfirmed(UpgradeReport report, Set<BusinessUnit> missing) implements UpgradeResult {
        public Unconfirmed {
            missing = Set.copyOf(missing);
        }
    }

    /** Another host made the same upgrade at the same time; the checks afterwards are its. Nothing is to be done here. */
    record MovedByAnother(UpgradeReport report) implements UpgradeResult {}
}
