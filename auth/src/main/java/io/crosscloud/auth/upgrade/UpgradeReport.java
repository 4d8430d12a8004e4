package io.crosscloud.auth.upgrade;

import io.crosscloud.error.Problem;
import io.crosscloud.internal.Shown;
import io.crosscloud.session.BusinessUnit;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The steps of an upgrade with their results, for the change record. Immutable; contains no secret. */
public final class UpgradeReport {
    private final String connection;
    private final String from;
    private final ActiveLogin active;
    private final List<Entry> entries;
    private final Set<BusinessUnit> missingUnits;

    UpgradeReport(
            String connection, String from, ActiveLogin active, List<Entry> entries, Set<BusinessUnit> missingUnits) {
        this.connection = connection;
        this.from = from;
        this.active = active;
        this.entries = List.copyOf(entries);
        this.missingUnits = Set.copyOf(missingUnits);
    }

    /** The outcome of a step. */
    public enum Outcome {
        /** The step succeeded, or found nothing wrong. */
        PASSED,
        /** The step does not apply, or cannot tell; {@link Entry#seen()} says why. */
        SKIPPED,
        /** The step failed, or found an obstacle. */
        FAILED
    }

    /** One step that ran. */
    public static final class Entry {
        private final UpgradeStep step;
        private final Outcome outcome;
        private final String seen;
        private final @Nullable Problem problem;
        private final Instant startedAt;
        private final Duration took;

        Entry(UpgradeStep step, StepResult result, @Nullable Problem problem, Instant startedAt, Duration took) {
            this.step = step;
            this.outcome = result.outcome();
            this.seen = Shown.onOneLine(result.seen());
            this.problem = problem;
            this.startedAt = startedAt;
            this.took = took;
        }

        /** The step. */
        public UpgradeStep step() {
            return step;
        }

        /** The outcome of the step. */
        public Outcome outcome() {
            return outcome;
        }

        /** What the step saw, on one line. */
        public String seen() {
            return seen;
        }

        /** The problem, if the step failed and the problem is known: the host's own code may throw anything. */
        public Optional<Problem> problem() {
            return Optional.ofNullable(problem);
        }

        /** What to do, in one sentence, if the step failed and the problem is known. */
        public Optional<String> remedy() {
            return problem().map(Problem::remedy);
        }

        /** When the step started, by the session manager's clock. */
        public Instant startedAt() {
            return startedAt;
        }

        /** How long the step took. */
        public Duration took() {
            return took;
        }

        /** One line. */
        @Override
        public String toString() {
            return startedAt.truncatedTo(ChronoUnit.SECONDS) + "  " + String.format("%-8s", outcome) + step.title()
                    + ": " + seen + " (" + took.toMillis() + " ms)";
        }
    }

    /** The name of the connection. */
    public String connection() {
        return connection;
    }

    /** The old login, and when Salesforce ends it. */
    public String from() {
        return from;
    }

    /** The login that was active at the end, as far as this host knows. */
    public ActiveLogin active() {
        return active;
    }

    /** The steps, in the order in which they ran. */
    public List<Entry> entries() {
        return entries;
    }

    /** The business units that were active before the switch and are not active now. */
    public Set<BusinessUnit> missingUnits() {
        return missingUnits;
    }

    /** The report as text: one line for each step, and the remedy under each step that failed. */
    public String toText() {
        StringBuilder text = new StringBuilder("Upgrade of " + connection + "\nfrom: " + from + "\nactive: " + active);
        for (Entry entry : entries) {
            text.append('\n').append(entry);
            entry.remedy().ifPresent(remedy -> text.append("\n    ").append(remedy));
        }
        return text.append('\n').toString();
    }

    @Override
    public String toString() {
        return toText();
    }
}
