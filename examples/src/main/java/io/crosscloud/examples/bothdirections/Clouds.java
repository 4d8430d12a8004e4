package io.crosscloud.examples.bothdirections;

import io.crosscloud.auth.connectedapp.ConnectedAppLogin;
import io.crosscloud.auth.session.Session;
import io.crosscloud.session.User;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;

/** The two clouds that the account is about: fakes on this machine, or a real org and a real tenant. */
interface Clouds extends AutoCloseable {
    /** Where they are, in words. */
    String place();

    /** From Salesforce into Engagement. */
    Crossing intoEngagement();

    /** From Engagement into Salesforce. */
    Crossing intoSalesforce();

    /**
     * Has the person log in.
     *
     * @param login the login for a redirect URI
     */
    Session logIn(Function<URI, ConnectedAppLogin> login, User user) throws InterruptedException;

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
