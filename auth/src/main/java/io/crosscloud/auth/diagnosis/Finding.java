package io.crosscloud.auth.diagnosis;

import io.crosscloud.error.Problem;
import io.crosscloud.error.SetupPage;
import io.crosscloud.internal.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The result of a check. Immutable; contains no secret and no invisible character. */
public final class Finding {
    private static final String INDENT = " ".repeat(27);

    private final Check check;
    private final Verdict verdict;
    private final String seen;
    private final @Nullable Problem problem;
    private final List<String> likelyCauses;

    Finding(Check check, CheckResult result) {
        this.check = Objects.requireNonNull(check, "check");
        this.verdict = result.verdict();
        this.seen = Shown.onOneLine(result.seen());
        this.problem = result.problem();
        this.likelyCauses = result.likelyCauses().stream().map(Shown::onOneLine).toList();
    }

    /** The check. */
    public Check check() {
        return check;
    }

    /** The verdict. */
    public Verdict verdict() {
        return verdict;
    }

    /** What the check saw, or why it could see nothing. */
    public String seen() {
        return seen;
    }

    /** The problem, if the check warns or fails. */
    public Optional<Problem> problem() {
        return Optional.ofNullable(problem);
    }

    /** The likely causes to look for, likeliest first, where one answer of the server has several. */
    public List<String> likelyCauses() {
        return likelyCauses;
    }

    /** What to do, in one sentence that names the setting. */
    public Optional<String> remedy() {
        return problem().map(Problem::remedy);
    }

    /** The page of a cloud's Setup that has the setting. */
    public Optional<SetupPage> setupPage() {
        return problem().flatMap(Problem::setupPage);
    }

    /** The finding for a terminal: one line, and under it the likely causes and what to do. */
    public String toText() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format("%-5s %-20s %s", mark(), check.title(), seen));
        if (!likelyCauses.isEmpty()) {
            lines.add(INDENT + "Likely causes:");
            likelyCauses.forEach(cause -> lines.add(INDENT + "  - " + cause));
        }
        remedy().ifPresent(remedy -> lines.add(INDENT + "To do: " + remedy));
        setupPage().ifPresent(page -> lines.add(INDENT + "Where: " + page));
        return String.join("\n", lines) + "\n";
    }

    private String mark() {
        return switch (verdict) {
            case PASS -> "ok";
            case WARN -> "WARN";
            case FAIL -> "FAIL";
            case NOT_CHECKABLE -> "-";
        };
    }

    /** One line. */
    @Override
    public String toString() {
        return verdict + " " + check.title() + ": " + seen;
    }
}
