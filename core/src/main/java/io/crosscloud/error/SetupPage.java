package io.crosscloud.error;

import io.crosscloud.cloud.Cloud;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A page of a cloud's Setup, with the problems that are put right there. The paths are those of Lightning Experience and of
 * Engagement's own Setup at the end of 2026; an older Connected App has its settings under App Manager, and its policies under
 * Manage Connected Apps.
 */
public enum SetupPage {
    /** Name of the org's own host. */
    SALESFORCE_MY_DOMAIN(
            Cloud.SALESFORCE,
            "Setup > My Domain",
            Problem.LIGHTNING_HOST,
            Problem.SHARED_LOGIN_HOST,
            Problem.SALESFORCE_AUDIENCE,
            Problem.AUDIENCE_UNUSUAL,
            Problem.SALESFORCE_SHARED_HOST),
    /** Client id and secret, callback URL, scopes, flows and certificate of the app. */
    SALESFORCE_APP_SETTINGS(
            Cloud.SALESFORCE,
            "Setup > External Client App Manager > (app) > Settings > OAuth Settings",
            Problem.SALESFORCE_CLIENT_UNKNOWN,
            Problem.SALESFORCE_CLIENT_SECRET,
            Problem.SALESFORCE_ASSERTION_INVALID,
            Problem.SALESFORCE_CLIENT_CREDENTIALS_OFF,
            Problem.SALESFORCE_GRANT_TYPE,
            Problem.SALESFORCE_REDIRECT_URI,
            Problem.SALESFORCE_SCOPE,
            Problem.SALESFORCE_REFRESH_SCOPE,
            Problem.DPOP_REQUIRED),
    /** Who may use the app, from where, as whom and for how long. */
    SALESFORCE_APP_POLICIES(
            Cloud.SALESFORCE,
            "Setup > External Client App Manager > (app) > Policies > OAuth Policies",
            Problem.SALESFORCE_USER_NOT_APPROVED,
            Problem.SALESFORCE_NOT_ADMIN_APPROVED,
            Problem.SALESFORCE_NO_RUN_AS_USER,
            Problem.SALESFORCE_IP_RESTRICTED,
            Problem.SALESFORCE_REFRESH_TOKEN_EXPIRED),
    /** Which apps are in use, installed and blocked, and the tokens of each. */
    SALESFORCE_APP_USAGE(
            Cloud.SALESFORCE,
            "Setup > Connected Apps OAuth Usage",
            Problem.SALESFORCE_APP_NOT_INSTALLED,
            Problem.SALESFORCE_APP_BLOCKED,
            Problem.SALESFORCE_REFRESH_TOKEN_REVOKED),
    /** The user. */
    SALESFORCE_USERS(
            Cloud.SALESFORCE, "Setup > Users", Problem.SALESFORCE_USER_INACTIVE, Problem.LEGACY_PASSWORD_EXPIRED),
    /** For how long a session lives. */
    SALESFORCE_SESSION_SETTINGS(Cloud.SALESFORCE, "Setup > Session Settings", Problem.TOKEN_ENDED_EARLY),
    /** Who logged in, when, and why it failed. */
    SALESFORCE_LOGIN_HISTORY(
            Cloud.SALESFORCE,
            "Setup > Login History",
            Problem.SALESFORCE_LOGIN_RATE,
            Problem.SALESFORCE_REFRESH_REFUSED,
            Problem.SALESFORCE_REFRESH_STILL_REFUSED),
    /** Which flows the org allows at all. */
    SALESFORCE_OAUTH_SETTINGS(
            Cloud.SALESFORCE, "Setup > OAuth and OpenID Connect Settings", Problem.SALESFORCE_AUTHENTICATION_FAILURE),
    /** How many API requests are left. */
    SALESFORCE_COMPANY_INFORMATION(
            Cloud.SALESFORCE, "Setup > Company Information > API Requests, Last 24 Hours", Problem.ALLOWANCE_LOW),
    /** Subdomain, client id, secrets, scopes and type of the integration. */
    ENGAGEMENT_API_INTEGRATION(
            Cloud.ENGAGEMENT,
            "Setup > Apps > Installed Packages > (package) > API Integration",
            Problem.SUBDOMAIN_INVALID,
            Problem.ENGAGEMENT_CLIENT,
            Problem.ENGAGEMENT_CLIENT_TYPE,
            Problem.ENGAGEMENT_JWT_BEARER,
            Problem.ENGAGEMENT_GRANT_TYPE,
            Problem.ENGAGEMENT_SCOPE,
            Problem.SECRET_ENDS),
    /** Which business units and users the package is enabled for. */
    ENGAGEMENT_PACKAGE_ACCESS(
            Cloud.ENGAGEMENT,
            "Setup > Apps > Installed Packages > (package) > Access",
            Problem.ENGAGEMENT_REQUEST,
            Problem.BUSINESS_UNIT_OTHER,
            Problem.UPGRADE_UNITS_MISSING),
    /** The API user. */
    ENGAGEMENT_USERS(Cloud.ENGAGEMENT, "Setup > Users", Problem.ENGAGEMENT_ASSERTION, Problem.LEGACY_PASSWORD);

    private final Cloud cloud;
    private final String path;

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<Problem> problems;

    SetupPage(Cloud cloud, String path, Problem... problems) {
        this.cloud = cloud;
        this.path = path;
        this.problems = Set.of(problems);
    }

    /** The page where a problem is put right, if it is in a cloud's Setup. */
    static Optional<SetupPage> of(Problem problem) {
        return Arrays.stream(values())
                .filter(page -> page.problems.contains(problem))
                .findFirst();
    }

    Set<Problem> problems() {
        return problems;
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
