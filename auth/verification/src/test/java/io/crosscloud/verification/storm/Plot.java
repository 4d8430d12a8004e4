package io.crosscloud.verification.storm;

import io.crosscloud.testkit.Phase;

/** What happens to requests with a refresh token. */
interface Plot {
    /** What happens to this request for this user, counted from 1. */
    Trouble trouble(String user, int position);

    /** A request has come to this moment, on the fake's thread, which waits. */
    void at(Phase moment, Attempt attempt);
}
