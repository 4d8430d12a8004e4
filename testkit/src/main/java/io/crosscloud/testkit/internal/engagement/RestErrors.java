package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Json;

/**
 * Errors in the shape of Engagement's REST API, which throttled token requests get too. Source: Salesforce's developer
 * page "Error Handling" of the Marketing Cloud APIs.
 */
public final class RestErrors {
    public static final String DOCUMENTATION =
            "https://developer.salesforce.com/docs/atlas.en-us.mc-apis.meta/mc-apis/error-handling.htm";

    private RestErrors() {}

    /** The token is missing, expired or unknown. Clients look for {@code invalid_token} in {@code WWW-Authenticate}. */
    static Refusal notAuthorized(boolean withToken) {
        String challenge = "Bearer realm=\"marketingcloudapis.com\"" + (withToken ? ", error=\"invalid_token\"" : "");
        return new Refusal(error(401, 0, "Not Authorized", DOCUMENTATION).withHeader("WWW-Authenticate", challenge));
    }

    static Refusal insufficientPrivileges() {
        return refusal(403, 20002, "Insufficient Privileges to complete this action.");
    }

    static Refusal addressNotAllowed() {
        return refusal(403, 40000, "The IP address is not on the login IP allowlist.");
    }

    static Refusal wrongEndpoint() {
        return refusal(403, 40002, "The access token is not valid for this endpoint.");
    }

    static Refusal tokenInUrl() {
        return refusal(403, 40003, "The access token is not allowed in the URL.");
    }

    static Refusal notFound(String message) {
        return refusal(404, 30003, message);
    }

    static Refusal badFormat(String message) {
        return refusal(400, 10004, message);
    }

    static Refusal unsupportedMediaType() {
        return refusal(415, 0, "Unsupported Media Type");
    }

    static Refusal blocked() {
        return new Refusal(error(429, 50200, "Your requests are temporarily blocked.", DOCUMENTATION));
    }

    private static Refusal refusal(int status, int code, String message) {
        return new Refusal(error(status, code, message, ""));
    }

    static FakeResponse error(int status, int code, String message, String documentation) {
        return FakeResponse.json(status, body(code, message, documentation)).withError(Integer.toString(code));
    }

    /** The body of a 429 that says when to come back. */
    public static String rateLimitBody(long retryAfterSeconds) {
        return Json.object()
                .put("message", "Rate limit exceeded")
                .put("errorcode", 50100)
                .put("retryAfter", retryAfterSeconds)
                .put("documentation", DOCUMENTATION)
                .toString();
    }

    /** The body alone. */
    public static String body(int code, String message, String documentation) {
        return Json.object()
                .put("documentation", documentation)
                .put("errorcode", code)
                .put("message", message)
                .toString();
    }
}
