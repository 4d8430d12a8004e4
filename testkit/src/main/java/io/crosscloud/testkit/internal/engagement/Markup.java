package io.crosscloud.testkit.internal.engagement;

/** Text that is to stand in HTML or XML. */
public final class Markup {
    private Markup() {}

    /** Safe as an element's text and within double or single quotes; characters that XML does not know become a question mark. */
    public static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isXml(c) ? c : '?');
            }
        });
        return safe.toString();
    }

    private static boolean isXml(int c) {
        boolean surrogate = c >= 0xd800 && c <= 0xdfff;
        boolean control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
        return !surrogate && !control && c != 0xfffe && c != 0xffff;
    }
}
