package io.crosscloud.error;

import static io.crosscloud.error.NextStep.CHECK_SERVER;
import static io.crosscloud.error.NextStep.FIX_CONFIGURATION;
import static io.crosscloud.error.NextStep.LOG_IN;
import static io.crosscloud.error.NextStep.TRY_LATER;

/**
 * What the two clouds answer, and what any server or the network does. The servers' own texts often name something else
 * than the cause; which answer means which problem is one table, and the Troubleshooting page shows it.
 */
public enum ServerProblem implements Problem {
    // What Salesforce answers.
    SALESFORCE_USER_NOT_APPROVED(
            FIX_CONFIGURATION,
            "the user may not use the connected app",
            "Set Permitted Users to \"Admin approved users are pre-authorized\" and assign the app's permission set to the user, or let the user log in once; and check that the host is the user's org",
            SetupPage.SALESFORCE_APP_POLICIES),
    SALESFORCE_NOT_ADMIN_APPROVED(
            FIX_CONFIGURATION,
            "the user is not admin approved for the connected app",
            "Assign the user a profile or permission set that the app's policy lists under \"Manage Profiles / Permission Sets\"",
            SetupPage.SALESFORCE_APP_POLICIES),
    SALESFORCE_REFRESH_SCOPE(
            FIX_CONFIGURATION,
            "the connected app lacks a scope that JWT bearer needs",
            "Add \"Perform requests at any time (refresh_token, offline_access)\" to the app's selected OAuth scopes, though JWT bearer gets no refresh token, and check that the app is installed and the user pre-authorized",
            SetupPage.SALESFORCE_APP_SETTINGS),
    SALESFORCE_AUDIENCE(
            FIX_CONFIGURATION,
            "the assertion is meant for another kind of org",
            "Use SalesforceOrg.production() or a production My Domain for production, SalesforceOrg.sandbox() or a sandbox My Domain for sandboxes, or set withAudience(…)",
            SetupPage.SALESFORCE_MY_DOMAIN),
    SALESFORCE_ASSERTION_INVALID(
            FIX_CONFIGURATION,
            "the assertion's signature does not match the app's certificate",
            "Upload the certificate that belongs to the signing key under \"Use digital signatures\" of the app whose consumer key is the client id",
            SetupPage.SALESFORCE_APP_SETTINGS),
    SALESFORCE_ASSERTION_EXPIRED(
            FIX_CONFIGURATION,
            "the assertion had expired when it arrived",
            "Correct this machine's clock; the text about an authorization code is misleading"),
    SALESFORCE_CODE_INVALID(
            LOG_IN,
            "the authorization code is unknown, used or expired",
            "Begin the login again; a code is good once, for 15 minutes"),
    SALESFORCE_REFRESH_TOKEN_REVOKED(
            LOG_IN,
            "the refresh token is revoked, replaced or pushed out",
            "Log in again; if it comes back, look for a second program on the same refresh token, for more than four logins of the user to this app, or for a changed consumer secret",
            SetupPage.SALESFORCE_APP_USAGE),
    SALESFORCE_REFRESH_TOKEN_EXPIRED(
            LOG_IN,
            "the refresh token has expired",
            "Log in again, and look at the connected app's refresh token policy; keep-alive prevents expiry by idleness",
            SetupPage.SALESFORCE_APP_POLICIES),
    SALESFORCE_REFRESH_BUSY(
            TRY_LATER,
            "another request with this refresh token is being processed",
            "Wait a moment; if it comes back, look for a second program on the same refresh token"),
    SALESFORCE_RETRY(
            TRY_LATER,
            "Salesforce asks for a retry",
            "Wait a moment; if it persists, look at the status page of the instance"),
    SALESFORCE_USER_INACTIVE(
            FIX_CONFIGURATION,
            "the user is inactive or frozen",
            "Activate or unfreeze the user in Setup > Users",
            SetupPage.SALESFORCE_USERS),
    SALESFORCE_ORG_INACTIVE(
            FIX_CONFIGURATION, "the org is inactive", "Check the login host, and whether the org still exists"),
    SALESFORCE_IP_RESTRICTED(
            FIX_CONFIGURATION,
            "this machine's address may not log in",
            "Set IP Relaxation of the connected app to \"Relax IP restrictions\", or add the address to the ranges of the user's profile; if the app enforces a Refresh Token IP Allowlist, its developer must add the address there",
            SetupPage.SALESFORCE_APP_POLICIES),
    SALESFORCE_LOGIN_RATE(
            TRY_LATER,
            "the user logged in more than 3600 times within an hour",
            "Wait up to an hour, and share one session manager and one store among all that log in as this user",
            SetupPage.SALESFORCE_LOGIN_HISTORY),
    SALESFORCE_AUTHENTICATION_FAILURE(
            FIX_CONFIGURATION,
            "user name and password were refused, or their flow is blocked",
            "Check user name, password and security token, and whether Setup > OAuth and OpenID Connect Settings allows the username-password flow",
            SetupPage.SALESFORCE_OAUTH_SETTINGS),
    SALESFORCE_NO_RUN_AS_USER(
            FIX_CONFIGURATION,
            "client credentials have no user to run as",
            "Choose a Run As user in the client credentials flow of the connected app's policies",
            SetupPage.SALESFORCE_APP_POLICIES),
    SALESFORCE_SHARED_HOST(
            FIX_CONFIGURATION,
            "this grant is not served on a shared login host",
            "Use SalesforceOrg.myDomain(\"…\")",
            SetupPage.SALESFORCE_MY_DOMAIN),
    SALESFORCE_CLIENT_CREDENTIALS_OFF(
            FIX_CONFIGURATION,
            "client credentials are not enabled",
            "Tick \"Enable Client Credentials Flow\" in the connected app",
            SetupPage.SALESFORCE_APP_SETTINGS),
    SALESFORCE_CLIENT_UNKNOWN(
            FIX_CONFIGURATION,
            "no connected app has this consumer key here",
            "Copy the consumer key again, check the login host, and give a new app ten minutes",
            SetupPage.SALESFORCE_APP_SETTINGS),
    SALESFORCE_CLIENT_SECRET(
            FIX_CONFIGURATION,
            "the consumer secret or client assertion was refused",
            "Copy the consumer secret again, or upload the certificate that belongs to the key",
            SetupPage.SALESFORCE_APP_SETTINGS),
    SALESFORCE_APP_NOT_INSTALLED(
            FIX_CONFIGURATION,
            "the app is not installed in this org",
            "Install the connected app in Setup > Connected Apps OAuth Usage, give the user the permission \"Approve Uninstalled Connected Apps\", or install or package the External Client App in this org; and check that the login host is that of the org or sandbox that has the app",
            SetupPage.SALESFORCE_APP_USAGE),
    SALESFORCE_APP_BLOCKED(
            FIX_CONFIGURATION,
            "an administrator has blocked the connected app",
            "Unblock it in Setup > Connected Apps OAuth Usage",
            SetupPage.SALESFORCE_APP_USAGE),
    SALESFORCE_GRANT_TYPE(
            FIX_CONFIGURATION,
            "this grant is not enabled, or the host is wrong",
            "Enable the flow in the connected app's OAuth settings, and check the login host",
            SetupPage.SALESFORCE_APP_SETTINGS),
    SALESFORCE_REDIRECT_URI(
            FIX_CONFIGURATION,
            "the redirect URI is not registered",
            "Enter it, character for character, as callback URL of the connected app",
            SetupPage.SALESFORCE_APP_SETTINGS),
    SALESFORCE_PKCE(
            LOG_IN,
            "code challenge and verifier do not match",
            "Begin the login again and finish it with the value that began it"),
    SALESFORCE_SCOPE(
            FIX_CONFIGURATION,
            "Salesforce does not take the scope that was asked for",
            "Add the scope to the app's selected OAuth scopes and ask for it at the login only, or do not ask for it",
            SetupPage.SALESFORCE_APP_SETTINGS),
    SALESFORCE_PKCE_REQUIRED(
            FIX_CONFIGURATION,
            "the app requires PKCE, and the login was begun without it",
            "Leave PKCE on for this login, as it is by default for Salesforce; and check that nothing between browser and cloud takes the code challenge out"),
    SALESFORCE_REFRESH_REFUSED(
            TRY_LATER,
            "Salesforce refused the refresh, for a reason that is not known to end the login",
            "Read the server's own text; the login is kept and tried again at growing pauses, and where a person is there, a new login replaces it at once",
            SetupPage.SALESFORCE_LOGIN_HISTORY),
    SALESFORCE_REFRESH_STILL_REFUSED(
            LOG_IN,
            "Salesforce has refused the refresh for more than a day",
            "Log in again, which replaces the stored login; until then it is kept and tried daily",
            SetupPage.SALESFORCE_LOGIN_HISTORY),

    // What Engagement answers.
    ENGAGEMENT_CLIENT(
            FIX_CONFIGURATION,
            "Engagement does not accept the client",
            "Check, as one answer covers them all: client id; client secret; the secret's age (180 days at most); whether the package is installed and enabled; the subdomain",
            SetupPage.ENGAGEMENT_API_INTEGRATION),
    ENGAGEMENT_CLIENT_TYPE(
            FIX_CONFIGURATION,
            "the package's integration has another type than this grant needs",
            "Client credentials need a Server-to-Server integration; a login needs a Web App or Public App",
            SetupPage.ENGAGEMENT_API_INTEGRATION),
    ENGAGEMENT_JWT_BEARER(
            FIX_CONFIGURATION,
            "JWT bearer is not enabled for this tenant",
            "Connect by client credentials with a Server-to-Server package; Salesforce documents no place where a customer registers a JWT key",
            SetupPage.ENGAGEMENT_API_INTEGRATION),
    ENGAGEMENT_GRANT_TYPE(
            FIX_CONFIGURATION,
            "Engagement does not know this grant",
            "Check the package's integration type",
            SetupPage.ENGAGEMENT_API_INTEGRATION),
    ENGAGEMENT_ASSERTION(
            FIX_CONFIGURATION,
            "Engagement refused the assertion",
            "Check the signing key, the API user that is the sub, the audience, and this machine's clock",
            SetupPage.ENGAGEMENT_USERS),
    ENGAGEMENT_REFRESH_TOKEN(
            LOG_IN,
            "Engagement refused the refresh token",
            "Log in again; if it comes back, look for a second program on the same refresh token, and ask for the scope offline so that a logout does not revoke it"),
    ENGAGEMENT_CODE(
            LOG_IN,
            "Engagement refused the authorization code",
            "Begin the login again; a code is good once, for 5 minutes, and the redirect URI must be the registered one"),
    ENGAGEMENT_SCOPE(
            FIX_CONFIGURATION,
            "a scope is not granted to the package",
            "Tick the scope in the package's API integration, or do not ask for it; a change takes up to five minutes",
            SetupPage.ENGAGEMENT_API_INTEGRATION),
    ENGAGEMENT_REQUEST(
            FIX_CONFIGURATION,
            "Engagement refused the request",
            "Read the server's own text; if a business unit is set, check its MID, and that the package is enabled for it",
            SetupPage.ENGAGEMENT_PACKAGE_ACCESS),
    ENGAGEMENT_THROTTLED(
            TRY_LATER,
            "Engagement throttles token requests",
            "Wait, and share one session manager and one store: Engagement expects one token request per 20 minutes"),
    ENGAGEMENT_MAINTENANCE(
            TRY_LATER, "Engagement is not available", "Wait; look at the status page of the stack if it persists"),

    // What any server or the network does.
    SERVER_THROTTLES(TRY_LATER, "the server throttles", "Wait, and look for a loop that asks for tokens"),
    SERVER_UNAVAILABLE(
            TRY_LATER, "the server is not available", "Wait; look at the cloud's status page if it persists"),
    SERVER_FAILED(
            TRY_LATER,
            "the server, or a gateway before it, answered with an error of its own",
            "Try again later; look at the cloud's status page if it persists"),
    NETWORK(
            TRY_LATER,
            "the server could not be reached, and nothing was sent",
            "Check host name, DNS, proxy and firewall"),
    TLS(
            FIX_CONFIGURATION,
            "the server's certificate or TLS version was refused, and nothing was sent",
            "Check the host name, this machine's trust store and clock, and any intercepting proxy"),
    PROXY(FIX_CONFIGURATION, "the proxy refused", "Give the HttpClient the proxy's address and its credentials"),
    NOT_SENT_IN_TIME(
            TRY_LATER,
            "the request was not ready in time and was not sent",
            "Wait; if it comes back, look for a secret supplier, a signer or a proxy that takes seconds, or raise the session manager's lease"),
    OUTCOME_UNKNOWN(
            TRY_LATER,
            "whether the server did what was asked is not known",
            "Try again later; a token that can be used only once is not sent again blindly"),
    CLIENT_REJECTED(
            FIX_CONFIGURATION, "the server does not accept the client", "Check client id and client secret or key"),
    ENDPOINT_WRONG(
            FIX_CONFIGURATION, "the token endpoint is not here", "Check the login host or the overridden endpoint"),
    REQUEST_REFUSED(
            FIX_CONFIGURATION,
            "the server refused the request",
            "Read the server's own text, and compare the client's settings with the cloud's Setup"),
    ACCESS_DENIED(
            FIX_CONFIGURATION, "the server denies access", "Check the IP allow list and the user's API permission"),
    DPOP_REQUIRED(
            FIX_CONFIGURATION,
            "the server wants DPoP proofs (RFC 9449), which are not sent",
            "Switch \"Require DPoP\" off in the settings of the app",
            SetupPage.SALESFORCE_APP_SETTINGS),
    REVOCATION_REFUSED(
            FIX_CONFIGURATION,
            "the server refused to revoke the token, which lives on",
            "Read the server's own text, and check the revocation endpoint (withEndpoint) and the client's authentication; until then revoke the app's access in the cloud"),
    LOGIN_SERVER_ERROR(TRY_LATER, "the cloud could not finish the login", "Begin the login again later"),
    ALLOWANCE_LOW(
            TRY_LATER,
            "less than a fifth of the API requests of 24 hours is left",
            "Find out which program asks most, batch its requests, or buy more",
            SetupPage.SALESFORCE_COMPANY_INFORMATION),
    INTROSPECTION_INACTIVE(
            FIX_CONFIGURATION,
            "introspection calls the token inactive, so its lifetime is assumed",
            "Let the connected app introspect its own tokens, or switch introspection off and set an assumed lifetime"),

    // What breaks the protocol.
    REDIRECTED(
            CHECK_SERVER,
            "the server answered with a redirect, which was not followed",
            "Check the login host and any overridden endpoint: the endpoints that take secrets never redirect"),
    HOST_UNTRUSTED(
            CHECK_SERVER,
            "an API host does not belong to this cloud",
            "If the host is really yours, allow it with withTrustedHost(…)"),
    NOT_JSON(
            CHECK_SERVER,
            "the answer is not the expected JSON",
            "Check the host: maintenance pages, proxies and other servers answer like this"),
    RESPONSE_TOO_LARGE(
            CHECK_SERVER, "the answer is larger than 64 KiB", "Check the host: no token response is as large"),
    RESPONSE_INVALID(
            CHECK_SERVER,
            "the answer lacks a member or has it in a wrong form",
            "Check the host; report it if the host is right");

    private final Explanation explanation;

    ServerProblem(NextStep nextStep, String summary, String remedy) {
        explanation = Explanation.of(nextStep, summary, remedy);
    }

    ServerProblem(NextStep nextStep, String summary, String remedy, SetupPage page) {
        explanation = Explanation.of(nextStep, summary, remedy).at(page);
    }

    @Override
    public Explanation explanation() {
        return explanation;
    }
}
