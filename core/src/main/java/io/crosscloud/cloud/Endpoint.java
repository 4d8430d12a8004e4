package io.crosscloud.cloud;

/** An endpoint of an {@link AuthorizationServer}, each of which can be overridden for a gateway or a compatible server. */
public enum Endpoint {
    /** Where a person logs in (RFC 6749 section 3.1). */
    AUTHORIZATION,
    /** Where tokens are requested (RFC 6749 section 3.2). */
    TOKEN,
    /** Where a token is revoked (RFC 7009); Engagement documents none. */
    REVOCATION,
    /** Where a token's state is asked (RFC 7662); Engagement documents none. */
    INTROSPECTION,
    /** Who the token speaks for (OpenID Connect Core section 5.3). */
    USERINFO,
    /** The public keys of {@code id_token}s (RFC 7517); Engagement documents none. */
    KEYS
}
