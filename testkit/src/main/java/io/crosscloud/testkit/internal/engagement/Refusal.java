package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.testkit.RecordedRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Json;

/**
 * A request that is refused, with the answer that it gets. The texts of the first two and of the client's type are
 * recorded; of the others Salesforce publishes none, so theirs are assumed.
 */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String ERROR_URI = "https://developer.salesforce.com/docs";

    private final transient FakeResponse response;

    Refusal(FakeResponse response) {
        super("refused with " + response.status(), null, false, false);
        this.response = response;
    }

    FakeResponse response() {
        return response;
    }

    /** No or no possible client id. */
    static Refusal clientId() {
        return oauth(
                401, "invalid_client", "Invalid client ID. Use the client ID in Marketing Cloud Installed Packages.");
    }

    /** Unknown id, wrong or expired secret, disabled package: the answer does not tell which. */
    static Refusal client() {
        return oauth(
                401,
                "invalid_client",
                "Client authentication failed. Make sure that the client ID and client secret are valid and that the"
                        + " package is installed and enabled.");
    }

    /** A grant that is not for this type of integration. */
    static Refusal clientType() {
        return oauth(
                401,
                "unauthorized_client",
                "The client is not authorized to request an authorization code using this method.");
    }

    static Refusal request(String description) {
        return oauth(400, "invalid_request", description);
    }

    static Refusal grantType() {
        return oauth(400, "unsupported_grant_type", "The grant type is not supported.");
    }

    static Refusal scope(String scope) {
        return oauth(400, "invalid_scope", "The requested scope is invalid or exceeds what was granted: " + scope);
    }

    static Refusal grant(String description) {
        return oauth(400, "invalid_grant", description);
    }

    static Refusal spent(String description) {
        return new Refusal(grant(description).response.withTag(RecordedRequest.SPENT_REFRESH_TOKEN));
    }

    static Refusal address() {
        return oauth(403, "access_denied", "The IP address is not on the login IP allowlist.");
    }

    private static Refusal oauth(int status, String error, String description) {
        return new Refusal(FakeResponse.json(
                        status,
                        Json.object()
                                .put("error", error)
                                .put("error_description", description)
                                .put("error_uri", ERROR_URI))
                .withHeader("Cache-Control", "no-store")
                .withError(error));
    }
}
