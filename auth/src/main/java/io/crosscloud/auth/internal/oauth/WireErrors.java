package io.crosscloud.auth.internal.oauth;

import static io.crosscloud.auth.internal.oauth.WireErrors.From.COMPATIBLE;
import static io.crosscloud.auth.internal.oauth.WireErrors.From.ENGAGEMENT;
import static io.crosscloud.auth.internal.oauth.WireErrors.From.SALESFORCE;
import static io.crosscloud.auth.internal.oauth.WireErrors.From.SALESFORCE_ITSELF;
import static io.crosscloud.auth.internal.oauth.WireErrors.Text.ANY;
import static io.crosscloud.auth.internal.oauth.WireErrors.Text.NONE;
import static io.crosscloud.auth.internal.oauth.WireErrors.Text.has;
import static io.crosscloud.auth.internal.oauth.WireErrors.Text.is;

import io.crosscloud.Cloud;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.ServerProblem;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which {@link ServerProblem} a token endpoint's error answer means. The rows are tried from the top; the first that fits
 * decides. What no row knows is a refusal, told with the server's own words.
 *
 * <p>A stored login ends, and a person is sent to log in again, only on what is known to mean that:
 *
 * <ul>
 *   <li>from Salesforce itself ({@link SalesforceOrg#answeredBySalesforce}) on the whole texts
 *       {@code expired access/refresh token} (Salesforce's help page "OAuth 2.0 Authorization Errors", the sample of
 *       the refresh token flow; of a reused token, article 005316711) and {@code token validity expired} (not
 *       documented; two products were seen to take it for the end). It answers {@code invalid_grant} to passing
 *       troubles of user, org and address too;
 *   <li>from any other server, and from Engagement, on every {@code invalid_grant} to a refresh that says nothing
 *       better known (RFC 6749 section 5.2: the token is invalid, expired or revoked).
 * </ul>
 *
 * <p>Other sources: the developer pages "Access Token: Server to Server" and "Access Token: Web and Public Apps" of
 * Engagement, and RFC 9449 for DPoP; texts that Salesforce does not document are those that its servers were seen to
 * answer.
 */
public final class WireErrors {
    private static final String JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String CODE = "authorization_code";
    private static final String REFRESH = "refresh_token";
    private static final String PASSWORD = "password";
    private static final String EVERY = "";

    /** Statuses below 500 that tell of the server's state, whatever the body says. */
    private static final Set<Integer> BUSY = Set.of(408, 425, 429);

    /** Whose answer a row is of. */
    enum From {
        /** Salesforce, or a server that takes its place. */
        SALESFORCE,
        /** Salesforce alone. */
        SALESFORCE_ITSELF,
        /** A server in Salesforce's place alone. */
        COMPATIBLE,
        /** Engagement. */
        ENGAGEMENT;

        Cloud cloud() {
            return this == ENGAGEMENT ? Cloud.ENGAGEMENT : Cloud.SALESFORCE;
        }

        boolean covers(AuthorizationServer server) {
            if (!(server instanceof SalesforceOrg org)) {
                return this == ENGAGEMENT;
            }
            return this == SALESFORCE || this == (org.answeredBySalesforce() ? SALESFORCE_ITSELF : COMPATIBLE);
        }
    }

    /** What a description must say, in lower case; case, blanks around it and a full stop at its end do not count. */
    record Text(boolean whole, String value) {
        static final Text ANY = has("");
        static final Text NONE = is("");

        static Text is(String value) {
            return new Text(true, value);
        }

        static Text has(String value) {
            return new Text(false, value);
        }

        boolean fits(String description) {
            return whole ? description.equals(value) : description.contains(value);
        }
    }

    /** What a server says, as far as it matters; an empty grant or error may be anything. */
    record Row(From from, String grant, String error, Text description, ServerProblem problem) {
        boolean fits(AuthorizationServer server, String grant, String error, String description) {
            return from.covers(server)
                    && (this.grant.isEmpty() || this.grant.equals(grant))
                    && (this.error.isEmpty() || this.error.equalsIgnoreCase(error))
                    && this.description.fits(description);
        }
    }

    private static final List<Row> ROWS = List.of(
            row(
                    SALESFORCE,
                    EVERY,
                    has("token request is already being processed"),
                    ServerProblem.SALESFORCE_REFRESH_BUSY),
            row(SALESFORCE, EVERY, has("login rate exceeded"), ServerProblem.SALESFORCE_LOGIN_RATE),
            row(SALESFORCE, "rate_limit_exceeded", ServerProblem.SALESFORCE_LOGIN_RATE),
            row(SALESFORCE, EVERY, has("retry your request"), ServerProblem.SALESFORCE_RETRY),
            row(SALESFORCE, "unknown_error", ServerProblem.SALESFORCE_RETRY),
            row(SALESFORCE, "use_dpop_nonce", ServerProblem.DPOP_REQUIRED),
            row(SALESFORCE, "invalid_dpop_proof", ServerProblem.DPOP_REQUIRED),
            row(SALESFORCE, EVERY, has("hasn't approved this consumer"), ServerProblem.SALESFORCE_USER_NOT_APPROVED),
            row(SALESFORCE, EVERY, has("refresh_token scope is required"), ServerProblem.SALESFORCE_REFRESH_SCOPE),
            row(SALESFORCE, EVERY, is("audience is invalid"), ServerProblem.SALESFORCE_AUDIENCE),
            row(SALESFORCE, EVERY, is("audience validation failed"), ServerProblem.SALESFORCE_AUDIENCE),
            row(SALESFORCE, EVERY, is("invalid assertion"), ServerProblem.SALESFORCE_ASSERTION_INVALID),
            row(SALESFORCE, JWT, EVERY, is("expired authorization code"), ServerProblem.SALESFORCE_ASSERTION_EXPIRED),
            row(SALESFORCE, CODE, EVERY, is("expired authorization code"), ServerProblem.SALESFORCE_CODE_INVALID),
            row(SALESFORCE, CODE, EVERY, is("invalid authorization code"), ServerProblem.SALESFORCE_CODE_INVALID),
            row(SALESFORCE, EVERY, is("inactive user"), ServerProblem.SALESFORCE_USER_INACTIVE),
            row(SALESFORCE, "inactive_user", ServerProblem.SALESFORCE_USER_INACTIVE),
            row(SALESFORCE, "inactive_org", ServerProblem.SALESFORCE_ORG_INACTIVE),
            row(SALESFORCE, EVERY, has("ip restricted"), ServerProblem.SALESFORCE_IP_RESTRICTED),
            row(
                    SALESFORCE,
                    PASSWORD,
                    EVERY,
                    has("authentication failure"),
                    ServerProblem.SALESFORCE_AUTHENTICATION_FAILURE),
            row(SALESFORCE, EVERY, has("no client credentials user"), ServerProblem.SALESFORCE_NO_RUN_AS_USER),
            row(SALESFORCE, EVERY, has("not supported on this domain"), ServerProblem.SALESFORCE_SHARED_HOST),
            row(
                    SALESFORCE,
                    EVERY,
                    has("client credentials flow not enabled"),
                    ServerProblem.SALESFORCE_CLIENT_CREDENTIALS_OFF),
            row(SALESFORCE, "invalid_client_id", ServerProblem.SALESFORCE_CLIENT_UNKNOWN),
            row(SALESFORCE, "app_not_found", ServerProblem.SALESFORCE_APP_NOT_INSTALLED),
            row(SALESFORCE, "oauth_ec_app_not_found", ServerProblem.SALESFORCE_APP_NOT_INSTALLED),
            row(SALESFORCE, "invalid_client", has("must be installed"), ServerProblem.SALESFORCE_APP_NOT_INSTALLED),
            row(SALESFORCE, "invalid_client", is("invalid client credentials"), ServerProblem.SALESFORCE_CLIENT_SECRET),
            row(SALESFORCE, "invalid_client", NONE, ServerProblem.SALESFORCE_CLIENT_SECRET),
            row(SALESFORCE, "invalid_client", ServerProblem.CLIENT_REJECTED),
            row(SALESFORCE, "invalid_client_credentials", ServerProblem.SALESFORCE_CLIENT_SECRET),
            row(SALESFORCE, "invalid_app_access", ServerProblem.SALESFORCE_NOT_ADMIN_APPROVED),
            row(SALESFORCE, "oauth_app_access_denied", ServerProblem.SALESFORCE_NOT_ADMIN_APPROVED),
            row(SALESFORCE, "oauth_app_blocked", ServerProblem.SALESFORCE_APP_BLOCKED),
            row(SALESFORCE, "unsupported_grant_type", ServerProblem.SALESFORCE_GRANT_TYPE),
            row(SALESFORCE, "redirect_uri_mismatch", ServerProblem.SALESFORCE_REDIRECT_URI),
            row(SALESFORCE, "invalid_scope", ServerProblem.SALESFORCE_SCOPE),
            row(SALESFORCE, EVERY, has("scope parameter not supported"), ServerProblem.SALESFORCE_SCOPE),
            row(SALESFORCE, EVERY, is("missing required code challenge"), ServerProblem.SALESFORCE_PKCE_REQUIRED),
            row(SALESFORCE, CODE, EVERY, is("invalid code verifier"), ServerProblem.SALESFORCE_PKCE),
            row(
                    SALESFORCE,
                    REFRESH,
                    "invalid_grant",
                    is("expired access/refresh token"),
                    ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED),
            row(
                    SALESFORCE,
                    REFRESH,
                    "invalid_grant",
                    is("token validity expired"),
                    ServerProblem.SALESFORCE_REFRESH_TOKEN_EXPIRED),
            row(SALESFORCE_ITSELF, REFRESH, "invalid_grant", ANY, ServerProblem.SALESFORCE_REFRESH_REFUSED),
            row(COMPATIBLE, REFRESH, "invalid_grant", ANY, ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED),
            row(ENGAGEMENT, "invalid_client", ServerProblem.ENGAGEMENT_CLIENT),
            row(ENGAGEMENT, "unauthorized_client", ServerProblem.ENGAGEMENT_CLIENT_TYPE),
            row(ENGAGEMENT, JWT, "unsupported_grant_type", ANY, ServerProblem.ENGAGEMENT_JWT_BEARER),
            row(ENGAGEMENT, "unsupported_grant_type", ServerProblem.ENGAGEMENT_GRANT_TYPE),
            row(ENGAGEMENT, JWT, "invalid_grant", ANY, ServerProblem.ENGAGEMENT_ASSERTION),
            row(ENGAGEMENT, CODE, "invalid_grant", ANY, ServerProblem.ENGAGEMENT_CODE),
            row(ENGAGEMENT, REFRESH, "invalid_grant", ANY, ServerProblem.ENGAGEMENT_REFRESH_TOKEN),
            row(ENGAGEMENT, "invalid_scope", ServerProblem.ENGAGEMENT_SCOPE),
            row(ENGAGEMENT, "invalid_request", ServerProblem.ENGAGEMENT_REQUEST));

    private WireErrors() {}

    /** The rows, in the order in which they are tried. */
    static List<Row> rows() {
        return ROWS;
    }

    /**
     * What an error answer means.
     *
     * @param server whose answer it is
     * @param grantType the {@code grant_type} that was sent
     * @param status the HTTP status
     * @param error the {@code error} of the body, if it had one
     * @param description the {@code error_description} of the body, if it had one
     */
    public static ServerProblem problem(
            AuthorizationServer server,
            String grantType,
            int status,
            @Nullable String error,
            @Nullable String description) {
        if (error != null && status < 500 && !BUSY.contains(status)) {
            String text = normalized(description);
            for (Row row : ROWS) {
                if (row.fits(server, grantType, error, text)) {
                    return row.problem;
                }
            }
        }
        return byStatus(server, status);
    }

    private static ServerProblem byStatus(AuthorizationServer server, int status) {
        boolean engagement = server.cloud() == Cloud.ENGAGEMENT;
        return switch (status) {
            case 420 -> engagement ? ServerProblem.ENGAGEMENT_THROTTLED : gone(server);
            case 429 -> engagement ? ServerProblem.ENGAGEMENT_THROTTLED : ServerProblem.SERVER_THROTTLES;
            case 503 -> engagement ? ServerProblem.ENGAGEMENT_MAINTENANCE : ServerProblem.SERVER_UNAVAILABLE;
            case 401 -> engagement ? ServerProblem.ENGAGEMENT_CLIENT : ServerProblem.CLIENT_REJECTED;
            case 403 -> ServerProblem.ACCESS_DENIED;
            case 404, 405, 410, 501, 505 -> ServerProblem.ENDPOINT_WRONG;
            case 407 -> ServerProblem.PROXY;
            case 408 -> ServerProblem.SERVER_FAILED;
            case 425 -> ServerProblem.SERVER_UNAVAILABLE;
            default -> status >= 500 ? ServerProblem.SERVER_FAILED : ServerProblem.REQUEST_REFUSED;
        };
    }

    /** Salesforce answers 420 for an org that was deleted or has expired; what others mean by it is not known. */
    private static ServerProblem gone(AuthorizationServer server) {
        return From.SALESFORCE_ITSELF.covers(server)
                ? ServerProblem.SALESFORCE_ORG_INACTIVE
                : ServerProblem.REQUEST_REFUSED;
    }

    private static String normalized(@Nullable String description) {
        String text = description == null ? "" : description.strip().toLowerCase(Locale.ROOT);
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static Row row(From from, String error, ServerProblem problem) {
        return row(from, EVERY, error, ANY, problem);
    }

    private static Row row(From from, String error, Text description, ServerProblem problem) {
        return row(from, EVERY, error, description, problem);
    }

    private static Row row(From from, String grant, String error, Text description, ServerProblem problem) {
        return new Row(from, grant, error, description, problem);
    }
}
