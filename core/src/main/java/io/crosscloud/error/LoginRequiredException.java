package io.crosscloud.error;

/** A person must log in, for the first time or again. */
public final class LoginRequiredException extends AuthException {
    private static final long serialVersionUID = 1;

    LoginRequiredException(AuthFailure failure) {
        super(failure);
    }
}
