package io.crosscloud.testkit.internal.browser;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The first form of a page that a fake wrote. It reads the plain HTML of the fakes (attributes in double quotes, five
 * entities), not that of the world. Immutable.
 */
public final class FormPage {
    private static final Pattern FORM = Pattern.compile("(?is)<form\\b([^>]*)>(.*?)</form>");
    private static final Pattern FIELD = Pattern.compile("(?is)<(input|button)\\b([^>]*)>");
    private static final Pattern ATTRIBUTE = Pattern.compile("([a-zA-Z-]+)=\"([^\"]*)\"");
    private static final Pattern HEADING = Pattern.compile("(?is)<h1[^>]*>(.*?)</h1>");
    private static final Pattern ALERT = Pattern.compile("(?is)<[^>]*role=\"alert\"[^>]*>(.*?)</");

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
        Matcher form = FORM.matcher(html);
        boolean found = form.find();
        String action = found ? attributes(form.group(1)).getOrDefault("action", "") : "";
        Map<String, String> fields = new LinkedHashMap<>();
        String passwordField = null;
        boolean decision = false;
        Matcher field = FIELD.matcher(found ? form.group(2) : "");
        while (field.find()) {
            Map<String, String> attributes = attributes(field.group(2));
            String name = attributes.getOrDefault("name", "");
            String type = attributes.getOrDefault("type", "text");
            if (field.group(1).equalsIgnoreCase("button") || type.equals("submit")) {
                decision |= name.equals("decision");
            } else if (!name.isEmpty()) {
                fields.put(name, attributes.getOrDefault("value", ""));
                passwordField = type.equals("password") ? name : passwordField;
            }
        }
        return new FormPage(
                action.isEmpty() ? page : page.resolve(action), fields, passwordField, decision, summary(html));
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

    private static String summary(String html) {
        String heading = first(HEADING, html);
        String alert = first(ALERT, html);
        String text = alert.isEmpty() ? heading : heading + ": " + alert;
        return '"' + (text.isEmpty() ? "without a heading" : text) + '"';
    }

    private static String first(Pattern pattern, String html) {
        Matcher matcher = pattern.matcher(html);
        return matcher.find()
                ? decode(matcher.group(1).replaceAll("<[^>]*>", "")).strip()
                : "";
    }

    private static Map<String, String> attributes(String tag) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Matcher matcher = ATTRIBUTE.matcher(tag);
        while (matcher.find()) {
            attributes.put(matcher.group(1).toLowerCase(java.util.Locale.ROOT), decode(matcher.group(2)));
        }
        return attributes;
    }

    private static String decode(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    /** The heading, and what is wrong if the page says so. */
    @Override
    public String toString() {
        return summary;
    }
}
