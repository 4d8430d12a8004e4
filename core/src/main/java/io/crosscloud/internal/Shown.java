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

    /** The text with a question mark for every character that could forge a line or turn the order of letters. */
    public static String onOneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.chars().forEach(c -> line.append(turnsOrBreaks(c) ? '?' : (char) c));
        return line.toString();
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
            quoted.append(String.format("\\u%04x", (int) c));
        }
    }

    private static boolean turnsOrBreaks(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
