package io.crosscloud.token;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An access token (RFC 6749 section 1.4): what it opens, where, and until when as far as the server said so. Immutable
 * and thread-safe; prints a fingerprint. Two are equal if their values are.
 */
public final class AccessToken {
    private static final long UNSTATED = Long.MIN_VALUE;

    /** No {@link Secret}, and the times are numbers: a process may hold very many tokens. */
    private final String value;

    private final ApiEndpoints endpoints;
    private final Scopes scopes;
    private final long issuedAt;
    private final long expiresAt;

    private AccessToken(String value, ApiEndpoints endpoints, Scopes scopes, long issuedAt, long expiresAt) {
        this.value = value;
        this.endpoints = Objects.requireNonNull(endpoints, "endpoints");
        this.scopes = Objects.requireNonNull(scopes, "scopes");
        this.issuedAt = issuedAt;
        this.expiresAt = expiresAt;
    }

    /**
     * An access token whose end the server did not state, as Salesforce's opaque ones.
     *
     * @param issuedAt counts to the millisecond
     * @throws IllegalArgumentException if the value is empty or holds anything but visible ASCII
     */
    public static AccessToken of(String value, ApiEndpoints endpoints, Scopes scopes, Instant issuedAt) {
        return new AccessToken(
                requireVisibleAscii("access token", value), endpoints, scopes, issuedAt.toEpochMilli(), UNSTATED);
    }

    /** The same token, with the end that the server stated, to the millisecond. */
    public AccessToken expiringAt(Instant expiresAt) {
        return new AccessToken(value, endpoints, scopes, issuedAt, expiresAt.toEpochMilli());
    }

    /** The token itself. */
    public String exposeSecret() {
        return value;
    }

    /** The value of an {@code Authorization} header (RFC 6750 section 2.1). */
    public String exposeAuthorizationHeader() {
        return "Bearer " + value;
    }

    /** The API hosts that the token is for. */
    public ApiEndpoints endpoints() {
        return endpoints;
    }

    /** What was granted, as the server said; unspecified if it did not say. */
    public Scopes scopes() {
        return scopes;
    }

    /** When it was issued, by the client's clock. */
    public Instant issuedAt() {
        return Instant.ofEpochMilli(issuedAt);
    }

    /** When it ends, if the server stated it. */
    public Optional<Instant> expiresAt() {
        return expiresAt == UNSTATED ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expiresAt));
    }

    /** Twelve hex digits of the token's SHA-256. */
    public String fingerprint() {
        return secret().fingerprint();
    }

    private Secret secret() {
        return Secret.of(value);
    }

    static String requireVisibleAscii(String what, String value) {
        if (value.isEmpty() || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    what + ": empty, or with other characters (expected: visible ASCII characters)");
        }
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AccessToken that && secret().equals(that.secret());
    }

    @Override
    public int hashCode() {
        return secret().hashCode();
    }

    @Override
    public String toString() {
        return "AccessToken[" + fingerprint() + ", " + endpoints.rest() + ", expiresAt="
                + expiresAt().orElse(null) + "]";
    }
}
