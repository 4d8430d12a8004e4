package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.upgrade.UpgradeReport.Entry;
import io.crosscloud.auth.upgrade.UpgradeReport.Verdict;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
import io.crosscloud.internal.events.Listeners;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes steps, and writes down what came of each, with times. One for each run; not thread-safe. */
final class Logbook {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionUpgrade.class);

    /** What a step saw. */
    record Seen(Verdict verdict, String text) {
        static Seen passed(String text) {
            return new Seen(Verdict.PASSED, text);
        }

        static Seen skipped(String why) {
            return new Seen(Verdict.SKIPPED, why);
        }
    }

    /** A step's work. It throws, {@link AuthException} as a rule, if things are not as they should be, or cannot be seen. */
    @FunctionalInterface
    interface Action {
        Seen make();
    }

    private final String connection;
    private final InstantSource clock;
    private final Consumer<Entry> progress;
    private final List<Entry> entries = new ArrayList<>();

    Logbook(String connection, InstantSource clock, Consumer<Entry> progress) {
        this.connection = connection;
        this.clock = clock;
        this.progress = progress;
    }

    /** Makes a step. Whether it did not fail. */
    boolean make(UpgradeStep step, Action action) {
        Instant startedAt = clock.instant();
        try {
            Seen seen = action.make();
            return write(step, seen, null, startedAt);
        } catch (AuthException e) {
            return write(step, new Seen(Verdict.FAILED, String.valueOf(e.getMessage())), e.problem(), startedAt);
        } catch (RuntimeException e) {
            // What a host's own store or provider says may hold a secret, so its kind alone is shown.
            return write(step, new Seen(Verdict.FAILED, e.getClass().getName()), null, startedAt);
        }
    }

    private boolean write(UpgradeStep step, Seen seen, @Nullable Problem cause, Instant startedAt) {
        Duration took = Duration.between(startedAt, clock.instant());
        Entry entry = new Entry(step, seen.verdict(), seen.text(), cause, startedAt, took);
        entries.add(entry);
        LOG.info("upgrade of {}: {} {}: {}", connection, step, entry.verdict(), entry.seen());
        Listeners.call(() -> progress.accept(entry), step, LOG::warn);
        return entry.verdict() != Verdict.FAILED;
    }

    boolean failed() {
        return entries.stream().anyMatch(entry -> entry.verdict() == Verdict.FAILED);
    }

    /** Whether this step failed for one of these reasons. */
    boolean failed(UpgradeStep step, Set<Problem> reasons) {
        return entries.stream()
                .anyMatch(entry -> entry.step() == step
                        && entry.problem().filter(reasons::contains).isPresent());
    }

    List<Entry> entries() {
        return entries;
    }
}
