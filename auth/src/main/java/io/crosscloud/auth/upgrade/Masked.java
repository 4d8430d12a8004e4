package io.crosscloud.auth.upgrade;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a server said, without the secret that it was sent, whole or cut off after eight characters or more. Blanks around the
 * secret are no part of it, since what is read of an answer is stripped of them.
 */
final class Masked {
    private static final String MASK = "[redacted]";
    private static final int BEGINNING = 8;

    private Masked() {}

    static String in(String text, String secret) {
        String bare = secret.strip();
        String masked = text;
        for (String form : List.of(bare, Xml.escape(bare), URLEncoder.encode(bare, StandardCharsets.UTF_8))) {
            masked = withoutBeginnings(masked, form);
        }
        return masked;
    }

    private static String withoutBeginnings(String text, String secret) {
        String masked = text;
        int shortest = Math.max(1, Math.min(BEGINNING, secret.length()));
        for (int length = secret.length(); length >= shortest; length--) {
            masked = masked.replace(secret.substring(0, length), MASK);
        }
        return masked;
    }
}
