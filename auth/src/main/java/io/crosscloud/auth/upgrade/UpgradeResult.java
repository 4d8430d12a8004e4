package io.crosscloud.auth.upgrade;

/** The result of an upgrade, of a rollback or of its end. Its type says what to do next, its report what happened. */
public abstract sealed class UpgradeResult {
    private final UpgradeReport report;

    UpgradeResult(UpgradeReport report) {
        this.report = report;
    }

    /** Every step with its result, the active login, and the business units that are missing. */
    public final UpgradeReport report() {
        return report;
    }

    /** The name of the result, and its report. */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + "\n" + report;
    }

    /** Everything that was asked for is done; the report says which login is active. */
    public static final class Done extends UpgradeResult {
        Done(UpgradeReport report) {
            super(report);
        }
    }

    /**
     * A step found an obstacle, and nothing has changed as far as this host can tell. Follow the report's remedies and
     * run it again.
     */
    public static final class Stopped extends UpgradeResult {
        Stopped(UpgradeReport report) {
            super(report);
        }
    }

    /**
     * The old credential was refused, or the new login acts as another user. Let the credential's supplier return the
     * API user's own credential, and run it again. The report says which login is active.
     */
    public static final class CredentialsNeeded extends UpgradeResult {
        CredentialsNeeded(UpgradeReport report) {
            super(report);
        }
    }

    /**
     * The new login is active, and a check after the switch failed. Follow the report's remedies and run it again,
     * which repeats only these checks; or roll back.
     */
    public static final class Unconfirmed extends UpgradeResult {
        Unconfirmed(UpgradeReport report) {
            super(report);
        }
    }

    /**
     * Another host made the same upgrade at the same time, and runs the checks that follow the switch. There is nothing
     * to do here.
     */
    public static final class MovedByAnother extends UpgradeResult {
        MovedByAnother(UpgradeReport report) {
            super(report);
        }
    }
}
