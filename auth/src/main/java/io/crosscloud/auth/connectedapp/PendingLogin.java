package io.crosscloud.auth.connectedapp;

import io.crosscloud.auth.internal.json.Json;
import io.crosscloud.auth.internal.json.JsonObject;
import io.crosscloud.auth.internal.json.MalformedJsonException;
import io.crosscloud.internal.Sha256;
import io.crosscloud.session.User;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * What must be known again when the person comes back. Every value of its own is 256 random bits.
 *
 * @param user who is logging in
 * @param state ties the callback to this login (RFC 6749 section 10.12)
 * @param verifier ties the code to this login (RFC 7636)
 * @param nonce ties the {@code id_token} to this login (OpenID Connect Core section 3.1.2.1)
 * @param expiresAt when it is too late
 */
record PendingLogin(User user, String state, String verifier, String nonce, Instant expiresAt) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_BYTES = 32;

    static PendingLogin begin(User user, Instant expiresAt) {
        return new PendingLogin(user, random(), random(), random(), expiresAt);
    }

    /** The {@code code_challenge} of method S256 (RFC 7636 section 4.2). */
    String challenge() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(verifier));
    }

    boolean hasState(String answered) {
        return MessageDigest.isEqual(answered.getBytes(StandardCharsets.UTF_8), state.getBytes(StandardCharsets.UTF_8));
    }

    String toText() {
        return Json.write(Map.<String, Object>of(
                "user", user.name(),
                "state", state,
                "verifier", verifier,
                "nonce", nonce,
                "expires", expiresAt.toEpochMilli()));
    }

    /** Empty if the text is not one that {@link #toText} wrote. */
    static Optional<PendingLogin> of(String text) {
        try {
            JsonObject login = Json.parse(text);
            String user = login.text("user").orElseThrow();
            return Optional.of(new PendingLogin(
                    user.isEmpty() ? User.integration() : User.of(user),
                    login.text("state").orElseThrow(),
                    login.text("verifier").orElseThrow(),
                    login.text("nonce").orElseThrow(),
                    Instant.ofEpochMilli(login.wholeNumber("expires").orElseThrow())));
        } catch (MalformedJsonException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "PendingLogin[" + user + ", expiresAt=" + expiresAt + "]";
    }
}
