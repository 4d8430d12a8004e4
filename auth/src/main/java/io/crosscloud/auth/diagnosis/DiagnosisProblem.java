package io.crosscloud.auth.diagnosis;

import static io.crosscloud.error.NextStep.CHECK_STORE;
import static io.crosscloud.error.NextStep.FIX_CONFIGURATION;
import static io.crosscloud.error.NextStep.LOG_IN;

import io.crosscloud.error.Explanation;
import io.crosscloud.error.NextStep;
import io.crosscloud.error.Problem;
import io.crosscloud.error.SetupPage;

/** What a diagnosis finds while a token may still be had. */
public enum DiagnosisProblem implements Problem {
    PROVIDER_FAILED(
            FIX_CONFIGURATION,
            "the host's own token provider failed",
            "Fix the provider; it reports what a cloud refuses by an AuthException"),
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
            "Leave the audience out, or use https://login.salesforce.com for production and https://test.salesforce.com for sandboxes",
            SetupPage.SALESFORCE_MY_DOMAIN),
    SCOPE_MISSING(
            FIX_CONFIGURATION,
            "the token has fewer scopes than are wanted",
            "Add the scopes in the cloud's Setup, wait ten minutes, and log in again where a login granted them"),
    BUSINESS_UNIT_OTHER(
            FIX_CONFIGURATION,
            "the token acts in another business unit than is wanted",
            "Set businessUnit(…) to the MID that is wanted, and enable the package and the API user for it",
            SetupPage.ENGAGEMENT_PACKAGE_ACCESS),
    IDENTITY_OTHER(
            FIX_CONFIGURATION,
            "the token speaks for another user or organization than was meant",
            "Check the login host or the subdomain, and as whom the connection logs in, for a login may have been finished in a browser that was logged in elsewhere"),
    TOKEN_ENDED_EARLY(
            FIX_CONFIGURATION,
            "the token at hand expired before its time",
            "Send by session.send(…), which replaces it, and set assumedLifetime(…) to the session timeout of the org or the app",
            SetupPage.SALESFORCE_SESSION_SETTINGS),
    API_REFUSED(
            FIX_CONFIGURATION,
            "the API does not accept the token",
            "Give the app the scope api, the user the permission \"API Enabled\", and the address of this machine to the allow lists"),
    SECRET_ENDS(
            FIX_CONFIGURATION,
            "the client secret expires soon or has expired; it lives for 180 days",
            "Stage a new secret, give both to ClientAuthentication.secrets(active, staged), and activate it when every host has it",
            SetupPage.ENGAGEMENT_API_INTEGRATION),
    REFRESH_TOKEN_IDLE(
            LOG_IN,
            "the refresh token has been idle for so long that it expires soon",
            "Use the session, or let keepAlive(…) of the manager's builder use it in time"),
    STORE_CLOCK_OFF(
            CHECK_STORE,
            "the clocks of the session store and of this machine differ by more than ten seconds",
            "Let both take their time from the network (NTP); leases go by the store's clock alone, so nothing is lost meanwhile"),
    STORE_LEASE_STUCK(
            CHECK_STORE,
            "a lease on the session lasts longer than any refresh",
            "Check whether the holder still runs and whether the store's clock was set back; the session goes on when the lease is over");

    private final Explanation explanation;

    DiagnosisProblem(NextStep nextStep, String summary, String remedy) {
        explanation = Explanation.of(nextStep, summary, remedy);
    }

    DiagnosisProblem(NextStep nextStep, String summary, String remedy, SetupPage page) {
        explanation = Explanation.of(nextStep, summary, remedy).at(page);
    }

    @Override
    public Explanation explanation() {
        return explanation;
    }
}
