package io.crosscloud.testkit.internal.salesforce;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The little of SOQL that clients use to find out where they are: {@code SELECT fields FROM type [WHERE field = 'value']
 * [LIMIT n]}.
 *
 * @param fields as the query spells them
 * @param field what is compared, if anything
 * @param value what it is compared with
 */
record SoqlQuery(
        List<String> fields,
        String type,
        @Nullable String field,
        @Nullable String value,
        int limit) {
    private static final Pattern FORM =
            Pattern.compile("(?is)\\s*select\\s+([a-z0-9_.,()\\s]+?)\\s+from\\s+([a-z0-9_]+)"
                    + "(?:\\s+where\\s+([a-z0-9_.]+)\\s*=\\s*'([^']*)')?"
                    + "(?:\\s+order\\s+by\\s+[a-z0-9_.,\\s]+?)?(?:\\s+limit\\s+([0-9]{1,9}))?\\s*");

    static Optional<SoqlQuery> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String limit = matcher.group(5);
        return Optional.of(new SoqlQuery(
                Arrays.stream(matcher.group(1).split(",", -1))
                        .map(String::strip)
                        .toList(),
                matcher.group(2),
                matcher.group(3),
                matcher.group(4),
                limit == null ? Integer.MAX_VALUE : Integer.parseInt(limit)));
    }

    boolean isCount() {
        return fields.size() == 1 && fields.get(0).toLowerCase(Locale.ROOT).equals("count()");
    }
}
