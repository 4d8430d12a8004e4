package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.client.CredentialProblem;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.token.Secret;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The user name and password of an old login. The host creates one for each request; it is used once and stored
 * nowhere. Immutable; {@code toString()} shows neither part.
 */
public final class LegacyCredential {
    private final String username;
    private final Secret password;

    private LegacyCredential(String username, Secret password) {
        this.username = Objects.requireNonNull(username, "username");
        this.password = Objects.requireNonNull(password, "password");
    }

    /** Creates a credential. For Salesforce, the security token follows the password where one is needed. */
    public static LegacyCredential of(String username, Secret password) {
        return new LegacyCredential(username, password);
    }

    /**
     * Reads the host's credential. The supplier's failure may contain the credential, so it is neither shown nor
     * chained.
     */
    static <T> T read(Supplier<T> credential) {
        try {
            return Objects.requireNonNull(credential.get());
        } catch (RuntimeException e) {
            throw AuthFailure.of(CredentialProblem.SECRET_UNAVAILABLE)
                    .detail("the old credential: " + e.getClass().getSimpleName())
                    .toException();
        }
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
