package io.crosscloud.verification.storm;

import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.Phase;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can happen to one token request, and how often it does in a storm. */
@SuppressWarnings("ImmutableEnumChecker") // every fault is immutable
enum Trouble {
    NONE(780, Deed.NOTHING, null, null, Duration.ZERO),

    KILLED_BEFORE_THE_COMMIT(10, Deed.KILL, Phase.ON_RECEIPT, Fault.drop(), Duration.ZERO),
    KILLED_ON_RECEIPT(7, Deed.KILL, Phase.ON_RECEIPT, null, Duration.ZERO),
    KILLED_AFTER_THE_COMMIT(7, Deed.KILL, Phase.AFTER_COMMIT, null, Duration.ZERO),
    KILLED_IN_THE_BODY(7, Deed.KILL, Phase.IN_BODY, null, Duration.ZERO),
    KILLED_AFTER_THE_ANSWER(7, Deed.KILL, Phase.AFTER_ANSWER, null, Duration.ZERO),

    PAUSED_ON_RECEIPT(10, Deed.PAUSE, Phase.ON_RECEIPT, null, Timing.PAUSE_BEYOND_LEASE),
    PAUSED_AFTER_THE_COMMIT(10, Deed.PAUSE, Phase.AFTER_COMMIT, null, Timing.PAUSE_BEYOND_LEASE),
    PAUSED_IN_THE_BODY(10, Deed.PAUSE, Phase.IN_BODY, null, Timing.PAUSE_BEYOND_LEASE),
    PAUSED_AFTER_THE_ANSWER(10, Deed.PAUSE, Phase.AFTER_ANSWER, null, Timing.PAUSE_BEYOND_LEASE),
    PAUSED_BEYOND_THE_DEADLINE(10, Deed.PAUSE, Phase.AFTER_COMMIT, null, Timing.PAUSE_BEYOND_DEADLINE),
    PAUSED_A_MOMENT(10, Deed.PAUSE, Phase.AFTER_COMMIT, null, Timing.SHORT_PAUSE),

    ANSWER_DROPPED(8, Deed.NOTHING, null, Fault.lostAnswer(), Duration.ZERO),
    ANSWER_RESET(6, Deed.NOTHING, null, Fault.reset(Phase.AFTER_COMMIT), Duration.ZERO),
    ANSWER_STALLED(6, Deed.NOTHING, null, Fault.stall(Phase.AFTER_COMMIT), Duration.ZERO),
    ANSWER_CUT(10, Deed.NOTHING, null, Fault.truncatedBody(), Duration.ZERO),

    UNAVAILABLE(20, Deed.NOTHING, null, Fault.status(503), Duration.ZERO),
    UNAVAILABLE_WITH_RETRY_AFTER(15, Deed.NOTHING, null, unavailable(), Duration.ZERO),
    UNAVAILABLE_AFTER_THE_COMMIT(10, Deed.NOTHING, null, unavailable().afterCommit(), Duration.ZERO),
    REFUSED(6, Deed.NOTHING, null, refused(), Duration.ZERO),
    REQUEST_DROPPED(15, Deed.NOTHING, null, Fault.drop(), Duration.ZERO),
    REQUEST_STALLED(10, Deed.NOTHING, null, Fault.stall(), Duration.ZERO),
    DELAYED_BEFORE_THE_COMMIT(20, Deed.DELAY, Phase.ON_RECEIPT, null, Timing.DELAY),
    DELAYED_AFTER_THE_COMMIT(15, Deed.DELAY, Phase.AFTER_COMMIT, null, Timing.DELAY);

    private static Fault.Answer unavailable() {
        return Fault.status(503).header("Retry-After", Long.toString(Timing.RETRY_AFTER.toSeconds()));
    }

    /** For a reason that is not known to end a login. */
    private static Fault.Answer refused() {
        return Fault.status(400)
                .body(
                        "application/json",
                        "{\"error\":\"invalid_grant\",\"error_description\":\"ip address not allowed\"}");
    }

    /** What is done beside a fault. */
    enum Deed {
        NOTHING,
        /** The process that sent the request is killed. */
        KILL,
        /** It is stopped for a while. */
        PAUSE,
        /** The server takes its time. */
        DELAY
    }

    private final int weight;
    private final Deed deed;
    private final @Nullable Phase phase;

    @SuppressWarnings("ImmutableEnumChecker") // every fault is a record
    private final @Nullable Fault fault;

    private final Duration length;

    Trouble(int weight, Deed deed, @Nullable Phase phase, @Nullable Fault fault, Duration length) {
        this.weight = weight;
        this.deed = deed;
        this.phase = phase;
        this.fault = fault;
        this.length = length;
    }

    /** How often, of a thousand requests. */
    int weight() {
        return weight;
    }

    Deed deed() {
        return deed;
    }

    boolean strikesAt(Phase moment) {
        return phase == moment;
    }

    Optional<Fault> fault() {
        return Optional.ofNullable(fault);
    }

    /** How long a pause or delay is. */
    Duration length() {
        return length;
    }

    /** For how long nobody asks again with this refresh token. */
    Duration pause() {
        return switch (this) {
            case UNAVAILABLE_WITH_RETRY_AFTER, UNAVAILABLE_AFTER_THE_COMMIT -> Timing.RETRY_AFTER;
            case REFUSED -> Timing.REFUSED;
            default -> Duration.ZERO;
        };
    }

    /** Whether the server may have carried the request out while nobody gets, or survives, its answer. */
    boolean takesTheAnswer() {
        return switch (this) {
            case KILLED_ON_RECEIPT,
                    KILLED_AFTER_THE_COMMIT,
                    KILLED_IN_THE_BODY,
                    KILLED_AFTER_THE_ANSWER,
                    ANSWER_DROPPED,
                    ANSWER_RESET,
                    ANSWER_STALLED,
                    ANSWER_CUT,
                    UNAVAILABLE_AFTER_THE_COMMIT -> true;
            default -> false;
        };
    }

    /** For a person to read. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
