package io.crosscloud.error;

/** What the caller does next; one for each kind of {@link AuthException}. */
public enum NextStep {
    /** Change a setting, here or in a cloud's Setup: {@link ConfigurationException}. */
    FIX_CONFIGURATION,
    /** Send the person to log in again: {@link LoginRequiredException}. */
    LOG_IN,
    /** Try later: {@link TryLaterException}. */
    TRY_LATER,
    /** Check the store: {@link StoreException}. */
    CHECK_STORE,
    /** The other side broke the protocol: {@link ProtocolException}. */
    CHECK_SERVER
}
