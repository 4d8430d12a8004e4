package io.crosscloud.error;

import static io.crosscloud.error.NextStep.CHECK_SERVER;
import static io.crosscloud.error.NextStep.CHECK_STORE;
import static io.crosscloud.error.NextStep.LOG_IN;
import static io.crosscloud.error.NextStep.TRY_LATER;

/** What becomes of a session. */
public enum SessionProblem implements Problem {
    LOGIN_MISSING(LOG_IN, "nobody has logged in", "Begin a login, and send the person to it"),
    LOGGED_OUT(LOG_IN, "the session was logged out", "Begin a login, and send the person to it"),
    NOT_REVOKED(
            TRY_LATER,
            "the session is over here, and the cloud could not be told",
            "Log out again in a moment; if it persists, revoke the app's access in the cloud: Salesforce Setup > Connected Apps OAuth Usage"),
    LOST_IN_DOUBT(
            LOG_IN,
            "the answer to a refresh was lost, and with it the refresh token",
            "Log in again; connections that may fall back to JWT bearer do not need to"),
    REFRESH_IN_PROGRESS(
            TRY_LATER, "another caller or host is getting the token", "Wait; raise the deadline if the server is slow"),
    SAME_TOKEN_AGAIN(
            TRY_LATER,
            "the server answered with the token that was just refused",
            "Wait; the server's own session must expire first"),
    IDENTITY_CHANGED(
            CHECK_SERVER,
            "the answer speaks for another user than the session's",
            "Log the session out and in again, as the right user"),
    HOST_CODE_HANGS(
            TRY_LATER,
            "code of the host's did not come back in time",
            "Look at the secret supplier, signer, user mapping or provider that is named here; it was interrupted"),
    STORE_UNCONFIRMED(
            CHECK_STORE,
            "the session store did not confirm a login",
            "Look at the session: if it has no token, log in again; whether the login was stored is unknown, so it was not revoked"),
    CLOSE_UNFINISHED(
            CHECK_STORE,
            "the session manager was closed before everything was done",
            "Raise the session manager's close timeout, or look why the store or the server is slow; the sessions named here may need a new login");

    private final Explanation explanation;

    SessionProblem(NextStep nextStep, String summary, String remedy) {
        explanation = Explanation.of(nextStep, summary, remedy);
    }

    @Override
    public Explanation explanation() {
        return explanation;
    }
}
