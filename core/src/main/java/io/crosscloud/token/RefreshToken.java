package io.crosscloud.token;

/**
 * A refresh token (RFC 6749 section 1.5). With rotation it is spent by using it once. Immutable and thread-safe; prints
 * a fingerprint.
 */
public final class RefreshToken {
    private final Secret value;

    private RefreshToken(Secret value) {
        this.value = value;
    }

    /**
     * A refresh token.
     *
     * @throws IllegalArgumentException if the value is empty or holds anything but visible ASCII
     */
    public static RefreshToken of(String value) {
        return new RefreshToken(Secret.of(AccessToken.requireVisibleAscii("refresh token", value)));
    }

    /** The token itself. */
    public String exposeSecret() {
        return value.exposeSecret();
    }

    /** Twelve hex digits of the token's SHA-256. */
    public String fingerprint() {
        return value.fingerprint();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RefreshToken that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "RefreshToken[" + fingerprint() + "]";
    }
}
