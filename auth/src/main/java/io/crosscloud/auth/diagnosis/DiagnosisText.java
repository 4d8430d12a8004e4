package io.crosscloud.auth.diagnosis;

import java.util.ArrayList;
import java.util.List;

/** Findings for a terminal: one line each, and beneath those that are not well what to do. */
final class DiagnosisText {
    private static final String INDENT = " ".repeat(27);

    private DiagnosisText() {}

    static String of(Diagnosis diagnosis) {
        StringBuilder text = new StringBuilder();
        diagnosis.findings().forEach(finding -> text.append(of(finding)));
        return text.append('\n').append(summary(diagnosis)).append('\n').toString();
    }

    static String of(Finding finding) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                "%-5s %-20s %s", mark(finding.verdict()), finding.check().title(), finding.seen()));
        if (!finding.candidates().isEmpty()) {
            lines.add(INDENT + "It may be:");
            finding.candidates().forEach(candidate -> lines.add(INDENT + "  - " + candidate));
        }
        finding.remedy().ifPresent(remedy -> lines.add(INDENT + "To do: " + remedy));
        finding.setupPage().ifPresent(page -> lines.add(INDENT + "Where: " + page));
        return String.join("\n", lines) + "\n";
    }

    static String summary(Diagnosis diagnosis) {
        return diagnosis.subject() + ": "
                + count(diagnosis, Verdict.FAIL) + " failed, "
                + count(diagnosis, Verdict.WARN) + " to watch, "
                + count(diagnosis, Verdict.PASS) + " passed, "
                + count(diagnosis, Verdict.NOT_CHECKABLE) + " not checkable"
                + (diagnosis.judged() ? "" : "; without a token this connection could not be judged");
    }

    static long count(Diagnosis diagnosis, Verdict verdict) {
        return diagnosis.findings().stream()
                .filter(finding -> finding.verdict() == verdict)
                .count();
    }

    private static String mark(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "ok";
            case WARN -> "WARN";
            case FAIL -> "FAIL";
            case NOT_CHECKABLE -> "-";
        };
    }
}
