package io.crosscloud.testkit;

/** Which of a cloud's interfaces a request was for. */
public enum Route {
    /** The token endpoint, by whatever grant. */
    TOKEN,
    /** The pages on which a person logs in and approves. */
    AUTHORIZE,
    /** Revocation of a token. */
    REVOKE,
    /** Who the token belongs to: userinfo, identity URL, introspection, keys, discovery. */
    IDENTITY,
    /** A REST resource. */
    REST,
    /** A Bulk API resource. */
    BULK,
    /** A SOAP call. */
    SOAP,
    /** Whatever the fake does not know. */
    OTHER,
    /** The testkit's own {@code /testkit/} resources, which are neither journaled nor disturbed by faults. */
    CONTROL
}
