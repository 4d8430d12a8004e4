package io.crosscloud.internal;

/** Text of unknown origin, in the form in which a message may show it: it forges no line, hides no letter and stays short. */
public final class Shown {
    private static final int MAX_LENGTH = 120;

    private Shown() {}

    /** The text in quotes, cut to 120 characters, with everything but printable ASCII as a Unicode escape. */
    public static String quoted(String text) {
        return quoted(text, text.length());
    }

    /** The same for a URL, of which nothing is shown that may be secret: user information, query, fragment. */
    public static String url(String url) {
        if (url.indexOf('@') >= 0) {
            return "(a URL with user information)";
        }
        int end = 0;
        while (end < url.length() && url.charAt(end) != '?' && url.charAt(end) != '#') {
            end++;
        }
        return quoted(url, end);
    }

    /** The text with a Unicode escape in place of every character that could forge a line, turn the order of letters or hide. */
    public static String onOneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(codePoint -> {
            if (Invisible.is(codePoint)) {
                Character.toString(codePoint).chars().forEach(c -> escape(line, (char) c));
            } else {
                line.appendCodePoint(codePoint);
            }
        });
        return line.toString();
    }

    /** The same, cut to that many characters before they are escaped. */
    public static String onOneLine(String text, int most) {
        return text.length() <= most ? onOneLine(text) : onOneLine(text.substring(0, most)) + "…";
    }

    private static String quoted(String text, int end) {
        int shown = Math.min(end, MAX_LENGTH);
        StringBuilder quoted = new StringBuilder(shown + 3).append('"');
        text.substring(0, shown).chars().forEach(c -> append(quoted, (char) c));
        return quoted.append(shown < text.length() ? "…\"" : "\"").toString();
    }

    private static void append(StringBuilder quoted, char c) {
        if (c >= ' ' && c < 0x7f) {
            quoted.append(c);
        } else {
            escape(quoted, c);
        }
    }

    private static void escape(StringBuilder text, char c) {
        text.append(String.format("\\u%04x", (int) c));
    }
}
