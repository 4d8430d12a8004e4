package io.crosscloud.auth.session;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What one API host said last of its allowance, and whether that is news. A mark counts as crossed until the usage has
 * fallen five points below it, so that answers which overtake one another do not make it news again.
 */
final class ApiMeter {
    private static final int LOW = 80;
    private static final int VERY_LOW = 95;
    private static final int SLACK = 5;

    private record State(@Nullable ApiUsage last, int crossed) {}

    private final AtomicReference<State> state = new AtomicReference<>(new State(null, 0));

    Optional<ApiUsage> last() {
        return Optional.ofNullable(state.get().last());
    }

    /** Takes new figures. The percentage that was crossed by them, if one was. */
    OptionalInt counted(ApiUsage.Counted usage) {
        State before = state.getAndUpdate(old -> new State(usage, crossed(usage.percent(), old.crossed())));
        int crossed = crossed(usage.percent(), before.crossed());
        return crossed > before.crossed() ? OptionalInt.of(crossed) : OptionalInt.empty();
    }

    void reached(ApiUsage.LimitReached limit) {
        state.updateAndGet(old -> new State(limit, old.crossed()));
    }

    private static int crossed(int percent, int before) {
        if (percent >= VERY_LOW || (before == VERY_LOW && percent >= VERY_LOW - SLACK)) {
            return VERY_LOW;
        }
        return percent >= LOW || (before >= LOW && percent >= LOW - SLACK) ? LOW : 0;
    }
}
