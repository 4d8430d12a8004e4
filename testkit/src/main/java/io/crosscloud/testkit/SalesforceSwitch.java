package io.crosscloud.testkit;

/**
 * Something about a {@link FakeSalesforce} that can be stricter, looser or otherwise different from the default, which
 * is what production is known to do. What is wrong makes the fake lie, as somebody in the middle would. All are off at first.
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
    /** The org signs by another key than before, which its key set lists beside the old one. */
    NEXT_SIGNING_KEY,
    /** Wrong: the {@code signature} of token answers does not fit. */
    WRONG_SIGNATURE,
    /** Wrong: somebody else than the owner of the named key signed the id token. */
    ID_TOKEN_FORGED,
    /** Wrong: the id token names a key that the key set does not list. */
    ID_TOKEN_UNKNOWN_KEY,
    /** Wrong: the id token has the algorithm {@code none}, and no signature. */
    ID_TOKEN_UNSIGNED,
    /** Wrong: the id token is signed by HS256, with the org's public key as the secret. */
    ID_TOKEN_HS256,
    /** Wrong: the id token is of another issuer. */
    ID_TOKEN_WRONG_ISSUER,
    /** Wrong: the id token is for another client. */
    ID_TOKEN_WRONG_AUDIENCE,
    /** Wrong: the id token repeats another nonce. */
    ID_TOKEN_WRONG_NONCE,
    /** Wrong: the id token speaks for another user than the rest of the answer. */
    ID_TOKEN_WRONG_SUBJECT,
    /** Wrong: the id token has expired. */
    ID_TOKEN_EXPIRED,
    /** REST answers 401 "This session is not valid for use with the REST API", which no refresh cures. */
    HIGH_ASSURANCE_REQUIRED,
    /** REST answers 403 REQUEST_LIMIT_EXCEEDED. */
    REQUEST_LIMIT_EXCEEDED,
    /** REST answers 403 API_DISABLED_FOR_ORG. */
    API_DISABLED
}
