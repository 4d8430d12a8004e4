package io.crosscloud.testkit;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds secrets in what a program has logged, thrown or printed. It knows what the fakes give out, all of which carries the
 * {@link #MARK} or has the shape that both clouds' tokens have, whatever a test of yours makes with the mark in it, and
 * private keys. Put it behind an appender of your log, and no test can leak without somebody noticing.
 *
 * <pre>{@code
 * assertThat(SecretLeakDetector.find(logged)).isEmpty();
 * }</pre>
 */
public final class SecretLeakDetector {
    /** Stands in every client secret, password, code and opaque token of the fakes; put it into secrets of your own. */
    public static final String MARK = "CANARY";

    private static final Pattern MARKED = Pattern.compile(MARK);
    private static final Pattern SIGNED = Pattern.compile("(?<![\\w-])(?=[\\w-]*eyJ[\\w-]{8})[\\w-]++\\.[\\w-]*+\\.");
    private static final Pattern ACCESS_TOKEN = Pattern.compile("00D\\w{12,15}![\\w.]{8}");
    private static final Pattern REFRESH_TOKEN = Pattern.compile("5Aep861[\\w.]{8}");
    private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----");
    private static final Pattern HEADER = Pattern.compile("(?i)\\b(bearer|basic) [\\w.~+/!-]{16}");
    private static final Map<String, Pattern> SHAPES = new LinkedHashMap<>();

    static {
        SHAPES.put("a marked secret", MARKED);
        SHAPES.put("a JWT, a sealed value or an Engagement token", SIGNED);
        SHAPES.put("a Salesforce access token", ACCESS_TOKEN);
        SHAPES.put("a Salesforce refresh token", REFRESH_TOKEN);
        SHAPES.put("a private key", PRIVATE_KEY);
        SHAPES.put("an Authorization header", HEADER);
    }

    private SecretLeakDetector() {}

    /** What kind of secret stands in this text, or empty if none does. Never the secret itself. */
    public static Optional<String> find(String text) {
        return SHAPES.entrySet().stream()
                .filter(shape -> shape.getValue().matcher(text).find())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The same for all that a log would print of an exception: it, its causes, and what they suppressed. */
    public static Optional<String> find(Throwable thrown) {
        return find(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static Optional<String> find(Throwable thrown, Set<Throwable> seen) {
        if (!seen.add(thrown)) {
            return Optional.empty();
        }
        Optional<String> found = find(thrown + "\n" + thrown.getMessage());
        for (Throwable suppressed : thrown.getSuppressed()) {
            found = found.or(() -> find(suppressed, seen));
        }
        Throwable cause = thrown.getCause();
        return cause == null ? found : found.or(() -> find(cause, seen));
    }
}
