package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Json;
import tools.jackson.databind.node.ArrayNode;

/** Refusals of the REST API: an array with one message and one code. */
final class RestErrors {
    private RestErrors() {}

    static FakeResponse sessionExpired() {
        return unauthorized("INVALID_SESSION_ID", "Session expired or invalid");
    }

    /** The same code, but no refresh helps. */
    static FakeResponse sessionNotValidForRest() {
        return unauthorized("INVALID_SESSION_ID", "This session is not valid for use with the REST API");
    }

    static FakeResponse headerInvalid() {
        return unauthorized("INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE");
    }

    static FakeResponse passwordExpired() {
        return unauthorized(
                "INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
                "The users password has expired, you must call SetPassword before attempting any other API operations");
    }

    static FakeResponse limitExceeded() {
        return of(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
    }

    static FakeResponse apiDisabled() {
        return of(403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization.");
    }

    /** The same code, but the rest of the API answers. */
    static FakeResponse limitsDisabled() {
        return of(403, "API_DISABLED_FOR_ORG", "limits resource is not enabled");
    }

    static FakeResponse notFound() {
        return of(404, "NOT_FOUND", "The requested resource does not exist");
    }

    static FakeResponse of(int status, String code, String message) {
        ArrayNode body = Json.array();
        body.addObject().put("message", message).put("errorCode", code);
        return FakeResponse.json(status, body).withError(code);
    }

    private static FakeResponse unauthorized(String code, String message) {
        return of(401, code, message).withHeader("WWW-Authenticate", "Token");
    }
}
