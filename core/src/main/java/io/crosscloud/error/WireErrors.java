package io.crosscloud.error;

import static io.crosscloud.error.WireErrors.From.COMPATIBLE;
import static io.crosscloud.error.WireErrors.From.ENGAGEMENT;
import static io.crosscloud.error.WireErrors.From.SALESFORCE;
import static io.crosscloud.error.WireErrors.From.SALESFORCE_ITSELF;
import static io.crosscloud.error.WireErrors.Text.ANY;
import static io.crosscloud.error.WireErrors.Text.NONE;
import static io.crosscloud.error.WireErrors.Text.has;
import static io.crosscloud.error.WireErrors.Text.is;

import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.Cloud;
import io.crosscloud.cloud.SalesforceOrg;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which {@link Problem} a token endpoint's error answer means. The rows are tried from the top; the first that fits
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
    record Row(From from, String grant, String error, Text description, Problem problem) {
        boolean fits(AuthorizationServer server, String grant, String error, String description) {
            return from.covers(server)
                    && (this.grant.isEmpty() || this.grant.equals(grant))
                    && (this.error.isEmpty() || this.error.equalsIgnoreCase(error))
                    && this.description.fits(description);
        }
    }

    private static final List<Row> ROWS = List.of(
            row(SALESFORCE, EVERY, has("token request is already being processed"), Problem.SALESFORCE_REFRESH_BUSY),
            row(SALESFORCE, EVERY, has("login rate exceeded"), Problem.SALESFORCE_LOGIN_RATE),
            row(SALESFORCE, "rate_limit_exceeded", Problem.SALESFORCE_LOGIN_RATE),
            row(SALESFORCE, EVERY, has("retry your request"), Problem.SALESFORCE_RETRY),
            row(SALESFORCE, "unknown_error", Problem.SALESFORCE_RETRY),
            row(SALESFORCE, "use_dpop_nonce", Problem.DPOP_REQUIRED),
            row(SALESFORCE, "invalid_dpop_proof", Problem.DPOP_REQUIRED),
            row(SALESFORCE, EVERY, has("hasn't approved this consumer"), Problem.SALESFORCE_USER_NOT_APPROVED),
            row(SALESFORCE, EVERY, has("refresh_token scope is required"), Problem.SALESFORCE_REFRESH_SCOPE),
            row(SALESFORCE, EVERY, is("audience is invalid"), Problem.SALESFORCE_AUDIENCE),
            row(SALESFORCE, EVERY, is("audience validation failed"), Problem.SALESFORCE_AUDIENCE),
            row(SALESFORCE, EVERY, is("invalid assertion"), Problem.SALESFORCE_ASSERTION_INVALID),
            row(SALESFORCE, JWT, EVERY, is("expired authorization code"), Problem.SALESFORCE_ASSERTION_EXPIRED),
            row(SALESFORCE, CODE, EVERY, is("expired authorization code"), Problem.SALESFORCE_CODE_INVALID),
            row(SALESFORCE, CODE, EVERY, is("invalid authorization code"), Problem.SALESFORCE_CODE_INVALID),
            row(SALESFORCE, EVERY, is("inactive user"), Problem.SALESFORCE_USER_INACTIVE),
            row(SALESFORCE, "inactive_user", Problem.SALESFORCE_USER_INACTIVE),
            row(SALESFORCE, "inactive_org", Problem.SALESFORCE_ORG_INACTIVE),
            row(SALESFORCE, EVERY, has("ip restricted"), Problem.SALESFORCE_IP_RESTRICTED),
            row(SALESFORCE, PASSWORD, EVERY, has("authentication failure"), Problem.SALESFORCE_AUTHENTICATION_FAILURE),
            row(SALESFORCE, EVERY, has("no client credentials user"), Problem.SALESFORCE_NO_RUN_AS_USER),
            row(SALESFORCE, EVERY, has("not supported on this domain"), Problem.SALESFORCE_SHARED_HOST),
            row(
                    SALESFORCE,
                    EVERY,
                    has("client credentials flow not enabled"),
                    Problem.SALESFORCE_CLIENT_CREDENTIALS_OFF),
            row(SALESFORCE, "invalid_client_id", Problem.SALESFORCE_CLIENT_UNKNOWN),
            row(SALESFORCE, "app_not_found", Problem.SALESFORCE_APP_NOT_INSTALLED),
            row(SALESFORCE, "oauth_ec_app_not_found", Problem.SALESFORCE_APP_NOT_INSTALLED),
            row(SALESFORCE, "invalid_client", has("must be installed"), Problem.SALESFORCE_APP_NOT_INSTALLED),
            row(SALESFORCE, "invalid_client", is("invalid client credentials"), Problem.SALESFORCE_CLIENT_SECRET),
            row(SALESFORCE, "invalid_client", NONE, Problem.SALESFORCE_CLIENT_SECRET),
            row(SALESFORCE, "invalid_client", Problem.CLIENT_REJECTED),
            row(SALESFORCE, "invalid_client_credentials", Problem.SALESFORCE_CLIENT_SECRET),
            row(SALESFORCE, "invalid_app_access", Problem.SALESFORCE_NOT_ADMIN_APPROVED),
            row(SALESFORCE, "oauth_app_access_denied", Problem.SALESFORCE_NOT_ADMIN_APPROVED),
            row(SALESFORCE, "oauth_app_blocked", Problem.SALESFORCE_APP_BLOCKED),
            row(SALESFORCE, "unsupported_grant_type", Problem.SALESFORCE_GRANT_TYPE),
            row(SALESFORCE, "redirect_uri_mismatch", Problem.SALESFORCE_REDIRECT_URI),
            row(SALESFORCE, "invalid_scope", Problem.SALESFORCE_SCOPE),
            row(SALESFORCE, EVERY, has("scope parameter not supported"), Problem.SALESFORCE_SCOPE),
            row(SALESFORCE, EVERY, is("missing required code challenge"), Problem.SALESFORCE_PKCE_REQUIRED),
            row(SALESFORCE, CODE, EVERY, is("invalid code verifier"), Problem.SALESFORCE_PKCE),
            row(
                    SALESFORCE,
                    REFRESH,
                    "invalid_grant",
                    is("expired access/refresh token"),
                    Problem.SALESFORCE_REFRESH_TOKEN_REVOKED),
            row(
                    SALESFORCE,
                    REFRESH,
                    "invalid_grant",
                    is("token validity expired"),
                    Problem.SALESFORCE_REFRESH_TOKEN_EXPIRED),
            row(SALESFORCE_ITSELF, REFRESH, "invalid_grant", ANY, Problem.SALESFORCE_REFRESH_REFUSED),
            row(COMPATIBLE, REFRESH, "invalid_grant", ANY, Problem.SALESFORCE_REFRESH_TOKEN_REVOKED),
            row(ENGAGEMENT, "invalid_client", Problem.ENGAGEMENT_CLIENT),
            row(ENGAGEMENT, "unauthorized_client", Problem.ENGAGEMENT_CLIENT_TYPE),
            row(ENGAGEMENT, JWT, "unsupported_grant_type", ANY, Problem.ENGAGEMENT_JWT_BEARER),
            row(ENGAGEMENT, "unsupported_grant_type", Problem.ENGAGEMENT_GRANT_TYPE),
            row(ENGAGEMENT, JWT, "invalid_grant", ANY, Problem.ENGAGEMENT_ASSERTION),
            row(ENGAGEMENT, CODE, "invalid_grant", ANY, Problem.ENGAGEMENT_CODE),
            row(ENGAGEMENT, REFRESH, "invalid_grant", ANY, Problem.ENGAGEMENT_REFRESH_TOKEN),
            row(ENGAGEMENT, "invalid_scope", Problem.ENGAGEMENT_SCOPE),
            row(ENGAGEMENT, "invalid_request", Problem.ENGAGEMENT_REQUEST));

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
    public static Problem problem(
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

    private static Problem byStatus(AuthorizationServer server, int status) {
        boolean engagement = server.cloud() == Cloud.ENGAGEMENT;
        return switch (status) {
            case 420 -> engagement ? Problem.ENGAGEMENT_THROTTLED : gone(server);
            case 429 -> engagement ? Problem.ENGAGEMENT_THROTTLED : Problem.SERVER_THROTTLES;
            case 503 -> engagement ? Problem.ENGAGEMENT_MAINTENANCE : Problem.SERVER_UNAVAILABLE;
            case 401 -> engagement ? Problem.ENGAGEMENT_CLIENT : Problem.CLIENT_REJECTED;
            case 403 -> Problem.ACCESS_DENIED;
            case 404, 405, 410, 501, 505 -> Problem.ENDPOINT_WRONG;
            case 407 -> Problem.PROXY;
            case 408 -> Problem.SERVER_FAILED;
            case 425 -> Problem.SERVER_UNAVAILABLE;
            default -> status >= 500 ? Problem.SERVER_FAILED : Problem.REQUEST_REFUSED;
        };
    }

    /** Salesforce answers 420 for an org that was deleted or has expired; what others mean by it is not known. */
    private static Problem gone(AuthorizationServer server) {
        return From.SALESFORCE_ITSELF.covers(server) ? Problem.SALESFORCE_ORG_INACTIVE : Problem.REQUEST_REFUSED;
    }

    private static String normalized(@Nullable String description) {
        String text = description == null ? "" : description.strip().toLowerCase(Locale.ROOT);
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static Row row(From from, String error, Problem problem) {
        return row(from, EVERY, error, ANY, problem);
    }

    private static Row row(From from, String error, Text description, Problem problem) {
        return row(from, EVERY, error, description, problem);
    }

    private static Row row(From from, String grant, String error, Text description, Problem problem) {
        return new Row(from, grant, error, description, problem);
    }
}
