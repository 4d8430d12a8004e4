package io.crosscloud.verification.storm;

import io.crosscloud.testkit.Phase;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What happens to which request, by a seed: the fourth request for a user always suffers the same, in whatever order the
 * requests of all users come.
 */
final class Weather implements Plot {
    private final long seed;
    private final boolean leaseAlone;
    private final Fleet fleet;
    private volatile boolean calm;

    Weather(Settings settings, Fleet fleet) {
        this.seed = settings.seed();
        this.leaseAlone = settings.leaseAlone();
        this.fleet = fleet;
    }

    @Override
    public Trouble trouble(String user, int position) {
        if (calm) {
            return Trouble.NONE;
        }
        Trouble drawn = drawn(user, position);
        boolean fatal = leaseAlone
                && drawn.deed() == Trouble.Deed.PAUSE
                && drawn.length().compareTo(Timing.SHORT_PAUSE) > 0;
        return fatal ? Trouble.NONE : drawn;
    }

    private Trouble drawn(String user, int position) {
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

    @Override
    public void at(Phase moment, Attempt attempt) {
        Trouble trouble = attempt.trouble();
        if (trouble.strikesAt(moment)) {
            switch (trouble.deed()) {
                case KILL -> fleet.kill(attempt.life());
                case PAUSE -> fleet.pause(attempt.life(), trouble.length());
                case DELAY -> await(trouble);
                case NOTHING -> {}
            }
        }
    }

    private static void await(Trouble trouble) {
        try {
            boolean unused = new CountDownLatch(1).await(trouble.length().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From now on nothing happens. */
    void calmDown() {
        calm = true;
    }
}
