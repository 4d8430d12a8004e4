package io.crosscloud;

/** One of the two clouds that Crosscloud connects. */
public enum Cloud {
    /** Salesforce core: Sales Cloud and Service Cloud. */
    SALESFORCE("Salesforce"),
    /** Marketing Cloud Engagement. */
    ENGAGEMENT("Marketing Cloud Engagement");

    private final String displayName;

    Cloud(String displayName) {
        this.displayName = displayName;
    }

    /** The name that people know the cloud by. */
    public String displayName() {
        return displayName;
    }
}
