package io.crosscloud.error;

import static io.crosscloud.cloud.Cloud.ENGAGEMENT;
import static io.crosscloud.cloud.Cloud.SALESFORCE;

import io.crosscloud.cloud.Cloud;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which {@link Problem} a token endpoint's error answer means. The rows are tried from the top; the first that fits
 * decides. Sources: Salesforce's help page "OAuth 2.0 Authorization Errors" and the developer pages "Access Token: Server
 * to Server" and "Access Token: Web and Public Apps" of Engagement; texts that Salesforce does not document are those that
 * its servers were seen to answer.
 */
public final class WireErrors {
    private static final String JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String CODE = "authorization_code";
    private static final String REFRESH = "refresh_token";
    private static final String ANY = "";

    /** What a server says, as far as it matters; what is empty may be anything. */
    record Row(Cloud cloud, String grant, String error, String description, Problem problem) {
        boolean fits(Cloud cloud, String grant, String error, String description) {
            return this.cloud == cloud
                    && (this.grant.isEmpty() || this.grant.equals(grant))
                    && (this.error.isEmpty() || this.error.equalsIgnoreCase(error))
                    && description.contains(this.description);
        }
    }

    private static final List<Row> ROWS = List.of(
            row(SALESFORCE, ANY, ANY, "token request is already being processed", Problem.SALESFORCE_REFRESH_BUSY),
            row(SALESFORCE, ANY, ANY, "login rate exceeded", Problem.SALESFORCE_LOGIN_RATE),
            row(SALESFORCE, ANY, "rate_limit_exceeded", ANY, Problem.SALESFORCE_LOGIN_RATE),
            row(SALESFORCE, ANY, ANY, "retry your request", Problem.SALESFORCE_RETRY),
            row(SALESFORCE, ANY, "unknown_error", ANY, Problem.SALESFORCE_RETRY),
            row(SALESFORCE, ANY, ANY, "hasn't approved this consumer", Problem.SALESFORCE_USER_NOT_APPROVED),
            row(SALESFORCE, ANY, ANY, "refresh_token scope is required", Problem.SALESFORCE_REFRESH_SCOPE),
            row(SALESFORCE, ANY, ANY, "audience is invalid", Problem.SALESFORCE_AUDIENCE),
            row(SALESFORCE, ANY, ANY, "audience validation failed", Problem.SALESFORCE_AUDIENCE),
            row(SALESFORCE, ANY, ANY, "invalid assertion", Problem.SALESFORCE_ASSERTION_INVALID),
            row(SALESFORCE, JWT, ANY, "expired authorization code", Problem.SALESFORCE_ASSERTION_EXPIRED),
            row(SALESFORCE, CODE, ANY, "expired authorization code", Problem.SALESFORCE_CODE_INVALID),
            row(SALESFORCE, REFRESH, ANY, "expired authorization code", Problem.SALESFORCE_REFRESH_BUSY),
            row(SALESFORCE, ANY, ANY, "invalid authorization code", Problem.SALESFORCE_CODE_INVALID),
            row(SALESFORCE, ANY, ANY, "expired access/refresh token", Problem.SALESFORCE_REFRESH_TOKEN_REVOKED),
            row(SALESFORCE, ANY, ANY, "token validity expired", Problem.SALESFORCE_REFRESH_TOKEN_EXPIRED),
            row(SALESFORCE, ANY, ANY, "inactive user", Problem.SALESFORCE_USER_INACTIVE),
            row(SALESFORCE, ANY, "inactive_user", ANY, Problem.SALESFORCE_USER_INACTIVE),
            row(SALESFORCE, ANY, "inactive_org", ANY, Problem.SALESFORCE_ORG_INACTIVE),
            row(SALESFORCE, ANY, ANY, "ip restricted", Problem.SALESFORCE_IP_RESTRICTED),
            row(SALESFORCE, ANY, ANY, "authentication failure", Problem.SALESFORCE_AUTHENTICATION_FAILURE),
            row(SALESFORCE, ANY, ANY, "no client credentials user", Problem.SALESFORCE_NO_RUN_AS_USER),
            row(SALESFORCE, ANY, ANY, "not supported on this domain", Problem.SALESFORCE_SHARED_HOST),
            row(SALESFORCE, ANY, ANY, "client credentials flow not enabled", Problem.SALESFORCE_CLIENT_CREDENTIALS_OFF),
            row(SALESFORCE, ANY, "invalid_client_id", ANY, Problem.SALESFORCE_CLIENT_UNKNOWN),
            row(SALESFORCE, ANY, "invalid_client", "must be installed", Problem.SALESFORCE_APP_NOT_INSTALLED),
            row(SALESFORCE, ANY, "invalid_client", ANY, Problem.SALESFORCE_CLIENT_SECRET),
            row(SALESFORCE, ANY, "invalid_client_credentials", ANY, Problem.SALESFORCE_CLIENT_SECRET),
            row(SALESFORCE, ANY, "invalid_app_access", ANY, Problem.SALESFORCE_NOT_ADMIN_APPROVED),
            row(SALESFORCE, ANY, "oauth_app_blocked", ANY, Problem.SALESFORCE_APP_BLOCKED),
            row(SALESFORCE, ANY, "unsupported_grant_type", ANY, Problem.SALESFORCE_GRANT_TYPE),
            row(SALESFORCE, ANY, "redirect_uri_mismatch", ANY, Problem.SALESFORCE_REDIRECT_URI),
            row(SALESFORCE, ANY, "invalid_scope", ANY, Problem.SALESFORCE_SCOPE),
            row(SALESFORCE, ANY, ANY, "scope parameter not supported", Problem.SALESFORCE_SCOPE),
            row(SALESFORCE, CODE, "invalid_request", ANY, Problem.SALESFORCE_PKCE),
            row(SALESFORCE, CODE, "invalid_grant", ANY, Problem.SALESFORCE_PKCE),
            row(SALESFORCE, REFRESH, "invalid_grant", ANY, Problem.SALESFORCE_REFRESH_TOKEN_REVOKED),
            row(ENGAGEMENT, ANY, "invalid_client", ANY, Problem.ENGAGEMENT_CLIENT),
            row(ENGAGEMENT, ANY, "unauthorized_client", ANY, Problem.ENGAGEMENT_CLIENT_TYPE),
            row(ENGAGEMENT, JWT, "unsupported_grant_type", ANY, Problem.ENGAGEMENT_JWT_BEARER),
            row(ENGAGEMENT, ANY, "unsupported_grant_type", ANY, Problem.ENGAGEMENT_GRANT_TYPE),
            row(ENGAGEMENT, JWT, "invalid_grant", ANY, Problem.ENGAGEMENT_ASSERTION),
            row(ENGAGEMENT, CODE, "invalid_grant", ANY, Problem.ENGAGEMENT_CODE),
            row(ENGAGEMENT, REFRESH, "invalid_grant", ANY, Problem.ENGAGEMENT_REFRESH_TOKEN),
            row(ENGAGEMENT, ANY, "invalid_scope", ANY, Problem.ENGAGEMENT_SCOPE),
            row(ENGAGEMENT, ANY, "invalid_request", ANY, Problem.ENGAGEMENT_REQUEST));

    private WireErrors() {}

    /** The rows, in the order in which they are tried. */
    static List<Row> rows() {
        return ROWS;
    }

    /**
     * What an error answer means.
     *
     * @param grantType the {@code grant_type} that was sent
     * @param status the HTTP status
     * @param error the {@code error} of the body, if it had one
     * @param description the {@code error_description} of the body, if it had one
     */
    public static Problem problem(
            Cloud cloud, String grantType, int status, @Nullable String error, @Nullable String description) {
        String text = description == null ? "" : description.toLowerCase(Locale.ROOT);
        if (error != null && status != 429 && status < 500) {
            for (Row row : ROWS) {
                if (row.fits(cloud, grantType, error, text)) {
                    return row.problem;
                }
            }
        }
        return byStatus(cloud, status);
    }

    private static Problem byStatus(Cloud cloud, int status) {
        boolean engagement = cloud == ENGAGEMENT;
        return switch (status) {
            case 420 -> engagement ? Problem.ENGAGEMENT_THROTTLED : Problem.SALESFORCE_ORG_INACTIVE;
            case 429 -> engagement ? Problem.ENGAGEMENT_THROTTLED : Problem.SERVER_THROTTLES;
            case 503 -> engagement ? Problem.ENGAGEMENT_MAINTENANCE : Problem.SERVER_UNAVAILABLE;
            case 401 -> engagement ? Problem.ENGAGEMENT_CLIENT : Problem.CLIENT_REJECTED;
            case 403 -> Problem.ACCESS_DENIED;
            case 404, 405, 410, 501, 505 -> Problem.ENDPOINT_WRONG;
            case 407 -> Problem.PROXY;
            case 425 -> Problem.SERVER_UNAVAILABLE;
            case 408, 500, 502, 504 -> Problem.OUTCOME_UNKNOWN;
            default -> status >= 500 ? Problem.SERVER_UNAVAILABLE : Problem.REQUEST_REFUSED;
        };
    }

    private static Row row(Cloud cloud, String grant, String error, String description, Problem problem) {
        return new Row(cloud, grant, error, description, problem);
    }
}
