package io.crosscloud.token;

import io.crosscloud.internal.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A value that must not be seen: a client secret, a passphrase, the text of a token. Immutable and thread-safe. It
 * prints as {@code Secret[redacted]}, is not serializable, and compares in constant time; {@link #exposeSecret()} is the
 * one way to read it, so that a search for that name finds every place that does.
 */
public final class Secret {
    private static final int FINGERPRINT_LENGTH = 12;

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * A secret.
     *
     * @throws IllegalArgumentException if the value is empty
     */
    public static Secret of(String value) {
        if (Objects.requireNonNull(value, "value").isEmpty()) {
            throw new IllegalArgumentException("secret: empty (expected: at least one character)");
        }
        return new Secret(value);
    }

    /** The value itself. */
    public String exposeSecret() {
        return value;
    }

    /** Twelve hex digits of the value's SHA-256: tells two secrets of high entropy apart and gives neither away. */
    public String fingerprint() {
        return HexFormat.of().formatHex(Sha256.of(value)).substring(0, FINGERPRINT_LENGTH);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return java.util.Arrays.hashCode(Sha256.of(value));
    }

    @Override
    public String toString() {
        return "Secret[redacted]";
    }
}
