package io.crosscloud.auth.internal.api;

import io.crosscloud.token.AccessToken;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which answer of which API says that the token has expired, and which only looks like it.
 *
 * <table>
 * <caption>The signals</caption>
 * <tr><td>Salesforce REST, Bulk 2.0<td>401, {@code INVALID_SESSION_ID}
 * <tr><td>Salesforce userinfo, identity<td>403, {@code Bad_OAuth_Token} as bare text
 * <tr><td>Salesforce SOAP<td>500, {@code <faultcode>sf:INVALID_SESSION_ID</faultcode>}
 * <tr><td>Salesforce Bulk 1.0<td>400, {@code InvalidSessionId} as XML or JSON
 * <tr><td>Engagement REST<td>401, {@code errorcode} 0
 * <tr><td>Engagement SOAP<td>500, {@code <faultstring>Token Expired</faultstring>}
 * </table>
 *
 * <p>A refresh does not cure a session of the wrong type, an expired password, a token in the wrong place, an unattached app,
 * or a JWT-format token at the SOAP API, which takes none. Other 401s are taken for an expiry once.
 */
public final class ExpirySignals {
    private static final Pattern ENGAGEMENT_ERROR = Pattern.compile("\"errorcode\"\\s*+:\\s*+(\\d++)");
    private static final Pattern INCURABLE_401 = Pattern.compile(
            "not valid for use with the rest api|invalid_auth_header|invalid_operation_with_expired_password|not attached to agent");
    private static final int JWT_PARTS = 3;

    private ExpirySignals() {}

    /**
     * Whether this answer says that this token has expired.
     *
     * @param body the answer's body, or as much of it as was read
     */
    public static boolean expired(int status, String body, AccessToken token) {
        return switch (status) {
            case 401 -> curable(body.toLowerCase(Locale.ROOT));
            case 403 -> body.strip().equals("Bad_OAuth_Token");
            case 400 -> body.contains("InvalidSessionId");
            case 500 ->
                (SoapFaults.hasCode(body, "INVALID_SESSION_ID") && !jwtFormat(token))
                        || SoapFaults.hasText(body, "Token Expired");
            default -> false;
        };
    }

    private static boolean curable(String body) {
        if (INCURABLE_401.matcher(body).find()) {
            return false;
        }
        var engagement = ENGAGEMENT_ERROR.matcher(body);
        return !engagement.find() || engagement.group(1).equals("0");
    }

    private static boolean jwtFormat(AccessToken token) {
        String value = token.exposeSecret();
        return value.startsWith("eyJ") && value.split("\\.", -1).length == JWT_PARTS;
    }
}
