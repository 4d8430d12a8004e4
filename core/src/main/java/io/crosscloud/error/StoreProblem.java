package io.crosscloud.error;

import static io.crosscloud.error.NextStep.CHECK_STORE;

/** What any store of sessions can have. */
public enum StoreProblem implements Problem {
    STORE_UNAVAILABLE(
            CHECK_STORE,
            "the session store could not be reached",
            "Check the store; sessions with a valid token keep working"),
    STORE_FAILED(
            CHECK_STORE,
            "the session store failed in a way that it should not",
            "Look at the cause; sessions with a valid token keep working, and what is still to be stored is tried again"),
    STORE_READ_ONLY(
            CHECK_STORE,
            "the session store takes no writes",
            "Connect to the primary; after a fail-over, let the pool drop its old connections"),
    STORE_RECORD_UNREADABLE(
            CHECK_STORE,
            "a stored session cannot be opened",
            "Configure the key that it was sealed with, or remove the row; until then it is left as it is"),
    STORE_FORMAT_NEWER(
            CHECK_STORE,
            "a stored session is of a newer version",
            "Install the newer release of the library on this host; the session is left as it is"),
    STORE_IN_MEMORY(
            CHECK_STORE,
            "logins are kept in memory only",
            "Give the session manager a store that outlives the process");

    private final Explanation explanation;

    StoreProblem(NextStep nextStep, String summary, String remedy) {
        explanation = Explanation.of(nextStep, summary, remedy);
    }

    @Override
    public Explanation explanation() {
        return explanation;
    }
}
