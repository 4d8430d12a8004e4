package io.crosscloud.spi;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a claim ended that did not end in a commit: what becomes of the attempt mark, how long everybody waits, and whether
 * the server refused. Immutable; more may be told in later releases.
 */
public final class Release {
    private static final Pattern CODE = Pattern.compile("[!-~]{1,64}");
    private static final Release NOTHING_SPENT = new Release(false, Duration.ZERO, null);
    private static final Release IN_DOUBT = new Release(true, Duration.ZERO, null);

    private final boolean inDoubt;
    private final Duration pause;
    private final @Nullable String refusal;

    private Release(boolean inDoubt, Duration pause, @Nullable String refusal) {
        this.inDoubt = inDoubt;
        this.pause = pause;
        this.refusal = refusal;
    }

    /** Nothing reached the server, or the server answered without spending anything: the attempt mark is cleared. */
    public static Release nothingSpent() {
        return NOTHING_SPENT;
    }

    /** Whether the server spent the refresh token is unknown: the attempt mark stays. */
    public static Release inDoubt() {
        return IN_DOUBT;
    }

    /** The same, and for so long nobody should ask the server again. A negative time counts as zero, which is the default. */
    public Release pausing(Duration pause) {
        return new Release(inDoubt, pause.isNegative() ? Duration.ZERO : pause, refusal);
    }

    /**
     * The same, and the server refused this generation's refresh token for a reason that is not known to end the login. The
     * store counts it.
     *
     * @param problem the code of the problem: 1 to 64 characters of visible ASCII, kept in clear
     * @throws IllegalArgumentException if it is anything else
     */
    public Release refused(String problem) {
        if (!CODE.matcher(problem).matches()) {
            throw new IllegalArgumentException(
                    "problem: " + problem.length() + " characters (expected: 1 to 64 of visible ASCII)");
        }
        return new Release(inDoubt, pause, problem);
    }

    /** Whether the attempt mark stays. */
    public boolean isInDoubt() {
        return inDoubt;
    }

    /** How long nobody should ask the server again; zero for not at all. */
    public Duration pause() {
        return pause;
    }

    /** The code of the problem for which the server refused; empty if it did not. */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Release that
                && inDoubt == that.inDoubt
                && pause.equals(that.pause)
                && Objects.equals(refusal, that.refusal);
    }

    @Override
    public int hashCode() {
        return Objects.hash(inDoubt, pause, refusal);
    }

    @Override
    public String toString() {
        return "Release[inDoubt=" + inDoubt + ", pause=" + pause + ", refusal=" + refusal + "]";
    }
}
