package io.crosscloud.auth.connectedapp;

import static io.crosscloud.error.NextStep.CHECK_SERVER;
import static io.crosscloud.error.NextStep.FIX_CONFIGURATION;
import static io.crosscloud.error.NextStep.LOG_IN;

import io.crosscloud.error.Explanation;
import io.crosscloud.error.NextStep;
import io.crosscloud.error.Problem;

/** What can go wrong with the login of a person. */
public enum LoginProblem implements Problem {
    LOGIN_UNSUPPORTED(
            FIX_CONFIGURATION,
            "this connection has no login",
            "Log in over a connection whose provider is a ConnectedAppTokenRefresher"),
    REFRESH_TOKEN_NOT_GRANTED(
            FIX_CONFIGURATION,
            "the login brought no refresh token",
            "Salesforce: give the connected app the scope refresh_token and a refresh token policy other than \"immediately expire\"; Engagement: give the package and the request the scope offline"),
    LOGIN_DENIED(
            LOG_IN,
            "the person or an administrator denied access",
            "Log in again and press Allow, or have the app approved"),
    LOGIN_STATE(LOG_IN, "the callback does not belong to this login", "Begin the login again, in the same browser"),
    LOGIN_TOO_LATE(
            LOG_IN,
            "the login took longer than it may",
            "Begin the login again; if people never come back, look on the cloud's own page for a wrong redirect URI or an app that is not installed"),
    LOGIN_PORT_TAKEN(
            FIX_CONFIGURATION,
            "no port of the login's redirect URIs is free",
            "Close the program that uses the port, or register one more loopback redirect URI, with another port, and give it to LoopbackLogin"),
    LOGIN_USED(LOG_IN, "this login was finished before", "Go on with the session, or begin the login again"),
    LOGIN_CALLBACK(
            CHECK_SERVER,
            "the callback is not one that the cloud sends",
            "Check what stands between browser and host, such as a proxy that changes the query, and begin the login again"),
    LOGIN_OTHER_USER(
            LOG_IN,
            "somebody else logged in than was expected",
            "Log out of the cloud in this browser, and log in as the right user"),
    LOGIN_SERVER_OTHER(
            FIX_CONFIGURATION,
            "the login came back from another server or tenant than the connection's",
            "Make a connection for the tenant or server that is named here, if it is one of yours; else look for who changes the callback between browser and host"),
    LOGIN_COOKIE_MISSING(
            LOG_IN,
            "the browser came back without the sealed value of its login",
            "Begin the login again; if it persists, keep the value in a cookie of the redirect URI's own host that is Secure, HttpOnly and SameSite=Lax (Strict does not come back from another site), and look whether the browser takes cookies");

    private final Explanation explanation;

    LoginProblem(NextStep nextStep, String summary, String remedy) {
        explanation = Explanation.of(nextStep, summary, remedy);
    }

    @Override
    public Explanation explanation() {
        return explanation;
    }
}
