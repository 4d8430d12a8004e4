package io.crosscloud.testkit.internal.salesforce;

/** Text in HTML and XML. */
final class Markup {
    private Markup() {}

    /** The text with what means something in markup escaped; good for contents and for attributes in double quotes. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    static String element(String name, String text) {
        return "<" + name + ">" + escape(text) + "</" + name + ">";
    }
}
