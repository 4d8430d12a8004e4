package io.crosscloud.auth.internal.oauth;

/**
 * A server's text without a secret that it was sent, whole or from its beginning on: a server that cuts it leaves the rest out, one
 * that adds to it goes on after it.
 */
public final class SecretMask {
    private static final int BEGINNING = 8;
    private static final String MASK = "[redacted]";
    private static final String ENDS = "\"'<>&,;";

    private SecretMask() {}

    /** The text with a mask in place of the secret, and of what begins like it up to the end of a word. */
    public static String in(String text, String secret) {
        String beginning = secret.substring(0, Math.min(BEGINNING, secret.length()));
        int at = beginning.isEmpty() ? -1 : text.indexOf(beginning);
        if (at < 0) {
            return text;
        }
        StringBuilder masked = new StringBuilder(text.length());
        int done = 0;
        while (at >= 0) {
            masked.append(text, done, at).append(MASK);
            done = end(text, at, secret);
            at = text.indexOf(beginning, done);
        }
        return masked.append(text, done, text.length()).toString();
    }

    /** Where it ends: after the whole secret, or after the word in which it stops to be the secret. */
    private static int end(String text, int start, String secret) {
        int same = 0;
        while (same < secret.length()
                && start + same < text.length()
                && text.charAt(start + same) == secret.charAt(same)) {
            same++;
        }
        int end = start + same;
        if (same == secret.length()) {
            return end;
        }
        while (end < text.length() && !endsWord(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean endsWord(char c) {
        return Character.isWhitespace(c) || ENDS.indexOf(c) >= 0;
    }
}
