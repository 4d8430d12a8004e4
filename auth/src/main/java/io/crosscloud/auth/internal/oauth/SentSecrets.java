package io.crosscloud.auth.internal.oauth;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The secrets of one request, to be masked in whatever the server says about it, whole or from their beginning on. */
final class SentSecrets {
    private static final int MIN_LENGTH = 4;
    private static final int PREFIX = 8;
    private static final String MASK = "[redacted]";

    private final List<String> secrets = new ArrayList<>();

    void add(String secret) {
        secrets.add(secret);
    }

    String mask(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = mask(masked, secret);
            String encoded = GrantRequest.encode(secret);
            if (!encoded.equals(secret)) {
                masked = mask(masked, encoded);
            }
        }
        return masked;
    }

    private static String mask(String text, String secret) {
        if (secret.length() < MIN_LENGTH) {
            return text;
        }
        String beginning = secret.substring(0, Math.min(PREFIX, secret.length()));
        if (!text.contains(beginning)) {
            return text;
        }
        return Pattern.compile(Pattern.quote(secret) + "|" + Pattern.quote(beginning) + "[^\\s\"'<>&,;]*")
                .matcher(text)
                .replaceAll(MASK);
    }

    @Nullable
    String maskOrNull(@Nullable String text) {
        return text == null ? null : mask(text);
    }
}
