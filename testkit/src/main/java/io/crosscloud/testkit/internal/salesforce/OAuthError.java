package io.crosscloud.testkit.internal.salesforce;

import org.jspecify.annotations.Nullable;

/** An answer of the token endpoint that is no token. Its texts are Salesforce's own. */
final class OAuthError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String error;
    private final String description;
    private final @Nullable String tag;

    OAuthError(String error, String description) {
        this(error, description, null);
    }

    /** @param tag what the journal shall say of the request beside the error */
    OAuthError(String error, String description, @Nullable String tag) {
        super(error + ": " + description, null, false, false);
        this.error = error;
        this.description = description;
        this.tag = tag;
    }

    static OAuthError invalidGrant(String description) {
        return new OAuthError("invalid_grant", description);
    }

    static OAuthError clientUnknown() {
        return new OAuthError("invalid_client_id", "client identifier invalid");
    }

    static OAuthError clientRejected() {
        return new OAuthError("invalid_client", "invalid client credentials");
    }

    String error() {
        return error;
    }

    String description() {
        return description;
    }

    @Nullable
    String tag() {
        return tag;
    }
}
