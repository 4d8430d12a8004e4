package io.crosscloud.auth.internal.oauth;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The secrets of one request, to be masked in whatever the server says about it, whole or from their beginning on. */
final class SentSecrets {
    private static final int MIN_LENGTH = 4;

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
        return secret.length() < MIN_LENGTH ? text : SecretMask.in(text, secret);
    }

    @Nullable
    String maskOrNull(@Nullable String text) {
        return text == null ? null : mask(text);
    }
}
