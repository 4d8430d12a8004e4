package io.crosscloud.testkit.internal.salesforce;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringTokenizer;
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
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.]+");
    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9_.,() ]+");
    private static final Pattern LIMIT = Pattern.compile("[0-9]{0,9}");

    /** The query in this text; empty if it is none of that form. */
    static Optional<SoqlQuery> parse(String text) {
        int open = text.indexOf('\'');
        int close = open < 0 ? -1 : text.indexOf('\'', open + 1);
        if (open >= 0 && (close < 0 || text.indexOf('\'', close + 1) >= 0)) {
            return Optional.empty();
        }
        Words words = new Words(open < 0 ? text : text.substring(0, open) + " ' " + text.substring(close + 1));
        if (!words.take("select")) {
            return Optional.empty();
        }
        String fields = words.until("from");
        String type = words.take("from") ? words.name() : "";
        String field = words.take("where") ? words.name() : null;
        boolean compared = field != null && words.take("=") && words.take("'");
        boolean ordered = words.take("order");
        String order = ordered && words.take("by") ? words.until("limit") : "";
        String limit = words.take("limit") ? words.next() : "";
        boolean good = NAMES.matcher(fields).matches()
                && !type.isEmpty()
                && compared == (open >= 0)
                && compared == (field != null)
                && ordered == NAMES.matcher(order).matches()
                && LIMIT.matcher(limit).matches()
                && words.isOver();
        return good
                ? Optional.of(new SoqlQuery(
                        Arrays.stream(fields.split(",", -1)).map(String::strip).toList(),
                        type,
                        field,
                        compared ? text.substring(open + 1, close) : null,
                        limit.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(limit)))
                : Optional.empty();
    }

    /** The words of a query, from the left. */
    private static final class Words {
        private final StringTokenizer words;
        private String next = "";

        Words(String text) {
            words = new StringTokenizer(text.replace("=", " = "));
            advance();
        }

        private void advance() {
            next = words.hasMoreTokens() ? words.nextToken() : "";
        }

        boolean take(String word) {
            boolean there = next.equalsIgnoreCase(word);
            if (there) {
                advance();
            }
            return there;
        }

        String next() {
            String word = next;
            advance();
            return word;
        }

        String name() {
            return NAME.matcher(next).matches() ? next() : "";
        }

        /** All before this word, or all that is left. */
        String until(String word) {
            StringBuilder before = new StringBuilder();
            while (!next.isEmpty() && !next.equalsIgnoreCase(word)) {
                before.append(next()).append(' ');
            }
            return before.toString();
        }

        boolean isOver() {
            return next.isEmpty();
        }
    }

    boolean isCount() {
        return fields.size() == 1 && fields.get(0).toLowerCase(Locale.ROOT).equals("count()");
    }
}
