package io.crosscloud.auth.diagnosis;

import io.crosscloud.error.AuthException;
import io.crosscloud.error.ServerProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What may be behind an answer that covers more than one thing, the likeliest first, as far as what else is known tells them
 * apart.
 */
final class Suspects {
    private Suspects() {}

    static List<String> of(AuthException failure, Examination examination) {
        if (!(failure.problem() instanceof ServerProblem problem)) {
            return List.of();
        }
        return switch (problem) {
            case ENGAGEMENT_CLIENT -> engagementClient(failure, examination);
            case ENGAGEMENT_ASSERTION ->
                List.of(
                        "the key is not the one that the tenant knows",
                        "the API user that is the sub does not exist or is inactive",
                        "the audience is not what the tenant expects",
                        "the assertion had expired: this machine's clock");
            case ENGAGEMENT_REQUEST ->
                List.of(
                        "the MID is not a business unit of this tenant",
                        "the package is not enabled for the business unit",
                        "the API user has no access to the business unit");
            case SALESFORCE_USER_NOT_APPROVED ->
                List.of(
                        "the user has never approved the app, and the app does not pre-authorize users",
                        "the user lives in another org than the login host's",
                        "a Government Cloud org was asked through a shared login host");
            case SALESFORCE_ASSERTION_INVALID -> salesforceAssertion(examination);
            case SALESFORCE_CLIENT_UNKNOWN ->
                List.of(
                        "the consumer key was not copied whole",
                        "the app is in another org, or the login host is not that org's",
                        "the app was made less than ten minutes ago");
            case SALESFORCE_GRANT_TYPE ->
                List.of(
                        "the flow is not enabled in the app",
                        "the host answers for something else than the org, and a redirect lost the request");
            case SALESFORCE_REFRESH_TOKEN_REVOKED ->
                List.of(
                        "an administrator or the user revoked it",
                        "a second program used the same refresh token",
                        "newer logins of the user to the app pushed it out: there are five at most",
                        "the consumer secret was changed, which revokes every token of the app",
                        "the app's refresh token policy is \"Immediately expire refresh token\"");
            case ENGAGEMENT_REFRESH_TOKEN ->
                List.of(
                        "a second program used the same refresh token",
                        "the user logged out of Engagement, and the login had not asked for the scope offline",
                        "it had idled for 30 days",
                        "the package was disabled or uninstalled");
            case SALESFORCE_AUTHENTICATION_FAILURE ->
                List.of(
                        "the password or the security token is wrong",
                        "the org blocks the username-password flow, as it does by default since Summer '23");
            default -> List.of();
        };
    }

    /** The documentation has a text of its own for a wrong client id; the recorded one covers everything else too. */
    private static List<String> engagementClient(AuthException failure, Examination examination) {
        String text = failure.errorDescription().orElse("").toLowerCase(Locale.ROOT);
        if (text.contains("invalid client id")) {
            return List.of("the client id was not copied whole", "the subdomain is another tenant's");
        }
        List<String> suspects = new ArrayList<>(List.of(
                "the client secret was not copied whole, or another one has been activated since",
                "the client id was not copied whole",
                "the package is not installed, or disabled",
                "the subdomain is another tenant's"));
        Instant madeAt = examination.meant().secretMadeAt();
        if (madeAt == null) {
            suspects.add(1, "the client secret has ended: it is good for 180 days");
        } else if (Duration.between(madeAt, examination.startedAt()).compareTo(SecretCheck.LIFE) >= 0) {
            suspects.add(0, "the client secret has ended, " + Times.about(SecretCheck.LIFE) + " after it was made");
        }
        return suspects;
    }

    private static List<String> salesforceAssertion(Examination examination) {
        String other = "the app whose consumer key is the client id holds another certificate";
        boolean given = examination.meant().certificate() != null;
        return given
                ? List.of(other + " than the one given here", "the consumer key is another app's")
                : List.of(other, "the consumer key is another app's", "the key is not the one of the certificate");
    }
}
