package io.crosscloud.error;

import io.crosscloud.cloud.Cloud;
import java.util.List;
import java.util.Locale;

/** The documentation's page of errors and remedies, made of the tables that the exceptions use. */
final class TroubleshootingPage {
    private static final List<Integer> STATUSES = List.of(400, 401, 403, 404, 407, 420, 429, 500, 503);

    private final StringBuilder page = new StringBuilder();

    private TroubleshootingPage() {}

    static String make() {
        return new TroubleshootingPage().written();
    }

    private String written() {
        page.append("""
                # Troubleshooting

                <!-- Made by the build from Problem, WireErrors and SetupPage. A test compares it; do not edit it by hand. -->

                Every `AuthException` has a `problem()`, and every finding of a `ConnectionDoctor` may have one. This page says of each
                what is wrong, what to do, and where. `examples/doctor` finds out for you which it is.
                """);
        for (Cloud cloud : Cloud.values()) {
            answers(cloud);
        }
        statuses();
        page.append("\n## Problems\n");
        for (Problem problem : Problem.values()) {
            problem(problem);
        }
        return page.toString();
    }

    private void answers(Cloud cloud) {
        page.append("\n## What ")
                .append(cloud.displayName())
                .append("'s token endpoint answers\n\n")
                .append(
                        "The rows are tried from the top.\n\n| `error` | `error_description` has | grant | problem |\n|---|---|---|---|\n");
        WireErrors.rows().stream()
                .filter(row -> row.cloud() == cloud)
                .forEach(row -> page.append("| ")
                        .append(code(row.error()))
                        .append(" | ")
                        .append(escaped(row.description().isEmpty() ? "any" : row.description()))
                        .append(" | ")
                        .append(
                                row.grant().isEmpty()
                                        ? "any"
                                        : row.grant().substring(row.grant().lastIndexOf(':') + 1))
                        .append(" | ")
                        .append(link(row.problem()))
                        .append(" |\n"));
    }

    private void statuses() {
        page.append("\n## What the HTTP status alone says\n\n| status | Salesforce | Engagement |\n|---|---|---|\n");
        for (int status : STATUSES) {
            page.append("| ").append(status);
            for (Cloud cloud : Cloud.values()) {
                page.append(" | ").append(link(WireErrors.problem(cloud, "", status, null, null)));
            }
            page.append(" |\n");
        }
    }

    private void problem(Problem problem) {
        page.append("\n### ").append(problem).append("\n\n");
        page.append(escaped(sentence(problem.summary()))).append("\n\n");
        page.append("**To do:** ").append(escaped(problem.remedy())).append('\n');
        problem.setupPage()
                .ifPresent(where -> page.append("\n**Where:** ")
                        .append(escaped(where.toString()))
                        .append('\n'));
    }

    private static String sentence(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
    }

    private static String link(Problem problem) {
        return "[" + problem + "](#" + problem.name().toLowerCase(Locale.ROOT) + ")";
    }

    private static String code(String text) {
        return text.isEmpty() ? "any" : "`" + text + "`";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("|", "\\|")
                .replace("*", "\\*");
    }
}
