package io.crosscloud.auth.diagnosis;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What an examination found, one finding for each check, in their order. Immutable; holds no secret.
 *
 * @param subject which connection was examined
 * @param at when
 * @param findings what was found
 */
public record Diagnosis(String subject, Instant at, List<Finding> findings) {
    public Diagnosis {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(at, "at");
        findings = List.copyOf(findings);
    }

    /**
     * The worst of all verdicts: {@link Verdict#PASS}, {@link Verdict#WARN} or {@link Verdict#FAIL}. Where no token could be asked
     * for, nothing passes: {@link Verdict#WARN} at the least.
     */
    public Verdict verdict() {
        Verdict worst = Verdict.worst(findings.stream().map(Finding::verdict).toList());
        return worst == Verdict.PASS && !judged() ? Verdict.WARN : worst;
    }

    /** Whether a token could be asked for, without which little can be said. */
    boolean judged() {
        return findings.stream()
                .noneMatch(finding -> finding.check() == Check.TOKEN && finding.verdict() == Verdict.NOT_CHECKABLE);
    }

    /** All findings for a terminal, with what to do, and one line that sums up. */
    public String toText() {
        return DiagnosisText.of(this);
    }

    /** How many findings there are of each verdict, in one line. */
    public String summary() {
        return DiagnosisText.summary(this);
    }

    /**
     * One HTML page that needs no other file: for a browser or a phone, light or dark, on a screen or on paper. It runs no script
     * and loads nothing.
     */
    public String toHtml() {
        return DiagnosisPage.of(this);
    }

    /**
     * What a check found.
     *
     * @throws IllegalArgumentException if that was not looked at
     */
    public Finding finding(Check check) {
        return findings.stream()
                .filter(finding -> finding.check() == check)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("check: " + check + " (expected: one that was made)"));
    }
}
