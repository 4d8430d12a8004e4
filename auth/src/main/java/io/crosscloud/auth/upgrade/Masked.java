package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.internal.oauth.SecretMask;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a server said, without the secret that it was sent, in every form in which it may repeat it. Blanks around the secret are no
 * part of it, since what is read of an answer is stripped of them.
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
