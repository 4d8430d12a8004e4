package io.crosscloud.error;

import io.crosscloud.Cloud;

/**
 * A page of a cloud's Setup, where problems are put right. The paths are those of Lightning Experience and of
 * Engagement's own Setup at the end of 2026; an older Connected App has its settings under App Manager, and its policies under
 * Manage Connected Apps.
 */
public enum SetupPage {
    /** Name of the org's own host. */
    SALESFORCE_MY_DOMAIN(Cloud.SALESFORCE, "Setup > My Domain"),
    /** Client id and secret, callback URL, scopes, flows and certificate of the app. */
    SALESFORCE_APP_SETTINGS(
            Cloud.SALESFORCE, "Setup > External Client App Manager > (app) > Settings > OAuth Settings"),
    /** Who may use the app, from where, as whom and for how long. */
    SALESFORCE_APP_POLICIES(
            Cloud.SALESFORCE, "Setup > External Client App Manager > (app) > Policies > OAuth Policies"),
    /** Which apps are in use, installed and blocked, and the tokens of each. */
    SALESFORCE_APP_USAGE(Cloud.SALESFORCE, "Setup > Connected Apps OAuth Usage"),
    /** The user. */
    SALESFORCE_USERS(Cloud.SALESFORCE, "Setup > Users"),
    /** For how long a session lives. */
    SALESFORCE_SESSION_SETTINGS(Cloud.SALESFORCE, "Setup > Session Settings"),
    /** Who logged in, when, and why it failed. */
    SALESFORCE_LOGIN_HISTORY(Cloud.SALESFORCE, "Setup > Login History"),
    /** Which flows the org allows at all. */
    SALESFORCE_OAUTH_SETTINGS(Cloud.SALESFORCE, "Setup > OAuth and OpenID Connect Settings"),
    /** How many API requests are left. */
    SALESFORCE_COMPANY_INFORMATION(Cloud.SALESFORCE, "Setup > Company Information > API Requests, Last 24 Hours"),
    /** Subdomain, client id, secrets, scopes and type of the integration. */
    ENGAGEMENT_API_INTEGRATION(Cloud.ENGAGEMENT, "Setup > Apps > Installed Packages > (package) > API Integration"),
    /** Which business units and users the package is enabled for. */
    ENGAGEMENT_PACKAGE_ACCESS(Cloud.ENGAGEMENT, "Setup > Apps > Installed Packages > (package) > Access"),
    /** The API user. */
    ENGAGEMENT_USERS(Cloud.ENGAGEMENT, "Setup > Users");

    private final Cloud cloud;
    private final String path;

    SetupPage(Cloud cloud, String path) {
        this.cloud = cloud;
        this.path = path;
    }

    /** Whose Setup. */
    public Cloud cloud() {
        return cloud;
    }

    /** Where to click, beginning with Setup. */
    public String path() {
        return path;
    }

    /** Cloud and path. */
    @Override
    public String toString() {
        return cloud.displayName() + ": " + path;
    }
}
