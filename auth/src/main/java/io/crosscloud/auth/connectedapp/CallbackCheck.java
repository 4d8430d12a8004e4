package io.crosscloud.auth.connectedapp;

import io.crosscloud.auth.internal.oauth.WireErrors;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Whether a callback whose state is right is one that this server sends, and what its error means. */
final class CallbackCheck {
    private static final String ENGAGEMENT_ISSUER = "https://mc.exacttarget.com";

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9.:/_-]{1,120}");

    private final AuthorizationServer server;

    CallbackCheck(AuthorizationServer server) {
        this.server = server;
    }

    /** @throws AuthException if the callback is of another server, contradicts itself, or tells an error */
    void check(Callback callback) {
        callback.get("iss").ifPresent(this::requireIssuer);
        callback.get("tssd").ifPresent(this::requireSubdomain);
        String error = callback.get("error").orElse(null);
        if (error == null) {
            return;
        }
        if (callback.get("code").isPresent()) {
            throw Callback.strange("code and error at once");
        }
        throw told(error, callback.get("error_description").orElse(""));
    }

    /** RFC 9207: a code of another server is not sent to this one. */
    private void requireIssuer(String issuer) {
        Set<String> ours = new TreeSet<>(Set.of(server.audience()));
        if (server instanceof SalesforceOrg org) {
            ours.add(org.loginHost().toString());
        } else {
            ours.add(ENGAGEMENT_ISSUER);
        }
        String bare = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        if (!ours.contains(bare)) {
            throw other("iss: " + shown(issuer) + " (expected: " + String.join(" or ", ours) + ")");
        }
    }

    /** Engagement names the tenant that the person installed the package in. */
    private void requireSubdomain(String subdomain) {
        if (server instanceof EngagementTenant tenant && !tenant.subdomain().equals(subdomain)) {
            throw other("tssd: " + shown(subdomain) + " (expected: " + tenant.subdomain() + ")");
        }
    }

    private AuthException other(String seen) {
        return AuthFailure.of(LoginProblem.LOGIN_SERVER_OTHER)
                .cloud(server.cloud())
                .detail(seen)
                .toException();
    }

    private static String shown(String value) {
        return PLAIN.matcher(value).matches() ? value : "of another form";
    }

    private AuthException told(String error, String description) {
        return AuthFailure.of(problem(error, description))
                .cloud(server.cloud())
                .answer(0, error, description)
                .detail("the cloud sent the browser back with an error")
                .toException();
    }

    /** Salesforce's documentation spells the refusal in two ways. */
    private Problem problem(String error, String description) {
        return switch (error.toLowerCase(Locale.ROOT)) {
            case "access_denied", "access-denied" -> LoginProblem.LOGIN_DENIED;
            case "server_error", "temporarily_unavailable", "unknown_error" -> ServerProblem.LOGIN_SERVER_ERROR;
            default -> WireErrors.problem(server, "", 400, error, description);
        };
    }
}
