package io.crosscloud.auth.upgrade;

/**
 * The steps of an upgrade, in their order. Source: Salesforce Help, "Authentication Between Clouds" (mktg.mc_co_authentication),
 * whose steps for people these are for programs.
 */
public enum UpgradeStep {
    /** Reads the mark. */
    ACTIVE_WAY(Phase.BEFORE, "which way is active is read from the store"),
    /** "Ensure that you can log in to Engagement using the current API user credentials." */
    CREDENTIAL(Phase.BEFORE, "the current credential still logs in"),
    /** "Schedule the upgrade during off-peak hours." */
    OFF_PEAK(Phase.BEFORE, "the hour is off-peak"),
    /** "Allow all scheduled sends to complete before starting the upgrade." */
    SCHEDULED_SENDS(Phase.BEFORE, "no scheduled send is due in the outage window"),
    /** "Available with the 220 or newer managed package release." */
    PACKAGE_VERSION(Phase.BEFORE, "the managed package is new enough"),
    /** "Enable tenant-specific OAuth endpoints." */
    ENDPOINTS(Phase.BEFORE, "the endpoints are the tenant's own"),
    /** What is active now must be active afterwards. */
    UNITS_BEFORE(Phase.BEFORE, "the active business units are noted"),
    /** The connection's doctor. */
    NEW_WAY(Phase.BEFORE, "the new way gets a token"),
    /** Obtains and stores the new session. */
    SESSION(Phase.MOVE, "the new session is obtained and stored"),
    /** Sets the mark. */
    MARK(Phase.MOVE, "the new way becomes the active one, for all hosts"),
    /** "Verify that API user credentials converted." */
    API_USER(Phase.AFTER, "the new way speaks for the same API user"),
    /** "Confirm that previously active business units are active." */
    BUSINESS_UNITS(Phase.AFTER, "the business units that were active are active"),
    /** "Confirm the API user migration for non-Enterprise 2.0 accounts by completing a triggered send test." */
    TRIGGERED_SEND(Phase.AFTER, "a triggered send reaches the test subscriber"),
    /** Before the end alone: a mark that is lost with the process would make the old way the active one again. */
    STORE(Phase.BEFORE, "the store outlives the process"),
    /** Sets the mark back. */
    ROLLBACK(Phase.MOVE, "the old way becomes the active one again, for all hosts"),
    /** Ends the upgrade. */
    FINISH(Phase.MOVE, "the new way becomes the only one");

    /** When a step is made. */
    public enum Phase {
        /** Nothing has changed yet. */
        BEFORE,
        /** The active way changes. */
        MOVE,
        /** The new way is active. */
        AFTER
    }

    private final Phase phase;
    private final String title;

    UpgradeStep(Phase phase, String title) {
        this.phase = phase;
        this.title = title;
    }

    /** When it is made. */
    public Phase phase() {
        return phase;
    }

    /** What it makes sure of. */
    public String title() {
        return title;
    }
}
