package io.crosscloud.auth.client;

import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;

/** A key is not what it should be. Says what was found, never what stood there. */
final class BadKeyException extends Exception {
    private static final long serialVersionUID = 1;

    private final Problem problem;

    BadKeyException(Problem problem, String found) {
        super(found);
        this.problem = problem;
    }

    static BadKeyException unreadable(String found) {
        return new BadKeyException(CredentialProblem.KEY_UNREADABLE, found);
    }

    /** What a caller of the library sees. */
    AuthException at(String where) {
        return AuthFailure.of(problem).detail(where + ": " + getMessage()).toException();
    }
}
