package io.crosscloud.testkit;

import java.time.Duration;

/** What becomes of a refresh token that is used, and of one that is used again. Immutable. */
public sealed interface Rotation {

    /** Every refresh answers with a new refresh token; the one used is spent. */
    record Strict(boolean revokesFamily) implements Rotation {}

    /** As strict, but for so long after its use a spent token gets the same new pair once more. */
    record Grace(Duration window) implements Rotation {}

    /**
     * As strict, but for so long after its use a spent token is taken for a simultaneous request: it is told that the
     * first one is being processed, and nothing is revoked.
     */
    record Busy(Duration window) implements Rotation {}

    /** A refresh token may be used again and again. */
    record None() implements Rotation {}

    /** Who presents a spent token loses every refresh and access token of the same login. */
    static Rotation strict() {
        return new Strict(true);
    }

    /** A spent token is refused, and nothing else happens. */
    static Rotation withoutRevocation() {
        return new Strict(false);
    }

    /** With a grace period. */
    static Rotation grace(Duration window) {
        return new Grace(window);
    }

    /** With an answer of its own for simultaneous requests. */
    static Rotation busy(Duration window) {
        return new Busy(window);
    }

    /** No rotation. */
    static Rotation none() {
        return new None();
    }
}
