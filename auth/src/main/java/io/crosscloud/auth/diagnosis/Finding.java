package io.crosscloud.auth.diagnosis;

import io.crosscloud.error.Problem;
import io.crosscloud.error.SetupPage;
import io.crosscloud.internal.Shown;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a check found. Immutable; holds no secret, and no character that cannot be seen.
 *
 * @param check what was looked at
 * @param verdict what it came to
 * @param seen what was seen, or why nothing could be
 * @param cause what is wrong; null if nothing is, or if it could not be checked
 * @param candidates what may be behind it, the likeliest first, where the server's answer covers more than one thing
 */
public record Finding(
        Check check, Verdict verdict, String seen, @Nullable Problem cause, List<String> candidates) {
    public Finding {
        Objects.requireNonNull(check, "check");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(seen, "seen");
        seen = Shown.onOneLine(seen);
        candidates = candidates.stream().map(Shown::onOneLine).toList();
    }

    /** What is wrong. */
    public Optional<Problem> problem() {
        return Optional.ofNullable(cause);
    }

    /** What to do, in one sentence that names the setting. */
    public Optional<String> remedy() {
        return problem().map(Problem::remedy);
    }

    /** Where in a cloud's Setup to click. */
    public Optional<SetupPage> setupPage() {
        return problem().flatMap(Problem::setupPage);
    }

    /** For a terminal: one line, and beneath it what to do. */
    public String toText() {
        return DiagnosisText.of(this);
    }

    /** One line. */
    @Override
    public String toString() {
        return verdict + " " + check.title() + ": " + seen;
    }
}
