package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.SecretLeakDetector;
import java.security.SecureRandom;

/** Tokens and codes in the shapes that Salesforce gives them, with the mark that tells a leak. */
final class RandomText {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomText() {}

    /** An access token: the org's id, an exclamation mark, and 96 characters. */
    static String accessToken(RecordId org) {
        return org.fifteen() + "!AQ" + marked(94);
    }

    static String refreshToken() {
        return "5Aep861" + marked(78) + "==";
    }

    static String authorizationCode() {
        return "aPrx" + marked(76) + "==";
    }

    private static String marked(int length) {
        return SecretLeakDetector.MARK + of(length - SecretLeakDetector.MARK.length());
    }

    static String of(int length) {
        byte[] random = new byte[length];
        RANDOM.nextBytes(random);
        char[] text = new char[length];
        for (int i = 0; i < length; i++) {
            text[i] = ALPHABET.charAt(random[i] & 63);
        }
        return new String(text);
    }
}
