package io.crosscloud.auth.upgrade;

import io.crosscloud.error.Problem;
import io.crosscloud.internal.Shown;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was done, step by step, for the change record. Immutable; holds no secret.
 *
 * @param connection the connection that was upgraded
 * @param from the old way, and when Salesforce ends it
 * @param active which way was active at the end, as far as this host knows
 * @param entries the steps, in the order in which they were made
 */
public record UpgradeReport(String connection, String from, Way active, List<Entry> entries) {
    public UpgradeReport {
        entries = List.copyOf(entries);
    }

    /** What came of a step. */
    public enum Verdict {
        /** It is as it should be. */
        PASSED,
        /** It does not apply, or cannot be told; {@link Entry#seen()} says why. */
        SKIPPED,
        /** It is not as it should be. */
        FAILED
    }

    /**
     * A step that was made.
     *
     * @param seen what was seen
     * @param cause what is wrong; null unless it failed, and if the host's own code threw what is no {@code AuthException}
     */
    public record Entry(
            UpgradeStep step,
            Verdict verdict,
            String seen,
            @Nullable Problem cause,
            Instant startedAt,
            Duration took) {
        public Entry {
            seen = Shown.onOneLine(seen);
        }

        /** What is wrong, if it failed and that is known. */
        public Optional<Problem> problem() {
            return Optional.ofNullable(cause);
        }

        /** What to do, in one sentence, if it failed and that is known. */
        public Optional<String> remedy() {
            return problem().map(Problem::remedy);
        }

        /** One line. */
        @Override
        public String toString() {
            return startedAt.truncatedTo(ChronoUnit.SECONDS) + "  " + String.format("%-8s", verdict) + step.title()
                    + ": " + seen + " (" + took.toMillis() + " ms)";
        }
    }

    /** What failed. */
    public List<Entry> failures() {
        return entries.stream()
                .filter(entry -> entry.verdict() == Verdict.FAILED)
                .toList();
    }

    /** The report as text: a line for each step, and the remedy under each that failed. */
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
