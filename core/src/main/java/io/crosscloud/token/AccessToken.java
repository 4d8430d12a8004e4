package io.crosscloud.token;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An access token (RFC 6749 section 1.4): what it opens, where, and until when as far as the server said so. Immutable
 * and thread-safe; prints a fingerprint. Two are equal if their values are.
 */
public final class AccessToken {
    private final Secret value;
    private final ApiEndpoints endpoints;
    private final Scopes scopes;
    private final Instant issuedAt;
    private final @Nullable Instant expiresAt;

    private AccessToken(
            Secret value, ApiEndpoints endpoints, Scopes scopes, Instant issuedAt, @Nullable Instant expiresAt) {
        this.value = value;
        this.endpoints = Objects.requireNonNull(endpoints, "endpoints");
        this.scopes = Objects.requireNonNull(scopes, "scopes");
        this.issuedAt = Objects.requireNonNull(issuedAt, "issuedAt");
        this.expiresAt = expiresAt;
    }

    /**
     * An access token whose end the server did not state, as Salesforce's opaque ones.
     *
     * @throws IllegalArgumentException if the value is empty or holds anything but visible ASCII
     */
    public static AccessToken of(String value, ApiEndpoints endpoints, Scopes scopes, Instant issuedAt) {
        return new AccessToken(
                Secret.of(requireVisibleAscii("access token", value)), endpoints, scopes, issuedAt, null);
    }

    /** The same token, with the end that the server stated. */
    public AccessToken expiringAt(Instant expiresAt) {
        return new AccessToken(value, endpoints, scopes, issuedAt, Objects.requireNonNull(expiresAt, "expiresAt"));
    }

    /** The token itself. */
    public String exposeSecret() {
        return value.exposeSecret();
    }

    /** The value of an {@code Authorization} header (RFC 6750 section 2.1). */
    public String exposeAuthorizationHeader() {
        return "Bearer " + value.exposeSecret();
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
        return issuedAt;
    }

    /** When it ends, if the server stated it. */
    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    /** Twelve hex digits of the token's SHA-256. */
    public String fingerprint() {
        return value.fingerprint();
    }

    static String requireVisibleAscii(String what, String value) {
        if (value.isEmpty() || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(what + ": holds other than visible ASCII characters, or nothing");
        }
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AccessToken that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "AccessToken[" + fingerprint() + ", " + endpoints.rest() + ", expiresAt=" + expiresAt + "]";
    }
}
