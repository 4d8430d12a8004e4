package io.crosscloud.examples.web;

import io.crosscloud.session.User;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Who is there: a browser, known by 256 random bits in a cookie. A host that knows its people has a session of its own in
 * place of this.
 *
 * <p>Who has the id is the visitor, so it stays in the cookie. What is derived from it does not tell it.
 */
record Visitor(String id) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 32;
    private static final int NAME_LENGTH = 16;

    static Visitor unknown() {
        byte[] bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        return new Visitor(HexFormat.of().formatHex(bytes));
    }

    /** Empty if the cookie is none that {@link #unknown} made. */
    static Optional<Visitor> of(String cookie) {
        return cookie.matches("[0-9a-f]{" + 2 * ID_BYTES + "}") ? Optional.of(new Visitor(cookie)) : Optional.empty();
    }

    /** The name that the visitor's sessions are kept under. */
    User user() {
        return User.of("visitor-" + derived("user").substring(0, NAME_LENGTH));
    }

    /** What each form carries, and nobody else's page can know: protection from cross-site request forgery. */
    String formToken() {
        return derived("form");
    }

    boolean hasFormToken(String sent) {
        return MessageDigest.isEqual(
                sent.getBytes(StandardCharsets.UTF_8), formToken().getBytes(StandardCharsets.UTF_8));
    }

    private String derived(String purpose) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest((purpose + ":" + id).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return user().name();
    }
}
