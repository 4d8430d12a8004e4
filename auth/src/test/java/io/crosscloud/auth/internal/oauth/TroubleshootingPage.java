package io.crosscloud.auth.internal.oauth;

import io.crosscloud.Cloud;
import io.crosscloud.auth.Problems;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The documentation's page of errors and remedies, made of the tables that the exceptions use. */
final class TroubleshootingPage {
    private static final List<Integer> STATUSES = List.of(400, 401, 403, 404, 407, 408, 420, 425, 429, 500, 503);
    private static final Map<Cloud, AuthorizationServer> SERVERS = Map.of(
            Cloud.SALESFORCE,
            SalesforceOrg.production(),
            Cloud.ENGAGEMENT,
            EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm"));

    private final StringBuilder page = new StringBuilder();

    private TroubleshootingPage() {}

    static String make() {
        return new TroubleshootingPage().written();
    }

    private String written() {
        page.append("""
                # Troubleshooting

                <!-- Made by the build from every Problem, from WireErrors and SetupPage. A test compares it; do not edit it by hand. -->

                Every `AuthException` has a `problem()`, and every finding of a `ConnectionDoctor` may have one. This page says of each
                what is wrong, what to do, and where. `examples/doctor` finds out for you which it is.
                """);
        for (Cloud cloud : Cloud.values()) {
            answers(cloud);
        }
        statuses();
        page.append("\n## Problems\n");
        for (Problem problem : Problems.ALL) {
            problem(problem);
        }
        return page.toString();
    }

    private void answers(Cloud cloud) {
        page.append("\n## What ")
                .append(cloud.displayName())
                .append("'s token endpoint answers\n\n")
                .append(
                        "The rows are tried from the top. A text in quotes is the whole description, any other a part of it; what"
                                + " fits no row is told by its status.\n\n| `error` | `error_description` | grant | problem |\n|---|---|---|---|\n");
        WireErrors.rows().stream()
                .filter(row -> row.from().cloud() == cloud)
                .forEach(row -> page.append("| ")
                        .append(code(row.error()))
                        .append(" | ")
                        .append(escaped(text(row.description())))
                        .append(" | ")
                        .append(
                                row.grant().isEmpty()
                                        ? "any"
                                        : row.grant().substring(row.grant().lastIndexOf(':') + 1))
                        .append(" | ")
                        .append(link(row.problem()))
                        .append(from(row.from()))
                        .append(" |\n"));
    }

    private static String text(WireErrors.Text text) {
        if (text.value().isEmpty()) {
            return text.whole() ? "none" : "any";
        }
        return text.whole() ? '"' + text.value() + '"' : text.value();
    }

    private static String from(WireErrors.From from) {
        return switch (from) {
            case SALESFORCE, ENGAGEMENT -> "";
            case SALESFORCE_ITSELF -> ", from Salesforce itself, also behind `withSalesforceBehind()`";
            case COMPATIBLE -> ", from any other server";
        };
    }

    private void statuses() {
        page.append("\n## What the HTTP status alone says\n\n| status | Salesforce | Engagement |\n|---|---|---|\n");
        for (int status : STATUSES) {
            page.append("| ").append(status);
            for (Cloud cloud : Cloud.values()) {
                page.append(" | ").append(link(WireErrors.problem(SERVERS.get(cloud), "", status, null, null)));
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
