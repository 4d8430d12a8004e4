package io.crosscloud.spi;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * The instant by which a request must have left this machine. It is measured by a ticker that never goes back, such as {@link
 * System#nanoTime}, so that no correction of the clock makes it later. Immutable; thread-safe if the ticker is.
 */
public final class Deadline {
    private static final Duration FAR = Duration.ofNanos(Long.MAX_VALUE / 2);
    private static final Deadline NONE = new Deadline(FAR.toNanos(), () -> 0);

    private final long end;
    private final LongSupplier ticker;

    private Deadline(long end, LongSupplier ticker) {
        this.end = end;
        this.ticker = ticker;
    }

    /**
     * The deadline that is this far ahead. It is over at once if the time is zero or negative.
     *
     * @param time how long; what exceeds 146 years counts as 146 years
     * @param ticker nanoseconds from an arbitrary origin; may overflow, must not go back
     */
    public static Deadline after(Duration time, LongSupplier ticker) {
        Objects.requireNonNull(ticker, "ticker");
        Duration ahead = time.compareTo(FAR) > 0 ? FAR : time.isNegative() ? Duration.ZERO : time;
        return new Deadline(ticker.getAsLong() + ahead.toNanos(), ticker);
    }

    /** The deadline that never comes. */
    public static Deadline none() {
        return NONE;
    }

    /** Whether it has passed. */
    public boolean isOver() {
        return nanosLeft() <= 0;
    }

    /** How much time is left: zero if it is over, 146 years for {@link #none()}. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, nanosLeft()));
    }

    private long nanosLeft() {
        return end - ticker.getAsLong();
    }

    @Override
    public String toString() {
        return this == NONE ? "Deadline[none]" : "Deadline[in " + remaining() + "]";
    }
}
