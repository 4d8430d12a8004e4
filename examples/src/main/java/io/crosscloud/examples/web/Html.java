package io.crosscloud.examples.web;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/** Markup. What is put into a template is escaped, unless it is markup already. */
record Html(String markup) {
    static final Html NOTHING = new Html("");

    /** The template with each {@code %s} replaced by a value, good for contents and for attributes in double quotes. */
    static Html of(String template, Object... values) {
        return new Html(
                template.formatted(Arrays.stream(values).map(Html::escaped).toArray()));
    }

    static Html of(Collection<Html> parts) {
        return new Html(parts.stream().map(Html::markup).collect(Collectors.joining("\n")));
    }

    private static String escaped(Object value) {
        return value instanceof Html html
                ? html.markup
                : value.toString()
                        .replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                        .replace("'", "&#39;");
    }
}
