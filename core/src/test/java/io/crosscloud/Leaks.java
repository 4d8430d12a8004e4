package io.crosscloud;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds a secret in a text in every form in which one leaks: as it is, in part, backwards, or encoded. */
final class Leaks {
    private static final int PART = 8;

    private final Map<String, String> forms = new LinkedHashMap<>();

    Leaks(String... secrets) {
        for (String secret : secrets) {
            add(secret);
        }
    }

    /** The first form of a secret that stands in the text. */
    Optional<String> in(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return forms.entrySet().stream()
                .filter(form -> lower.contains(form.getKey().toLowerCase(Locale.ROOT)))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private void add(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        forms.put(secret.substring(0, PART), "the beginning of " + secret);
        forms.put(secret.substring(secret.length() - PART), "the end of " + secret);
        forms.put(new StringBuilder(secret).reverse().substring(0, PART), secret + " backwards");
        forms.put(URLEncoder.encode(secret, StandardCharsets.UTF_8).substring(0, PART), secret + " URL-encoded");
        forms.put(HexFormat.of().formatHex(bytes).substring(0, 2 * PART), secret + " in hex");
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            // The first and the last four letters depend on what stands before and behind.
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            String inner = encoded.substring(4, encoded.length() - 4);
            forms.put(inner, secret + " in base64");
            forms.put(inner.replace('+', '-').replace('/', '_'), secret + " in base64url");
        }
    }
}
