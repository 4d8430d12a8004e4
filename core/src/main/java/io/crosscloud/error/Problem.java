package io.crosscloud.error;

import static io.crosscloud.error.NextStep.CHECK_SERVER;
import static io.crosscloud.error.NextStep.CHECK_STORE;
import static io.crosscloud.error.NextStep.FIX_CONFIGURATION;
import static io.crosscloud.error.NextStep.LOG_IN;
import static io.crosscloud.error.NextStep.TRY_LATER;

import java.util.Optional;

/**
 * Everything that can go wrong, with its remedy: the one table of errors. The servers' own texts often name something
 * else than the cause; how they are told apart stands in {@link WireErrors}.
 */
public enum Problem {
    // What a host configured.
    SETTING_INVALID(FIX_CONFIGURATION, "a setting has a wrong form", "Correct the value named here"),
    SUBDOMAIN_INVALID(
            FIX_CONFIGURATION,
            "the tenant's subdomain has a wrong form",
            "Copy the part before .auth.marketingcloudapis.com out of Setup > Apps > Installed Packages > (package) > API Integration"),
    NOT_HTTPS(FIX_CONFIGURATION, "secrets would travel in the clear", "Use the https URL of the host"),
    LIGHTNING_HOST(
            FIX_CONFIGURATION,
            "a lightning host serves no OAuth and no API",
            "Use the org's My Domain, https://<name>.my.salesforce.com, from Setup > My Domain"),
    SHARED_LOGIN_HOST(
            FIX_CONFIGURATION,
            "client credentials need the org's own host",
            "Use SalesforceOrg.myDomain(\"…\") with the name from Setup > My Domain, not login.salesforce.com or test.salesforce.com"),
    KEY_UNREADABLE(
            FIX_CONFIGURATION,
            "the signing key cannot be read",
            "Give an RSA private key as one PEM block (PKCS#8 or PKCS#1), PKCS#12 or JKS; the README has the command that makes one"),
    KEY_ENCRYPTED(
            FIX_CONFIGURATION,
            "the signing key is encrypted and no passphrase was given",
            "Pass the key's passphrase as a second argument"),
    KEY_PASSPHRASE_WRONG(
            FIX_CONFIGURATION,
            "the passphrase does not open the signing key",
            "Pass the passphrase that the key was encrypted with"),
    KEY_UNSUITABLE(
            FIX_CONFIGURATION,
            "the signing key is not an RSA key of 2048 to 8192 bits",
            "Make an RSA key of 2048 bits or more; the README has the command"),
    SIGNER_FAILED(
            FIX_CONFIGURATION,
            "the host's signer failed",
            "Check the KMS, HSM or supplier that signs; nothing was sent"),
    SECRET_UNAVAILABLE(
            FIX_CONFIGURATION,
            "the client secret cannot be read",
            "Check the supplier or file that holds it; nothing was sent"),
    PROVIDER_FAILED(
            FIX_CONFIGURATION,
            "the host's own token provider failed",
            "Fix the provider; it reports what a cloud refuses by an AuthException"),
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
    REQUEST_HOST(
            FIX_CONFIGURATION,
            "a request would carry the token to a host that the session is not for",
            "Build the URI with session.resolve(\"/…\")"),
    CONNECTION_UNKNOWN(
            FIX_CONFIGURATION,
            "no connection has this name",
            "Use one of the names listed here, or add the connection"),
    LOGIN_UNSUPPORTED(
            FIX_CONFIGURATION,
            "this connection has no login",
            "Log in over a connection whose provider is a ConnectedAppTokenRefresher"),
    REFRESH_TOKEN_NOT_GRANTED(
            FIX_CONFIGURATION,
            "the login brought no refresh token",
            "Salesforce: give the connected app the scope refresh_token and a refresh token policy other than \"immediately expire\"; Engagement: give the package and the request the scope offline"),
    STORE_NOT_DURABLE(
            FIX_CONFIGURATION,
            "the database would lose the last commits when the process is killed",
            "Add ;WRITE_DELAY=0 to the H2 URL"),
    STORE_CANNOT_CONFIRM(
            FIX_CONFIGURATION,
            "the Redis server cannot tell what is on its disk",
            "Use Redis 7.2 or newer with appendonly yes, or replicas(…) in place of onDisk(…)"),
    DATABASE_UNSUPPORTED(
            FIX_CONFIGURATION,
            "the session store does not know this database",
            "Use PostgreSQL, or H2 for one machine"),

    // What Salesforce answers.
    SALESFORCE_USER_NOT_APPROVED(
            FIX_CONFIGURATION,
            "the user may not use the connected app",
            "Set Permitted Users to \"Admin approved users are pre-authorized\" and assign the app's permission set to the user, or let the user log in once; and check that the host is the user's org"),
    SALESFORCE_NOT_ADMIN_APPROVED(
            FIX_CONFIGURATION,
            "the user is not admin approved for the connected app",
            "Assign the user a profile or permission set that the app's policy lists under \"Manage Profiles / Permission Sets\""),
    SALESFORCE_REFRESH_SCOPE(
            FIX_CONFIGURATION,
            "the connected app lacks a scope that JWT bearer needs",
            "Add \"Perform requests at any time (refresh_token, offline_access)\" to the app's selected OAuth scopes, though JWT bearer gets no refresh token, and check that the app is installed and the user pre-authorized"),
    SALESFORCE_AUDIENCE(
            FIX_CONFIGURATION,
            "the assertion is meant for another kind of org",
            "Use SalesforceOrg.production() or a production My Domain for production, SalesforceOrg.sandbox() or a sandbox My Domain for sandboxes, or set withAudience(…)"),
    SALESFORCE_ASSERTION_INVALID(
            FIX_CONFIGURATION,
            "the assertion's signature does not match the app's certificate",
            "Upload the certificate that belongs to the signing key under \"Use digital signatures\" of the app whose consumer key is the client id"),
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
            "Log in again; if it comes back, look for a second program on the same refresh token, for more than four logins of the user to this app, or for a changed consumer secret"),
    SALESFORCE_REFRESH_TOKEN_EXPIRED(
            LOG_IN,
            "the refresh token has expired",
            "Log in again, and look at the connected app's refresh token policy; keep-alive prevents expiry by idleness"),
    SALESFORCE_REFRESH_BUSY(
            TRY_LATER,
            "another request with this refresh token is being processed",
            "Wait a moment; if it comes back, look for a second program on the same refresh token"),
    SALESFORCE_RETRY(
            TRY_LATER,
            "Salesforce asks for a retry",
            "Wait a moment; if it persists, look at the status page of the instance"),
    SALESFORCE_USER_INACTIVE(
            FIX_CONFIGURATION, "the user is inactive or frozen", "Activate or unfreeze the user in Setup > Users"),
    SALESFORCE_ORG_INACTIVE(
            FIX_CONFIGURATION, "the org is inactive", "Check the login host, and whether the org still exists"),
    SALESFORCE_IP_RESTRICTED(
            FIX_CONFIGURATION,
            "this machine's address may not log in",
            "Set IP Relaxation of the connected app to \"Relax IP restrictions\", or add the address to the ranges of the user's profile; if the app enforces a Refresh Token IP Allowlist, its developer must add the address there"),
    SALESFORCE_LOGIN_RATE(
            TRY_LATER,
            "the user logged in more than 3600 times within an hour",
            "Wait up to an hour, and share one SessionManager and one store among all that log in as this user"),
    SALESFORCE_AUTHENTICATION_FAILURE(
            FIX_CONFIGURATION,
            "user name and password were refused, or their flow is blocked",
            "Check user name, password and security token, and whether Setup > OAuth and OpenID Connect Settings allows the username-password flow"),
    SALESFORCE_NO_RUN_AS_USER(
            FIX_CONFIGURATION,
            "client credentials have no user to run as",
            "Choose a Run As user in the client credentials flow of the connected app's policies"),
    SALESFORCE_SHARED_HOST(
            FIX_CONFIGURATION, "this grant is not served on a shared login host", "Use SalesforceOrg.myDomain(\"…\")"),
    SALESFORCE_CLIENT_CREDENTIALS_OFF(
            FIX_CONFIGURATION,
            "client credentials are not enabled",
            "Tick \"Enable Client Credentials Flow\" in the connected app"),
    SALESFORCE_CLIENT_UNKNOWN(
            FIX_CONFIGURATION,
            "no connected app has this consumer key here",
            "Copy the consumer key again, check the login host, and give a new app ten minutes"),
    SALESFORCE_CLIENT_SECRET(
            FIX_CONFIGURATION,
            "the consumer secret or client assertion was refused",
            "Copy the consumer secret again, or upload the certificate that belongs to the key"),
    SALESFORCE_APP_NOT_INSTALLED(
            FIX_CONFIGURATION,
            "the app is not installed in this org",
            "Install the connected app in Setup > Connected Apps OAuth Usage, give the user the permission \"Approve Uninstalled Connected Apps\", or install or package the External Client App in this org; and check that the login host is that of the org or sandbox that has the app"),
    SALESFORCE_APP_BLOCKED(
            FIX_CONFIGURATION,
            "an administrator has blocked the connected app",
            "Unblock it in Setup > Connected Apps OAuth Usage"),
    SALESFORCE_GRANT_TYPE(
            FIX_CONFIGURATION,
            "this grant is not enabled, or the host is wrong",
            "Enable the flow in the connected app's OAuth settings, and check the login host"),
    SALESFORCE_REDIRECT_URI(
            FIX_CONFIGURATION,
            "the redirect URI is not registered",
            "Enter it, character for character, as callback URL of the connected app"),
    SALESFORCE_PKCE(
            LOG_IN,
            "code challenge and verifier do not match",
            "Begin the login again and finish it with the value that began it"),
    SALESFORCE_SCOPE(
            FIX_CONFIGURATION,
            "Salesforce does not take the scope that was asked for",
            "Add the scope to the app's selected OAuth scopes and ask for it at the login only, or do not ask for it"),
    SALESFORCE_PKCE_REQUIRED(
            FIX_CONFIGURATION,
            "the app requires PKCE, and the login was begun without it",
            "Set pkce(true) on ConnectedAppLogin's builder, or leave it out, since that is Salesforce's default; and check that nothing between browser and cloud takes the code challenge out"),
    SALESFORCE_REFRESH_REFUSED(
            TRY_LATER,
            "Salesforce refused the refresh, for a reason that is not known to end the login",
            "Read the server's own text; the login is kept and tried again at growing pauses, and where a person is there, a new login replaces it at once"),
    SALESFORCE_REFRESH_STILL_REFUSED(
            LOG_IN,
            "Salesforce has refused the refresh for more than a day",
            "Log in again, which replaces the stored login; until then it is kept and tried daily"),

    // What Engagement answers.
    ENGAGEMENT_CLIENT(
            FIX_CONFIGURATION,
            "Engagement does not accept the client",
            "Check, as one answer covers them all: client id; client secret; the secret's age (180 days at most); whether the package is installed and enabled; the subdomain"),
    ENGAGEMENT_CLIENT_TYPE(
            FIX_CONFIGURATION,
            "the package's integration has another type than this grant needs",
            "Client credentials need a Server-to-Server integration; a login needs a Web App or Public App"),
    ENGAGEMENT_JWT_BEARER(
            FIX_CONFIGURATION,
            "JWT bearer is not enabled for this tenant",
            "Use ClientCredentialsTokenProvider with a Server-to-Server package; Salesforce documents no place where a customer registers a JWT key"),
    ENGAGEMENT_GRANT_TYPE(
            FIX_CONFIGURATION, "Engagement does not know this grant", "Check the package's integration type"),
    ENGAGEMENT_ASSERTION(
            FIX_CONFIGURATION,
            "Engagement refused the assertion",
            "Check the signing key, the API user that is the sub, the audience, and this machine's clock"),
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
            "Tick the scope in the package's API integration, or do not ask for it; a change takes up to five minutes"),
    ENGAGEMENT_REQUEST(
            FIX_CONFIGURATION,
            "Engagement refused the request",
            "Read the server's own text; if businessUnit(…) is set, check its MID, and that the package is enabled for it"),
    ENGAGEMENT_THROTTLED(
            TRY_LATER,
            "Engagement throttles token requests",
            "Wait, and share one SessionManager and one store: Engagement expects one token request per 20 minutes"),
    ENGAGEMENT_MAINTENANCE(
            TRY_LATER, "Engagement is not available", "Wait; look at the status page of the stack if it persists"),

    // What stands in the way of an upgrade from passwords.
    LEGACY_PASSWORD(
            FIX_CONFIGURATION,
            "Engagement refused the API user's name and password",
            "Check name and password, that the user is active and has the API User flag, and \"Enable Username and Password for Web Services\" in Setup > Security"),
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
            "Set a new password in Salesforce, and give that one"),
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
            "Add them: enable the package for them in Setup > Installed Packages > (package) > Access, give the API user access to them, and run the upgrade again"),
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
            "See which way is active, and run it again"),

    // What any server or the network does.
    SERVER_THROTTLES(TRY_LATER, "the server throttles", "Wait, and look for a loop that asks for tokens"),
    SERVER_UNAVAILABLE(
            TRY_LATER, "the server is not available", "Wait; look at the cloud's status page if it persists"),
    NETWORK(
            TRY_LATER,
            "the server could not be reached, and nothing was sent",
            "Check host name, DNS, proxy and firewall"),
    TLS(
            FIX_CONFIGURATION,
            "the server's certificate or TLS version was refused, and nothing was sent",
            "Check the host name, this machine's trust store and clock, and any intercepting proxy"),
    PROXY(FIX_CONFIGURATION, "the proxy refused", "Give the HttpClient the proxy's address and its credentials"),
    HOST_CODE_HANGS(
            TRY_LATER,
            "code of the host's did not come back in time",
            "Look at the secret supplier, signer, user mapping or provider that is named here; it was interrupted"),
    NOT_SENT_IN_TIME(
            TRY_LATER,
            "the request was not ready in time and was not sent",
            "Wait; if it comes back, look for a secret supplier, a signer or a proxy that takes seconds, or raise lease(…) of the manager's builder"),
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
            "Check the host; report it if the host is right"),
    INTROSPECTION_INACTIVE(
            FIX_CONFIGURATION,
            "introspection calls the token inactive, so its lifetime is assumed",
            "Let the connected app introspect its own tokens, or switch introspection off and set assumedLifetime(…)"),
    IDENTITY_CHANGED(
            CHECK_SERVER,
            "the answer speaks for another user than the session's",
            "Log the session out and in again, as the right user"),
    SERVER_FAILED(
            TRY_LATER,
            "the server, or a gateway before it, answered with an error of its own",
            "Try again later; look at the cloud's status page if it persists"),
    DPOP_REQUIRED(
            FIX_CONFIGURATION,
            "the server wants DPoP proofs (RFC 9449), which are not sent",
            "Switch \"Require DPoP\" off in the settings of the app"),
    REVOCATION_REFUSED(
            FIX_CONFIGURATION,
            "the server refused to revoke the token, which lives on",
            "Read the server's own text, and check the revocation endpoint (withEndpoint) and the client's authentication; until then revoke the app's access in the cloud"),

    // What becomes of a session.
    LOGIN_MISSING(LOG_IN, "nobody has logged in", "Send the person to ConnectedAppLogin.begin(…)"),
    LOGGED_OUT(LOG_IN, "the session was logged out", "Send the person to ConnectedAppLogin.begin(…)"),
    NOT_REVOKED(
            TRY_LATER,
            "the session is over here, and the cloud could not be told",
            "Log out again in a moment; if it persists, revoke the app's access in the cloud: Salesforce Setup > Connected Apps OAuth Usage"),
    LOST_IN_DOUBT(
            LOG_IN,
            "the answer to a refresh was lost, and with it the refresh token",
            "Log in again; connections that may fall back to JWT bearer do not need to"),
    REFRESH_IN_PROGRESS(
            TRY_LATER, "another caller or host is getting the token", "Wait; raise the deadline if the server is slow"),
    SAME_TOKEN_AGAIN(
            TRY_LATER,
            "the server answered with the token that was just refused",
            "Wait; the server's own session must expire first"),

    // What comes back from a login.
    LOGIN_DENIED(
            LOG_IN,
            "the person or an administrator denied access",
            "Log in again and press Allow, or have the app approved"),
    LOGIN_STATE(LOG_IN, "the callback does not belong to this login", "Begin the login again, in the same browser"),
    LOGIN_TOO_LATE(
            LOG_IN,
            "the login took longer than it may",
            "Begin the login again; if people never come back, look on the cloud's own page for a wrong redirect URI or an app that is not installed"),
    LOGIN_PORT_TAKEN(
            FIX_CONFIGURATION,
            "no port of the login's redirect URIs is free",
            "Close the program that uses the port, or register one more loopback redirect URI, with another port, and give it to LoopbackLogin"),
    LOGIN_USED(LOG_IN, "this login was finished before", "Go on with the session, or begin the login again"),
    LOGIN_CALLBACK(
            CHECK_SERVER,
            "the callback is not one that the cloud sends",
            "Check what stands between browser and host, such as a proxy that changes the query, and begin the login again"),
    LOGIN_OTHER_USER(
            LOG_IN,
            "somebody else logged in than was expected",
            "Log out of the cloud in this browser, and log in as the right user"),
    LOGIN_SERVER_ERROR(TRY_LATER, "the cloud could not finish the login", "Begin the login again later"),
    LOGIN_SERVER_OTHER(
            FIX_CONFIGURATION,
            "the login came back from another server or tenant than the connection's",
            "Make a connection for the tenant or server that is named here, if it is one of yours; else look for who changes the callback between browser and host"),
    LOGIN_COOKIE_MISSING(
            LOG_IN,
            "the browser came back without the sealed value of its login",
            "Begin the login again; if it persists, keep the value in a cookie of the redirect URI's own host that is Secure, HttpOnly and SameSite=Lax (Strict does not come back from another site), and look whether the browser takes cookies"),

    // What a diagnosis finds while a token may still be had.
    CLOCK_OFF(
            FIX_CONFIGURATION,
            "this machine's clock and the server's differ by more than ten seconds",
            "Let this machine take its time from the network (NTP); until then assertions are stamped with the server's time"),
    HOST_LEGACY(
            FIX_CONFIGURATION,
            "the cloud is retiring hosts of this kind",
            "Use the org's My Domain from Setup > My Domain, or the tenant's base URIs from its installed package"),
    CERTIFICATE_OF_ANOTHER_KEY(
            FIX_CONFIGURATION,
            "the certificate does not belong to the signing key",
            "Upload the certificate that was made with the signing key, or sign with the key that belongs to the certificate"),
    CERTIFICATE_ENDS(
            FIX_CONFIGURATION,
            "the certificate is not valid, or not for long",
            "Make a new key and certificate with the README's command, add the certificate in the cloud, then the key to keys(…), and remove the old ones last"),
    AUDIENCE_UNUSUAL(
            FIX_CONFIGURATION,
            "the audience is that of another kind of org",
            "Leave the audience out, or use https://login.salesforce.com for production and https://test.salesforce.com for sandboxes"),
    SCOPE_MISSING(
            FIX_CONFIGURATION,
            "the token has fewer scopes than are wanted",
            "Add the scopes in the cloud's Setup, wait ten minutes, and log in again where a login granted them"),
    BUSINESS_UNIT_OTHER(
            FIX_CONFIGURATION,
            "the token acts in another business unit than is wanted",
            "Set businessUnit(…) to the MID that is wanted, and enable the package and the API user for it"),
    IDENTITY_OTHER(
            FIX_CONFIGURATION,
            "the token speaks for another user or organization than was meant",
            "Check the login host or the subdomain, and as whom the connection logs in, for a login may have been finished in a browser that was logged in elsewhere"),
    TOKEN_ENDED_EARLY(
            FIX_CONFIGURATION,
            "the token at hand expired before its time",
            "Send by session.send(…), which replaces it, and set assumedLifetime(…) to the session timeout of the org or the app"),
    API_REFUSED(
            FIX_CONFIGURATION,
            "the API does not accept the token",
            "Give the app the scope api, the user the permission \"API Enabled\", and the address of this machine to the allow lists"),
    ALLOWANCE_LOW(
            TRY_LATER,
            "less than a fifth of the API requests of 24 hours is left",
            "Find out which program asks most, batch its requests, or buy more"),
    SECRET_ENDS(
            FIX_CONFIGURATION,
            "the client secret expires soon or has expired; it lives for 180 days",
            "Stage a new secret, give both to ClientAuthentication.secrets(active, staged), and activate it when every host has it"),
    REFRESH_TOKEN_IDLE(
            LOG_IN,
            "the refresh token has been idle for so long that it expires soon",
            "Use the session, or let keepAlive(…) of the manager's builder use it in time"),

    // What a store does.
    STORE_UNAVAILABLE(
            CHECK_STORE,
            "the session store could not be reached",
            "Check the store; sessions with a valid token keep working"),
    STORE_FAILED(
            CHECK_STORE,
            "the session store failed in a way that it should not",
            "Look at the cause; sessions with a valid token keep working, and what is still to be stored is tried again"),
    CLOSE_UNFINISHED(
            CHECK_STORE,
            "the session manager was closed before everything was done",
            "Raise closeTimeout(…), or look why the store or the server is slow; the sessions named here may need a new login"),
    STORE_UNCONFIRMED(
            CHECK_STORE,
            "the session store did not confirm a login",
            "Look at the session: if it has no token, log in again; whether the login was stored is unknown, so it was not revoked"),
    STORE_SCHEMA(
            CHECK_STORE,
            "the session store has no table, or an older one",
            "Apply the schema that the library ships, or call createSchema()"),
    STORE_READ_ONLY(
            CHECK_STORE,
            "the session store takes no writes",
            "Connect to the primary; after a fail-over, let the pool drop its old connections"),
    STORE_SESSIONS_SHARED(
            CHECK_STORE,
            "a pooler shares the database's sessions, so that no host is seen to live",
            "Give the store session pooling, or connections past the pooler; until then leases alone protect a paused host"),
    STORE_CLIENTS_HIDDEN(
            CHECK_STORE,
            "Redis does not say who is connected, so that no host is seen to live",
            "Allow the commands INFO, CLIENT ID, CLIENT SETNAME and CLIENT LIST (Redis 6.2); until then leases alone protect a paused host"),
    STORE_RECORD_UNREADABLE(
            CHECK_STORE,
            "a stored session cannot be opened",
            "Configure the key that it was sealed with, or remove the row; until then it is left as it is"),
    STORE_IN_MEMORY(
            CHECK_STORE,
            "logins are kept in memory only",
            "Give the manager's builder a store(…) that outlives the process"),
    STORE_CLOCK_OFF(
            CHECK_STORE,
            "the clocks of the session store and of this machine differ by more than ten seconds",
            "Let both take their time from the network (NTP); leases go by the store's clock alone, so nothing is lost meanwhile"),
    STORE_LEASE_STUCK(
            CHECK_STORE,
            "a lease on the session lasts longer than any refresh",
            "Check whether the holder still runs and whether the store's clock was set back; the session goes on when the lease is over"),
    STORE_FORMAT_NEWER(CHECK_STORE, "a stored session is of a newer version", "Upgrade this host; it is left as it is");

    private final NextStep nextStep;
    private final String summary;
    private final String remedy;

    Problem(NextStep nextStep, String summary, String remedy) {
        this.nextStep = nextStep;
        this.summary = summary;
        this.remedy = remedy;
    }

    /** What the caller does next, and with it the kind of exception. */
    public NextStep nextStep() {
        return nextStep;
    }

    /** Where in a cloud's Setup it is put right, if it is there. */
    public Optional<SetupPage> setupPage() {
        return SetupPage.of(this);
    }

    /** What is wrong, in half a sentence. */
    public String summary() {
        return summary;
    }

    /** What to do, in one sentence that names the setting. */
    public String remedy() {
        return remedy + ".";
    }
}
