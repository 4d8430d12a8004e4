package io.crosscloud.error;

import static io.crosscloud.error.NextStep.FIX_CONFIGURATION;

/** What is wrong with a setting, or with a request, before anything is sent to a cloud. */
public enum SettingProblem implements Problem {
    SETTING_INVALID(FIX_CONFIGURATION, "a setting has a wrong form", "Correct the value named here"),
    SUBDOMAIN_INVALID(
            FIX_CONFIGURATION,
            "the tenant's subdomain has a wrong form",
            "Copy the part before .auth.marketingcloudapis.com out of Setup > Apps > Installed Packages > (package) > API Integration",
            SetupPage.ENGAGEMENT_API_INTEGRATION),
    NOT_HTTPS(FIX_CONFIGURATION, "secrets would travel in the clear", "Use the https URL of the host"),
    LIGHTNING_HOST(
            FIX_CONFIGURATION,
            "a lightning host serves no OAuth and no API",
            "Use the org's My Domain, https://<name>.my.salesforce.com, from Setup > My Domain",
            SetupPage.SALESFORCE_MY_DOMAIN),
    SHARED_LOGIN_HOST(
            FIX_CONFIGURATION,
            "client credentials need the org's own host",
            "Use SalesforceOrg.myDomain(\"…\") with the name from Setup > My Domain, not login.salesforce.com or test.salesforce.com",
            SetupPage.SALESFORCE_MY_DOMAIN),
    HTTP_CLIENT_UNSAFE(
            FIX_CONFIGURATION,
            "the given HttpClient would hand secrets to others",
            "Build it with followRedirects(Redirect.NEVER), without cookie handler and authenticator, and start Java without jdk.httpclient.enableAllMethodRetry"),
    USER_UNSUPPORTED(
            FIX_CONFIGURATION,
            "client credentials speak for no person",
            "Ask for User.integration(), or connect by JWT bearer or a login"),
    USER_REQUIRED(
            FIX_CONFIGURATION,
            "this grant needs a user",
            "Name the cloud's user with User.of(\"…\"), or map the integration to one with subject(…)"),
    CONNECTION_UNKNOWN(
            FIX_CONFIGURATION,
            "no connection has this name",
            "Use one of the names listed here, or add the connection"),
    REQUEST_HOST(
            FIX_CONFIGURATION,
            "a request would carry the token to a host that the session is not for",
            "Build the URI with session.resolve(\"/…\")");

    private final Explanation explanation;

    SettingProblem(NextStep nextStep, String summary, String remedy) {
        explanation = Explanation.of(nextStep, summary, remedy);
    }

    SettingProblem(NextStep nextStep, String summary, String remedy, SetupPage page) {
        explanation = Explanation.of(nextStep, summary, remedy).at(page);
    }

    @Override
    public Explanation explanation() {
        return explanation;
    }
}
