package io.crosscloud.fuzz;

import io.crosscloud.error.AuthException;
import io.crosscloud.internal.Invisible;
import java.nio.charset.StandardCharsets;

/** What may come out of a parser that is given hostile bytes: a result, or a failure of a documented kind that can be shown. */
public final class Hostile {
    /** Sent with every request; the servers of the fuzz tests may repeat it, and no failure may. */
    public static final String SECRET = "s3cr3t-of-the-client";

    private static final int LONGEST_MESSAGE = 4000;

    /** Work on hostile bytes. */
    @FunctionalInterface
    public interface Attempt {
        void run() throws Exception;
    }

    private Hostile() {}

    /** Does the work, which may fail by an {@link AuthException}. */
    public static void allow(Attempt attempt) {
        allow(attempt, AuthException.class);
    }

    /**
     * Does the work.
     *
     * @param documented what it may throw beside an {@link AuthException}, by its Javadoc
     */
    public static void allow(Attempt attempt, Class<? extends Exception> documented) {
        try {
            attempt.run();
        } catch (AuthException e) {
            requireShowable(String.valueOf(e.getMessage()));
            requireShowable(e.errorDescription().orElse(""));
        } catch (Exception e) {
            if (!documented.isInstance(e)) {
                throw new AssertionError("of no documented kind", e);
            }
            requireShowable(String.valueOf(e.getMessage()));
        }
    }

    /** Does the work of reading an answer to a request that carried the {@link #SECRET}, which no failure may repeat. */
    public static void allowWithoutSecret(Attempt attempt) {
        allow(() -> {
            try {
                attempt.run();
            } catch (AuthException e) {
                require(!String.valueOf(e.getMessage()).contains(SECRET), "a secret in " + e.problem());
                throw e;
            }
        });
    }

    /** Does the work, which may throw nothing at all. */
    public static void allowNothing(Attempt attempt) {
        try {
            attempt.run();
        } catch (Exception e) {
            throw new AssertionError("none may come out", e);
        }
    }

    /** Requires something of a result. */
    public static void require(boolean holds, Object result) {
        if (!holds) {
            throw new AssertionError("a result that may not be: " + result);
        }
    }

    /** The bytes as text, whatever they are: each is a character. */
    public static String characters(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The bytes as UTF-8, with replacements where they are not. */
    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void requireShowable(String message) {
        require(message.length() <= LONGEST_MESSAGE, message.length() + " characters");
        require(message.codePoints().noneMatch(Invisible::is), "an invisible character in " + message);
    }
}
