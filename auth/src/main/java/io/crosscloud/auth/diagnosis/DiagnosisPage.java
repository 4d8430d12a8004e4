package io.crosscloud.auth.diagnosis;

import io.crosscloud.error.SetupPage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A diagnosis as one self-contained HTML page: failures first, then warnings, each with what to do; then the other
 * findings, one line each. Every text from outside is escaped.
 */
final class DiagnosisPage {
    private static final String STYLE = "page.css";
    private static final List<Verdict> WORST_FIRST =
            List.of(Verdict.FAIL, Verdict.WARN, Verdict.PASS, Verdict.NOT_CHECKABLE);

    private final Diagnosis diagnosis;
    private final StringBuilder html = new StringBuilder();

    private DiagnosisPage(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    static String of(Diagnosis diagnosis) {
        return new DiagnosisPage(diagnosis).page();
    }

    private String page() {
        html.append("""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
                <title>%s: diagnosis</title>
                <style>
                %s</style>
                </head>
                <body>
                <main>
                """.formatted(escaped(diagnosis.subject()), style()));
        top();
        cards("What to do", Verdict.FAIL);
        cards("What to watch", Verdict.WARN);
        if (!findings(Verdict.PASS).isEmpty()) {
            element("h2", "What is in order");
            rows(Verdict.PASS);
        }
        if (!findings(Verdict.NOT_CHECKABLE).isEmpty()) {
            html.append("<details>\n");
            element("summary", "What could not be checked");
            rows(Verdict.NOT_CHECKABLE);
            html.append("</details>\n");
        }
        return html.append("</main>\n</body>\n</html>\n").toString();
    }

    private void top() {
        Verdict verdict = diagnosis.verdict();
        html.append("<div class=\"top ").append(style(verdict)).append("\">\n");
        element("h1", summary(verdict));
        html.append("<p>")
                .append(escaped(diagnosis.subject()))
                .append("</p>\n<p class=\"soft\"><time>")
                .append(diagnosis.at().truncatedTo(ChronoUnit.SECONDS))
                .append("</time></p>\n<ul class=\"tally\">\n");
        for (Verdict each : WORST_FIRST) {
            long count = diagnosis.count(each);
            if (count > 0) {
                html.append("<li>").append(pill(each, count + " " + word(each))).append("</li>\n");
            }
        }
        html.append("</ul>\n</div>\n");
    }

    private void cards(String heading, Verdict verdict) {
        List<Finding> findings = findings(verdict);
        if (findings.isEmpty()) {
            return;
        }
        element("h2", heading);
        findings.forEach(this::card);
    }

    private void card(Finding finding) {
        html.append("<section class=\"card ").append(style(finding.verdict())).append("\">\n<header>");
        element("h3", finding.check().title());
        html.append(pill(finding.verdict(), word(finding.verdict()))).append("</header>\n");
        element("p", finding.seen());
        html.append("<dl>\n");
        if (!finding.likelyCauses().isEmpty()) {
            html.append("<dt>Likely causes</dt>\n<dd><ul>\n");
            finding.likelyCauses().forEach(cause -> element("li", cause));
            html.append("</ul></dd>\n");
        }
        finding.remedy().ifPresent(remedy -> entry("To do", escaped(remedy)));
        finding.setupPage().ifPresent(page -> entry("Where, in " + page.cloud().displayName(), path(page)));
        html.append("</dl>\n</section>\n");
    }

    private void rows(Verdict verdict) {
        html.append("<ul class=\"rows ").append(style(verdict)).append("\">\n");
        for (Finding finding : findings(verdict)) {
            html.append("<li><b>")
                    .append(escaped(finding.check().title()))
                    .append("</b><span>")
                    .append(escaped(finding.seen()))
                    .append("</span></li>\n");
        }
        html.append("</ul>\n");
    }

    private void entry(String term, String escaped) {
        html.append("<dt>")
                .append(escaped(term))
                .append("</dt>\n<dd>")
                .append(escaped)
                .append("</dd>\n");
    }

    private void element(String name, String text) {
        html.append('<')
                .append(name)
                .append('>')
                .append(escaped(text))
                .append("</")
                .append(name)
                .append(">\n");
    }

    private List<Finding> findings(Verdict verdict) {
        return diagnosis.findings().stream()
                .filter(finding -> finding.verdict() == verdict)
                .toList();
    }

    private static String style(Verdict verdict) {
        return switch (verdict) {
            case FAIL -> "fail";
            case WARN -> "warn";
            case PASS -> "pass";
            case NOT_CHECKABLE -> "none";
        };
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case FAIL -> "failed";
            case WARN -> "to watch";
            case PASS -> "passed";
            case NOT_CHECKABLE -> "not checkable";
        };
    }

    private String summary(Verdict verdict) {
        return switch (verdict) {
            case FAIL -> "This connection does not work";
            case WARN ->
                diagnosis.judged()
                        ? "This connection works, and needs attention"
                        : "This connection could not be judged";
            case PASS, NOT_CHECKABLE -> "This connection is in order";
        };
    }

    private static String path(SetupPage page) {
        return Stream.of(page.path().split(" > "))
                .map(step -> "<li>" + escaped(step) + "</li>")
                .collect(Collectors.joining("\n", "<ol class=\"path\">\n", "\n</ol>"));
    }

    private static String pill(Verdict verdict, String text) {
        return "<span class=\"pill " + style(verdict) + "\">" + escaped(text) + "</span>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String style() {
        try (InputStream in = DiagnosisPage.class.getResourceAsStream(STYLE)) {
            if (in == null) {
                throw new IllegalStateException(
                        "resource " + STYLE + ": missing (expected: in the jar of crosscloud-auth)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
