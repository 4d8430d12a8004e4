package io.crosscloud.testkit;

/**
 * Something about a {@link FakeSalesforce} that can be stricter, looser or otherwise different from the default, which
 * is what production is known to do. All are off at first.
 */
public enum SalesforceSwitch {
    /** Stricter: an assertion's {@code exp} is a number and at most 180 seconds ahead, as the documentation says. */
    STRICT_ASSERTION_EXPIRY,
    /** Stricter: {@code aud} is {@code https://login.salesforce.com}, or {@code https://test.salesforce.com} for a sandbox. */
    STRICT_AUDIENCE,
    /** Stricter: an assertion gets a token once. */
    SINGLE_USE_ASSERTIONS,
    /** Stricter: token requests are POSTs of a form without parameters in the query and without repeated ones. */
    STRICT_TOKEN_REQUESTS,
    /** A login without a person gets the session that the user and app have already, while that lives. */
    SHARED_SESSIONS,
    /** Presenting a spent refresh token revokes everything of the user and the app, not only the token's own family. */
    REUSE_REVOKES_USER_AND_APP,
    /** A person's refusal is spelt {@code access-denied}, as one of the documentation's examples has it. */
    DENIAL_WITH_HYPHEN,
    /** REST answers 401 "This session is not valid for use with the REST API", which no refresh cures. */
    HIGH_ASSURANCE_REQUIRED,
    /** REST answers 403 REQUEST_LIMIT_EXCEEDED. */
    REQUEST_LIMIT_EXCEEDED,
    /** REST answers 403 API_DISABLED_FOR_ORG. */
    API_DISABLED
}
