package io.crosscloud.spi;

/** What became of a token that nobody shall use any more. */
public enum Revocation {
    /** The server accepts it no longer. */
    REVOKED,
    /**
     * It is forgotten here, and the server accepts it until it ends by itself: the server has no revocation, as Engagement
     * documents none, or other processes may hold the same token.
     */
    FORGOTTEN
}
