package io.crosscloud.auth.diagnosis;

import static java.util.Map.entry;

import io.crosscloud.auth.connectedapp.LoginProblem;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The likely causes of failures that have several, likeliest first. Other known facts exclude a cause where they can.
 * Each cause is something that a user can check.
 */
final class LikelyCauses {
    private static final Map<Problem, List<String>> CAUSES = Map.ofEntries(
            entry(
                    ServerProblem.ENGAGEMENT_ASSERTION,
                    List.of(
                            "the key is not the one that the tenant knows",
                            "the API user in the sub does not exist or is inactive",
                            "the audience is not the one that the tenant expects",
                            "the assertion had expired because this machine's clock is wrong")),
            entry(
                    ServerProblem.ENGAGEMENT_REQUEST,
                    List.of(
                            "the MID is not a business unit of this tenant",
                            "the package is not enabled for the business unit",
                            "the API user has no access to the business unit")),
            entry(
                    ServerProblem.ENGAGEMENT_REFRESH_TOKEN,
                    List.of(
                            "a second program used the same refresh token",
                            "the user logged out of Engagement, and the login had not requested the scope offline",
                            "the refresh token was idle for 30 days",
                            "the package was disabled or uninstalled")),
            entry(
                    ServerProblem.SALESFORCE_USER_NOT_APPROVED,
                    List.of(
                            "the user has never approved the app, and the app does not pre-authorize users",
                            "the user belongs to another org than the login host",
                            "a Government Cloud org was asked through a shared login host")),
            entry(
                    ServerProblem.SALESFORCE_CLIENT_UNKNOWN,
                    List.of(
                            "the consumer key was not copied completely",
                            "the app is in another org, or the login host belongs to another org",
                            "the app was created less than ten minutes ago")),
            entry(
                    ServerProblem.SALESFORCE_GRANT_TYPE,
                    List.of(
                            "the flow is not enabled in the app",
                            "the host does not belong to the org, and a redirect lost the request")),
            entry(
                    ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED,
                    List.of(
                            "an administrator or the user revoked it",
                            "a second program used the same refresh token",
                            "newer logins of the user to the app displaced it: Salesforce keeps five at most",
                            "the consumer secret was changed, which revokes every token of the app",
                            "the app's refresh token policy is \"Immediately expire refresh token\"")),
            entry(
                    ServerProblem.SALESFORCE_AUTHENTICATION_FAILURE,
                    List.of(
                            "the password or the security token is wrong",
                            "the org blocks the username-password flow, as it does by default since Summer '23")),
            entry(
                    ServerProblem.SALESFORCE_REFRESH_REFUSED,
                    List.of(
                            "a policy of the app or the org changed: permitted users, IP restrictions, sessions",
                            "the user lost the permission or profile that the app requires",
                            "the org is in maintenance or has just been moved, or the sandbox was refreshed",
                            "a gateway or proxy before Salesforce changes the request")),
            entry(
                    ServerProblem.SALESFORCE_REFRESH_STILL_REFUSED,
                    List.of(
                            "the login has ended, for a reason that Salesforce's text does not name",
                            "a policy of the app or the org excludes the user or this machine's address",
                            "the sandbox was refreshed, which ends its logins")),
            entry(
                    ServerProblem.SALESFORCE_PKCE_REQUIRED,
                    List.of(
                            "pkce(false) is set on ConnectedAppLogin's builder",
                            "a proxy or the host's own redirect removes code_challenge from the login page's address",
                            "another program, or an older release of this one, began the login without PKCE")),
            entry(
                    ServerProblem.DPOP_REQUIRED,
                    List.of(
                            "\"Require DPoP\" is on in the settings of the app",
                            "the client id belongs to another app, which requires DPoP")),
            entry(
                    ServerProblem.REVOCATION_REFUSED,
                    List.of(
                            "the revocation endpoint, set by withEndpoint(…), belongs to another server",
                            "the server expects another client authentication than the connection's",
                            "the token was issued to another client (RFC 7009 section 2.1)",
                            "the server does not revoke tokens of this type (RFC 7009 section 2.2.1)")),
            entry(
                    SessionProblem.HOST_CODE_HANGS,
                    List.of(
                            "the secret supplier or signer waits for a vault, KMS or HSM without a timeout",
                            "the user mapping or the host's own provider calls a service that does not answer",
                            "the host's code waits for a lock or thread that the caller of the session holds")),
            entry(
                    ServerProblem.NOT_SENT_IN_TIME,
                    List.of(
                            "the secret supplier or signer takes seconds",
                            "the proxy or the network takes seconds to open a connection",
                            "the server refused one secret or key, and no time was left for the next",
                            "this machine is overloaded or was paused, so that no thread was free")),
            entry(
                    ServerProblem.SERVER_FAILED,
                    List.of(
                            "the cloud has an incident: see its status page",
                            "a gateway, proxy or load balancer before the server answers in its place",
                            "the login host or an overridden endpoint leads to another server")),
            entry(
                    LoginProblem.LOGIN_SERVER_OTHER,
                    List.of(
                            "the person logged in to another tenant or org than the connection's, such as a sandbox",
                            "two connections share one redirect URI, and the callback reached the wrong one",
                            "the connection names a gateway or an old host, and the server reports its own name",
                            "somebody changes the callback between browser and host (RFC 9207)")),
            entry(
                    LoginProblem.LOGIN_COOKIE_MISSING,
                    List.of(
                            "the cookie is SameSite=Strict, so that the browser does not send it on the way back",
                            "the login began at another host name than the redirect URI's, such as 127.0.0.1",
                            "the cookie is Secure, and the redirect URI is http",
                            "the cookie expired before the person had logged in",
                            "the browser blocks cookies, or the person finished the login in another browser")));

    private LikelyCauses() {}

    static List<String> of(AuthException failure, Expectations expectations, Instant now) {
        if (failure.problem() == ServerProblem.ENGAGEMENT_CLIENT) {
            return engagementClient(failure, expectations, now);
        }
        if (failure.problem() == ServerProblem.SALESFORCE_ASSERTION_INVALID) {
            return salesforceAssertion(expectations);
        }
        return CAUSES.getOrDefault(failure.problem(), List.of());
    }

    /** The documentation has a text of its own for a wrong client id; the recorded text covers everything else too. */
    private static List<String> engagementClient(AuthException failure, Expectations expectations, Instant now) {
        String text = failure.errorDescription().orElse("").toLowerCase(Locale.ROOT);
        if (text.contains("invalid client id")) {
            return List.of("the client id was not copied completely", "the subdomain belongs to another tenant");
        }
        List<String> causes = new ArrayList<>(List.of(
                "the client secret was not copied completely, or another one has been activated since",
                "the client id was not copied completely",
                "the package is not installed, or is disabled",
                "the subdomain belongs to another tenant"));
        Instant madeAt = expectations.secretMadeAt();
        if (madeAt == null) {
            causes.add(1, "the client secret has expired: it is valid for 180 days");
        } else if (Duration.between(madeAt, now).compareTo(ClientChecks.SECRET_LIFE) >= 0) {
            causes.add(
                    0,
                    "the client secret has expired, " + Times.about(ClientChecks.SECRET_LIFE) + " after its creation");
        }
        return causes;
    }

    private static List<String> salesforceAssertion(Expectations expectations) {
        String other = "the app whose consumer key is the client id has another certificate";
        return expectations.certificate() != null
                ? List.of(other + " than the one given here", "the consumer key belongs to another app")
                : List.of(
                        other, "the consumer key belongs to another app", "the key does not belong to the certificate");
    }
}
