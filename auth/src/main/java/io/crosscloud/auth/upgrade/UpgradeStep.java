package io.crosscloud.auth.upgrade;

/**
 * The steps of an upgrade, in order. Source of the quotations: Salesforce Help, "Authentication Between Clouds"
 * (mktg.mc_co_authentication), which describes the steps for people.
 */
public enum UpgradeStep {
    /** Reads the upgrade's state from the store. */
    ACTIVE_LOGIN(Phase.BEFORE, "the active login is read from the store"),
    /** "Ensure that you can log in to Engagement using the current API user credentials." */
    CREDENTIAL(Phase.BEFORE, "the old credential still logs in"),
    /** "Schedule the upgrade during off-peak hours." */
    OFF_PEAK(Phase.BEFORE, "the time is off-peak"),
    /** "Allow all scheduled sends to complete before starting the upgrade." */
    SCHEDULED_SENDS(Phase.BEFORE, "no scheduled send is due in the outage window"),
    /** "Available with the 220 or newer managed package release." */
    PACKAGE_VERSION(Phase.BEFORE, "the managed package is new enough"),
    /** "Enable tenant-specific OAuth endpoints." */
    ENDPOINTS(Phase.BEFORE, "the endpoints belong to the tenant alone"),
    /** Records the active business units, which must be active after the switch too. */
    UNITS_BEFORE(Phase.BEFORE, "the active business units are recorded"),
    /** Runs the connection's doctor. */
    NEW_LOGIN(Phase.BEFORE, "the new login gets a token"),
    /** Obtains and stores the new session. */
    SESSION(Phase.SWITCH, "the new session is obtained and stored"),
    /** Writes the upgrade's state to the store. */
    ACTIVATION(Phase.SWITCH, "the new login becomes the active one on all hosts"),
    /** "Verify that API user credentials converted." */
    API_USER(Phase.AFTER, "the new login acts as the same API user"),
    /** "Confirm that previously active business units are active." */
    BUSINESS_UNITS(Phase.AFTER, "the business units that were active are still active"),
    /** "Confirm the API user migration for non-Enterprise 2.0 accounts by completing a triggered send test." */
    TRIGGERED_SEND(Phase.AFTER, "a triggered send reaches the test subscriber"),
    /** Only before the end: if the state were lost with the process, the old login would be active again. */
    STORE(Phase.BEFORE, "the store outlives the process"),
    /** Makes the old login active again. */
    ROLLBACK(Phase.SWITCH, "the old login becomes the active one again on all hosts"),
    /** Ends the upgrade. */
    FINISH(Phase.SWITCH, "the new login becomes the only one");

    /** When a step runs. */
    public enum Phase {
        /** Nothing has changed yet. */
        BEFORE,
        /** The active login changes. */
        SWITCH,
        /** The new login is active. */
        AFTER
    }

    private final Phase phase;
    private final String title;

    UpgradeStep(Phase phase, String title) {
        this.phase = phase;
        this.title = title;
    }

    /** When the step runs. */
    public Phase phase() {
        return phase;
    }

    /** What the step ensures, in a few words. */
    public String title() {
        return title;
    }
}
