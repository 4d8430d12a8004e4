package io.crosscloud.bench;

/** A library that gets tokens for some users and keeps them. */
interface Client extends AutoCloseable {
    /** A valid token of this user, as the library hands it to its caller. */
    Object token(int user) throws Exception;

    @Override
    default void close() {}
}
