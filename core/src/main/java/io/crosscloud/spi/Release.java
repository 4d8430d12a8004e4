package io.crosscloud.spi;

/** How a claim ended that did not end in a commit. */
public enum Release {
    /** Nothing reached the server, or the server refused without spending anything: the attempt mark is cleared. */
    NOTHING_SPENT,
    /** Whether the server spent the refresh token is unknown: the attempt mark stays. */
    IN_DOUBT
}
