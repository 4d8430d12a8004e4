package io.crosscloud.auth.session;

import io.crosscloud.auth.session.ExploredServer.Mode;

/**
 * What is explored.
 *
 * @param mode how the server answers
 * @param expired whether the access token has ended; else it lives for five minutes more
 * @param login whether the second host brings a new login
 * @param beacon whether the store sees who lives
 * @param errors whether a store that fails throws an {@code Error}
 * @param bounds how much may go wrong in one course
 * @param defect what is broken on purpose
 */
record ExploredPlot(
        Mode mode, boolean expired, boolean login, boolean beacon, boolean errors, Bounds bounds, Defect defect) {
    /**
     * How much may go wrong in one course.
     *
     * @param switches how often a host may be left standing though it could go on
     * @param troubles how often a host may be killed or lose its beacon, or the store fail or lose what was written
     * @param waits how often a host may wait for longer than a lease while a living one is in the middle of something
     * @param stalls how often a host may be held up for longer than a lease: before it claims, before it sends, or for want
     *     of an answer
     */
    record Bounds(int switches, int troubles, int waits, int stalls) {}

    /** A way to be wrong, to see that it is found. */
    enum Defect {
        NONE,
        /** The store lets through whoever claims. */
        CLAIM_ALWAYS_GRANTS,
        /** Only who still holds the lease may commit. */
        COMMIT_CHECKS_THE_LEASE,
        /** A paused host is taken for a dead one. */
        NO_BEACON,
        /** An attempt that was not resolved is forgotten. */
        NO_ATTEMPT_MARK,
        /** A commit overwrites whatever is there. */
        COMMIT_OVERWRITES,
        /** The pause of a release is forgotten. */
        NO_PAUSE,
        /** The provider sends without a look at the deadline. */
        SENDS_LATE
    }

    /** The access token has ended, both hosts want another one, and nothing goes wrong but what the server does. */
    static ExploredPlot of(Mode mode) {
        return new ExploredPlot(mode, true, false, true, false, new Bounds(0, 0, 0, 0), Defect.NONE);
    }

    ExploredPlot within(int switches, int troubles, int waits, int stalls) {
        return with(new Bounds(switches, troubles, waits, stalls), defect);
    }

    ExploredPlot with(Defect broken) {
        return with(bounds, broken);
    }

    private ExploredPlot with(Bounds other, Defect broken) {
        return new ExploredPlot(mode, expired, login, beacon, errors, other, broken);
    }

    /** The same while the access token lives. */
    ExploredPlot early() {
        return new ExploredPlot(mode, false, login, beacon, errors, bounds, defect);
    }

    /** The same with a new login at the second host. */
    ExploredPlot withLogin() {
        return new ExploredPlot(mode, expired, true, beacon, errors, bounds, defect);
    }

    /**
     * The same over a store that does not see who lives. Then no time passes while a request is on its way or its answer is
     * not stored: that such a store cannot survive.
     */
    ExploredPlot withoutBeacon() {
        return new ExploredPlot(mode, expired, login, false, errors, bounds, defect);
    }

    /** The same over a store whose driver throws errors. */
    ExploredPlot withErrors() {
        return new ExploredPlot(mode, expired, login, beacon, true, bounds, defect);
    }
}
