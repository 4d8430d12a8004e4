package io.crosscloud.examples.bothdirections;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;

/** The two clouds that the account is about: fakes on this machine, or a real org and a real tenant. */
interface Clouds extends AutoCloseable {
    /** Where they are, in words. */
    String place();

    /** From Salesforce into Engagement. */
    Crossing intoEngagement();

    /** From Engagement into Salesforce. */
    Crossing intoSalesforce();

    /** Where a login comes back to. */
    URI redirectUri();

    /** Has the person log in. Answers the URI that the browser comes back to. */
    URI logIn(URI authorizationUri);

    /** What keeps the sessions. */
    StoreFile storeFile();

    /** The time by which tokens live. */
    InstantSource clock();

    /** Lets so much time pass at once; answers whether it can, which real clouds cannot. */
    boolean letPass(Duration time);

    /** What the clouds themselves saw, in one sentence; empty if they do not say. */
    String witness();

    @Override
    void close();
}
