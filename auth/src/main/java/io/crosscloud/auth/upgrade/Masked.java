package io.crosscloud.auth.upgrade;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** What a server said, without the secret that it was sent. */
final class Masked {
    private static final String MASK = "[redacted]";

    private Masked() {}

    static String in(String text, String secret) {
        return text.replace(secret, MASK)
                .replace(Xml.escape(secret), MASK)
                .replace(URLEncoder.encode(secret, StandardCharsets.UTF_8), MASK);
    }
}
