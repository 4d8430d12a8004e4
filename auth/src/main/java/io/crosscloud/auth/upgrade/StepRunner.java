package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.internal.session.manage.ManagedConnection;
import io.crosscloud.auth.upgrade.UpgradeReport.Entry;
import io.crosscloud.auth.upgrade.UpgradeReport.Outcome;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs steps over one context and records the result of each, with its times. One per run; not thread-safe. */
final class StepRunner {
    private final UpgradeContext context;
    private final Consumer<Entry> progress;
    private final InstantSource clock;
    private final List<Entry> entries = new ArrayList<>();

    StepRunner(UpgradeContext context, Consumer<Entry> progress) {
        this.context = context;
        this.progress = progress;
        this.clock = ManagedConnection.behind(context.plan().connection()).clock();
    }

    /** Runs every step, whatever the others find. Returns whether none failed. */
    boolean all(List<Step> steps) {
        boolean passed = true;
        for (Step step : steps) {
            passed &= run(step);
        }
        return passed;
    }

    /** Runs the steps up to the first that fails. Returns whether none failed. */
    boolean inOrder(List<Step> steps) {
        return steps.stream().allMatch(this::run);
    }

    private boolean run(Step step) {
        Instant startedAt = clock.instant();
        try {
            return record(step, step.action().apply(context), null, startedAt);
        } catch (AuthException e) {
            return record(step, failed(String.valueOf(e.getMessage())), e.problem(), startedAt);
        } catch (RuntimeException e) {
            // The message of a host's own store or provider may contain a secret: only the class is shown.
            return record(step, failed(e.getClass().getName()), null, startedAt);
        }
    }

    private static StepResult failed(String seen) {
        return new StepResult(Outcome.FAILED, seen);
    }

    private boolean record(Step step, StepResult result, @Nullable Problem problem, Instant startedAt) {
        Entry entry = new Entry(step.id(), result, problem, startedAt, Duration.between(startedAt, clock.instant()));
        entries.add(entry);
        progress.accept(entry);
        return entry.outcome() != Outcome.FAILED;
    }

    /** The report of the steps so far. */
    UpgradeReport report() {
        UpgradePlan plan = context.plan();
        return new UpgradeReport(
                plan.key().connection(),
                plan.legacy().description(),
                context.active(),
                entries,
                context.missingUnits());
    }
}
