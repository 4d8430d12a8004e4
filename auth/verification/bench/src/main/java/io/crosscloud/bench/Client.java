package io.crosscloud.bench;

/** A library that gets tokens for some users and keeps them. */
interface Client extends AutoCloseable {
    /** A valid token of this user, as the library hands it to its caller. */
    Object token(int user) throws Exception;

    /** What a caller does whose token the API has refused: calls the API once more, with another token. */
    default void renew(int user) throws Exception {
        throw new UnsupportedOperationException("cannot be told");
    }

    @Override
    default void close() {}
}
