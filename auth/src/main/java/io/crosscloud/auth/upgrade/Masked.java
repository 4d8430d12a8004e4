package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.internal.oauth.SecretMask;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Masks the secret of a request in the server's answer, in every form in which the server may repeat it. Spaces around
 * the secret are ignored, since texts of an answer are stripped when they are read.
 */
final class Masked {
    private Masked() {}

    static String in(String text, String secret) {
        String bare = secret.strip();
        String masked = text;
        for (String form : List.of(bare, Xml.escape(bare), URLEncoder.encode(bare, StandardCharsets.UTF_8))) {
            masked = SecretMask.in(masked, form);
        }
        return masked;
    }
}
