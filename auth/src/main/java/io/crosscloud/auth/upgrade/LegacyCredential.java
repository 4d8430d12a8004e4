package io.crosscloud.auth.upgrade;

import io.crosscloud.token.Secret;
import java.util.Objects;

/**
 * A user name and password of the old way. The host makes one whenever it is asked; it is used for one request and kept
 * nowhere. Immutable; prints neither part.
 */
public final class LegacyCredential {
    private final String username;
    private final Secret password;

    private LegacyCredential(String username, Secret password) {
        this.username = Objects.requireNonNull(username, "username");
        this.password = Objects.requireNonNull(password, "password");
    }

    /** A user name and password; for Salesforce with the security token behind the password, where one is needed. */
    public static LegacyCredential of(String username, Secret password) {
        return new LegacyCredential(username, password);
    }

    String username() {
        return username;
    }

    String exposePassword() {
        return password.exposeSecret();
    }

    @Override
    public String toString() {
        return "LegacyCredential[redacted]";
    }
}
