package io.crosscloud.auth.diagnosis;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The findings of an examination, one for each check, in order. Immutable; contains no secret. */
public final class Diagnosis {
    private final String subject;
    private final Instant at;
    private final List<Finding> findings;

    Diagnosis(String subject, Instant at, List<Finding> findings) {
        this.subject = Objects.requireNonNull(subject, "subject");
        this.at = Objects.requireNonNull(at, "at");
        this.findings = List.copyOf(findings);
    }

    /** The connection that was examined. */
    public String subject() {
        return subject;
    }

    /** The time of the examination. */
    public Instant at() {
        return at;
    }

    /** The findings. */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * The worst of all verdicts: {@link Verdict#PASS}, {@link Verdict#WARN} or {@link Verdict#FAIL}. If no token could
     * be requested, nothing passes: the verdict is {@link Verdict#WARN} at least.
     */
    public Verdict verdict() {
        Verdict worst = Verdict.worst(findings.stream().map(Finding::verdict).toList());
        return worst == Verdict.PASS && !judged() ? Verdict.WARN : worst;
    }

    /** Whether a token could be requested; without one, little can be said. */
    boolean judged() {
        return findings.stream()
                .noneMatch(finding -> finding.check() == Check.TOKEN && finding.verdict() == Verdict.NOT_CHECKABLE);
    }

    /** All findings for a terminal, with what to do, and a summary line. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        findings.forEach(finding -> text.append(finding.toText()));
        return text.append('\n').append(summary()).append('\n').toString();
    }

    /** The number of findings of each verdict, in one line. */
    public String summary() {
        return subject + ": "
                + count(Verdict.FAIL) + " failed, "
                + count(Verdict.WARN) + " to watch, "
                + count(Verdict.PASS) + " passed, "
                + count(Verdict.NOT_CHECKABLE) + " not checkable"
                + (judged() ? "" : "; without a token this connection could not be judged");
    }

    long count(Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }

    /**
     * One self-contained HTML page for a browser or a phone, in light or dark mode, on screen or paper. It runs no
     * script and loads nothing.
     */
    public String toHtml() {
        return DiagnosisPage.of(this);
    }

    /**
     * The finding of a check.
     *
     * @throws IllegalArgumentException if the check did not run
     */
    public Finding finding(Check check) {
        return findings.stream()
                .filter(finding -> finding.check() == check)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("check: " + check + " (expected: one that ran)"));
    }

    /** The summary line. */
    @Override
    public String toString() {
        return summary();
    }
}
