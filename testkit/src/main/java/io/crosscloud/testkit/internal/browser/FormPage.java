package io.crosscloud.testkit.internal.browser;

import io.crosscloud.testkit.internal.browser.Tags.Tag;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The first form of a page that a fake wrote. It reads the plain HTML of the fakes (attributes in double quotes, five
 * entities), not that of the world. Immutable.
 */
public final class FormPage {
    private final URI action;
    private final Map<String, String> fields;
    private final @Nullable String passwordField;
    private final boolean decision;
    private final String summary;

    private FormPage(
            URI action, Map<String, String> fields, @Nullable String passwordField, boolean decision, String summary) {
        this.action = action;
        this.fields = fields;
        this.passwordField = passwordField;
        this.decision = decision;
        this.summary = summary;
    }

    static FormPage read(URI page, String html) {
        Tags tags = new Tags(html);
        List<Tag> form = tags.element("form");
        String action = form.isEmpty() ? "" : form.get(0).values().getOrDefault("action", "");
        Map<String, String> fields = new LinkedHashMap<>();
        String passwordField = null;
        boolean decision = false;
        for (Tag field : form) {
            Map<String, String> attributes = field.values();
            String name = attributes.getOrDefault("name", "");
            String type = attributes.getOrDefault("type", "text");
            boolean input = field.name().equals("input");
            if (field.name().equals("button") || (input && type.equals("submit"))) {
                decision |= name.equals("decision");
            } else if (input && !name.isEmpty()) {
                fields.put(name, attributes.getOrDefault("value", ""));
                passwordField = type.equals("password") ? name : passwordField;
            }
        }
        return new FormPage(
                action.isEmpty() ? page : page.resolve(action), fields, passwordField, decision, summary(tags));
    }

    /** Where the form is sent. */
    public URI action() {
        return action;
    }

    public boolean isLogin() {
        return passwordField != null;
    }

    public boolean asksForDecision() {
        return decision;
    }

    /** The login form's fields with a name and a password. */
    public Map<String, String> filledIn(String username, String password) {
        if (passwordField == null) {
            throw new IllegalStateException("the page " + this + " has no password field (expected: a login form)");
        }
        Map<String, String> filled = new LinkedHashMap<>(fields);
        filled.put("username", username);
        filled.put(passwordField, password);
        return filled;
    }

    /** The approval form's fields with this button pressed. */
    public Map<String, String> decided(String button) {
        Map<String, String> filled = new LinkedHashMap<>(fields);
        filled.put("decision", button);
        return filled;
    }

    private static String summary(Tags tags) {
        String heading = text(tags, tag -> tag.name().equals("h1"), "/h1");
        String alert = text(tags, tag -> "alert".equals(tag.values().get("role")), "/");
        String text = alert.isEmpty() ? heading : heading + ": " + alert;
        return '"' + (text.isEmpty() ? "without a heading" : text) + '"';
    }

    /** What is read from the first such tag to the next one that closes, by a name that begins like this. */
    private static String text(Tags tags, Predicate<Tag> opening, String closing) {
        return tags.first(0, opening)
                .flatMap(open -> tags.first(open.end(), tag -> tag.name().startsWith(closing))
                        .map(close -> tags.text(open, close)))
                .orElse("");
    }

    /** The heading, and what is wrong if the page says so. */
    @Override
    public String toString() {
        return summary;
    }
}
