package io.crosscloud.spi;

/** How a connection gets tokens. */
public enum GrantType {
    /** RFC 7523 section 2.1: a signed assertion. */
    JWT_BEARER,
    /** RFC 6749 section 6: a refresh token from a login, which may rotate. */
    REFRESH_TOKEN,
    /** RFC 6749 section 4.4: the client for itself. */
    CLIENT_CREDENTIALS,
    /** Anything else that a host supplies. */
    CUSTOM
}
