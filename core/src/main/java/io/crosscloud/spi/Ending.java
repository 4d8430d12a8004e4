package io.crosscloud.spi;

/** Why a stored session has ended. */
public enum Ending {
    /** The person or the host ended it. A tombstone: nothing brings the session back but a new login. */
    LOGGED_OUT,
    /** The server refused the refresh token: revoked, replaced, or pushed out by newer logins. */
    REVOKED,
    /** The server refused the refresh token because its time was over. */
    EXPIRED,
    /** A refresh whose answer never arrived had spent the refresh token. */
    LOST_IN_DOUBT
}
