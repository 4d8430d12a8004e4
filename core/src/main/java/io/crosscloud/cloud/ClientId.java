package io.crosscloud.cloud;

import io.crosscloud.internal.Shown;
import java.util.Objects;

/**
 * The public name of the connected app or installed package: Salesforce calls it consumer key, Engagement client id
 * (RFC 6749 section 2.2). Not a secret.
 *
 * @param value visible ASCII characters, without spaces
 */
public record ClientId(String value) {
    /** @throws io.crosscloud.error.ConfigurationException if the value is empty or holds a space or a control character */
    public ClientId {
        Objects.requireNonNull(value, "value");
        if (value.isEmpty() || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw Checks.invalid(
                    "client id", Shown.quoted(value), "the consumer key or client id as the cloud's Setup shows it");
        }
    }

    /** A client id. */
    public static ClientId of(String value) {
        return new ClientId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
