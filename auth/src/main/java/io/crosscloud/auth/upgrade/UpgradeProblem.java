package io.crosscloud.auth.upgrade;

import static io.crosscloud.error.NextStep.FIX_CONFIGURATION;
import static io.crosscloud.error.NextStep.TRY_LATER;

import io.crosscloud.error.Explanation;
import io.crosscloud.error.NextStep;
import io.crosscloud.error.Problem;
import io.crosscloud.error.SetupPage;

/** What stands in the way of an upgrade from passwords. */
public enum UpgradeProblem implements Problem {
    LEGACY_PASSWORD(
            FIX_CONFIGURATION,
            "Engagement refused the API user's name and password",
            "Check name and password, that the user is active and has the API User flag, and \"Enable Username and Password for Web Services\" in Setup > Security",
            SetupPage.ENGAGEMENT_USERS),
    LEGACY_PACKAGE_ENHANCED(
            FIX_CONFIGURATION,
            "the package is not a legacy one, and gets no token at /v1/requestToken",
            "Use ClientCredentialsTokenProvider or ConnectedAppLogin with it; it needs no upgrade"),
    SOAP_REFUSED(
            FIX_CONFIGURATION,
            "Engagement's SOAP API refused the request",
            "Read the server's own text, and give the API user or the package the permission that it names"),
    LEGACY_PASSWORD_EXPIRED(
            FIX_CONFIGURATION,
            "the user's password has expired",
            "Set a new password in Salesforce, and give that one",
            SetupPage.SALESFORCE_USERS),
    LEGACY_LOGIN_GONE(
            FIX_CONFIGURATION,
            "SOAP login() is not there any more",
            "Use the new way alone, or log in by the username-password flow of a connected app while that lasts"),
    UPGRADE_SENDS_DUE(
            TRY_LATER,
            "a scheduled send is due within the outage window",
            "Let scheduled sends complete, then run the upgrade again; or make the outage window smaller"),
    UPGRADE_NOT_OFF_PEAK(
            TRY_LATER, "this is not an off-peak hour", "Run the upgrade within the hours that offPeak(…) names"),
    UPGRADE_PACKAGE_OLD(
            FIX_CONFIGURATION,
            "the managed package is too old for tenant-specific OAuth",
            "Install release 220 or newer of the managed package of Marketing Cloud Connect in Salesforce"),
    UPGRADE_ENDPOINT_SHARED(
            FIX_CONFIGURATION,
            "an endpoint is not the tenant's own",
            "Enable tenant-specific OAuth endpoints in the Marketing Cloud configuration settings of Salesforce, and use the subdomain's own hosts"),
    UPGRADE_TENANT_OTHER(
            FIX_CONFIGURATION,
            "the new way leads into another tenant or org than the old one",
            "Compare the subdomain or login host of the connection with those of the old way: one may be a sandbox"),
    UPGRADE_USER_OTHER(
            FIX_CONFIGURATION,
            "the new way does not speak for the API user of the old one",
            "Give the credentials of that API user again and run the upgrade again; if the user is right, correct the subject(…) of the provider"),
    UPGRADE_UNITS_MISSING(
            FIX_CONFIGURATION,
            "business units that were active before are not active now",
            "Add them: enable the package for them in Setup > Installed Packages > (package) > Access, give the API user access to them, and run the upgrade again",
            SetupPage.ENGAGEMENT_PACKAGE_ACCESS),
    UPGRADE_TEST_SEND(
            FIX_CONFIGURATION,
            "the triggered send to the test subscriber failed",
            "Check that the definition is active and the test subscriber's address right; run the upgrade again, or roll back"),
    UPGRADE_FINISHED(
            FIX_CONFIGURATION,
            "the upgrade is finished, and the new way is the only one",
            "Stay with the new way; there is no rollback after finish()"),
    UPGRADE_NOT_MOVED(
            FIX_CONFIGURATION, "the old way is still the active one", "Run the upgrade to its end before finish()"),
    UPGRADE_CONTENDED(
            TRY_LATER,
            "another host changed the active way at the same moment",
            "See which way is active, and run it again");

    private final Explanation explanation;

    UpgradeProblem(NextStep nextStep, String summary, String remedy) {
        explanation = Explanation.of(nextStep, summary, remedy);
    }

    UpgradeProblem(NextStep nextStep, String summary, String remedy, SetupPage page) {
        explanation = Explanation.of(nextStep, summary, remedy).at(page);
    }

    @Override
    public Explanation explanation() {
        return explanation;
    }
}
