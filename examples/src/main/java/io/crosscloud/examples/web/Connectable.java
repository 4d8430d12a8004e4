package io.crosscloud.examples.web;

import io.crosscloud.auth.connectedapp.ConnectedAppLogin;
import io.crosscloud.auth.session.SessionManager;
import java.net.URI;

/**
 * What a person can connect.
 *
 * @param connection its name with the session manager, and in the paths of this application
 * @param cloud what a person calls the cloud
 * @param direction from where into where
 * @param login how a person logs in there
 */
record Connectable(String connection, String cloud, String direction, ConnectedAppLogin login) {
    private static final String CALLBACK = "/callback/";

    static Connectable salesforce(SessionManager sessions, URI application) {
        return new Connectable(
                "salesforce", "Salesforce", "Engagement into Salesforce", login(sessions, "salesforce", application));
    }

    static Connectable engagement(SessionManager sessions, URI application) {
        return new Connectable(
                "engagement", "Engagement", "Salesforce into Engagement", login(sessions, "engagement", application));
    }

    private static ConnectedAppLogin login(SessionManager sessions, String connection, URI application) {
        return ConnectedAppLogin.builder(sessions, connection, redirectUri(application, connection))
                .build();
    }

    /** Where a login comes back to: each connection has a path of its own, so that no cloud answers for another. */
    static URI redirectUri(URI application, String connection) {
        return application.resolve(CALLBACK + connection);
    }

    /** The cookie in which a login waits for its person. */
    String cookie() {
        return "login-" + connection;
    }
}
