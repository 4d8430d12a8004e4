package io.crosscloud.examples.storm;

import java.util.SplittableRandom;

/**
 * What happens to which request, by a seed: the fourth request for a user always suffers the same, in whatever order the
 * requests of all users come.
 */
final class Weather {
    private final long seed;
    private volatile boolean calm;

    Weather(long seed) {
        this.seed = seed;
    }

    /** What happens to this request for this user, counted from 1. */
    Trouble at(String user, int position) {
        if (calm) {
            return Trouble.NONE;
        }
        SplittableRandom random = new SplittableRandom(seed + 7_919L * user.hashCode() + 104_729L * position);
        int all = 0;
        for (Trouble trouble : Trouble.values()) {
            all += trouble.weight();
        }
        int drawn = random.nextInt(all);
        for (Trouble trouble : Trouble.values()) {
            drawn -= trouble.weight();
            if (drawn < 0) {
                return trouble;
            }
        }
        throw new IllegalStateException("the weights do not add up");
    }

    /** From now on nothing happens. */
    void calmDown() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }
}
