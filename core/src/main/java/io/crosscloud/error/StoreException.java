package io.crosscloud.error;

/** The store could not be reached, or holds something that cannot be read. */
public final class StoreException extends AuthException {
    private static final long serialVersionUID = 1;

    StoreException(AuthFailure failure) {
        super(failure);
    }
}
