package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.cloud.ClientId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a client sent a person to the authorize page with, as far as its code is checked against it later. */
record AuthorizationRequest(
        ClientId clientId,
        String redirectUri,
        @Nullable String state,
        @Nullable Challenge challenge) {

    /** PKCE (RFC 7636): not documented for Engagement, verified if a client uses it. */
    record Challenge(String value, boolean sha256) {
        boolean isMetBy(String verifier) {
            return value.equals(sha256 ? hash(verifier) : verifier);
        }

        private static String hash(String verifier) {
            try {
                byte[] digest =
                        MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
                return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("every JDK has SHA-256", impossible);
            }
        }
    }

    /** Whether a token request is the other half of this. A verifier without a challenge is refused (RFC 9700). */
    boolean isMetBy(ClientId client, Optional<String> redirect, Optional<String> verifier) {
        return clientId.equals(client)
                && redirect.filter(redirectUri::equals).isPresent()
                && (challenge == null
                        ? verifier.isEmpty()
                        : verifier.filter(challenge::isMetBy).isPresent());
    }
}
