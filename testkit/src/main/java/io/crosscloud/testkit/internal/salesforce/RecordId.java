package io.crosscloud.testkit.internal.salesforce;

import java.util.Locale;

/**
 * A Salesforce record id: 15 characters that tell upper from lower case, and three more that say which of them are upper
 * case, so that the 18 together survive a system that does not.
 *
 * @param fifteen the case-sensitive form
 */
public record RecordId(String fifteen) {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    private static final int LENGTH = 15;
    private static final int CHUNK = 5;

    /**
     * @throws IllegalArgumentException unless it is 15 letters and digits
     */
    public RecordId {
        if (!fifteen.matches("[0-9A-Za-z]{15}")) {
            throw new IllegalArgumentException("record id: \"" + fifteen + "\" (expected: 15 letters and digits)");
        }
    }

    /** The n-th id with this prefix, such as {@code 005} for users. */
    static RecordId of(String prefix, long number) {
        StringBuilder digits = new StringBuilder();
        for (long rest = number; rest > 0; rest /= DIGITS.length()) {
            digits.insert(0, DIGITS.charAt((int) (rest % DIGITS.length())));
        }
        return new RecordId(prefix + "0".repeat(LENGTH - prefix.length() - digits.length()) + digits);
    }

    /** The form that APIs answer with. */
    public String eighteen() {
        StringBuilder id = new StringBuilder(fifteen);
        for (int chunk = 0; chunk < LENGTH; chunk += CHUNK) {
            int upper = 0;
            for (int i = 0; i < CHUNK; i++) {
                upper |= Character.isUpperCase(fifteen.charAt(chunk + i)) ? 1 << i : 0;
            }
            id.append(CHECK.charAt(upper));
        }
        return id.toString();
    }

    /** Whether this text is either form of this id. */
    boolean matches(String text) {
        return text.equals(fifteen)
                || text.toUpperCase(Locale.ROOT).equals(eighteen().toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return eighteen();
    }
}
