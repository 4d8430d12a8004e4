package io.crosscloud.testkit.internal.browser;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The tags of a page, from left to right, found in one walk over it. Immutable. */
final class Tags {
    /**
     * A tag.
     *
     * @param name in lower case; of one that closes, with the slash
     * @param attributes as the page spells them
     * @param start where it begins
     * @param end where what follows it begins
     */
    record Tag(String name, String attributes, int start, int end) {
        /** The attributes with a value in double quotes, by names in lower case. */
        Map<String, String> values() {
            Map<String, String> values = new LinkedHashMap<>();
            int from = 0;
            for (int equals = attributes.indexOf("=\""); equals >= 0; equals = attributes.indexOf("=\"", from)) {
                int start = equals;
                while (start > from && isOfName(attributes.charAt(start - 1))) {
                    start--;
                }
                int close = attributes.indexOf('"', equals + 2);
                if (close < 0) {
                    return values;
                }
                String name = attributes.substring(start, equals).toLowerCase(Locale.ROOT);
                values.put(name, decode(attributes.substring(equals + 2, close)));
                from = close + 1;
            }
            return values;
        }

        private static boolean isOfName(char c) {
            return c == '-' || (c < 0x80 && Character.isLetter(c));
        }
    }

    private final String html;
    private final List<Tag> all = new ArrayList<>();

    Tags(String html) {
        this.html = html;
        int start = html.indexOf('<');
        while (start >= 0) {
            int close = html.indexOf('>', start);
            if (close < 0) {
                return;
            }
            String inside = html.substring(start + 1, close);
            int name = 0;
            while (name < inside.length() && isOfTag(inside.charAt(name))) {
                name++;
            }
            all.add(new Tag(
                    inside.substring(0, name).toLowerCase(Locale.ROOT), inside.substring(name), start, close + 1));
            start = html.indexOf('<', close);
        }
    }

    private static boolean isOfTag(char c) {
        return c == '/' || (c < 0x80 && Character.isLetterOrDigit(c));
    }

    /** The first one that is so, from this place of the page on. */
    Optional<Tag> first(int from, Predicate<Tag> wanted) {
        return all.stream().filter(tag -> tag.start() >= from).filter(wanted).findFirst();
    }

    /** The first element of this name, from its tag to the one that closes it; empty if there is none. */
    List<Tag> element(String name) {
        return first(0, tag -> tag.name().equals(name))
                .flatMap(open -> first(open.end(), tag -> tag.name().equals("/" + name))
                        .map(close -> all.subList(all.indexOf(open), all.indexOf(close))))
                .orElse(List.of());
    }

    /** All between two. */
    private List<Tag> between(Tag one, Tag other) {
        return all.stream()
                .filter(tag -> tag.start() >= one.end() && tag.end() <= other.start())
                .toList();
    }

    /** What is read between two, without the tags between them. */
    String text(Tag one, Tag other) {
        StringBuilder text = new StringBuilder();
        int from = one.end();
        for (Tag tag : between(one, other)) {
            text.append(html, from, tag.start());
            from = tag.end();
        }
        return decode(text.append(html, from, other.start()).toString()).strip();
    }

    private static String decode(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }
}
