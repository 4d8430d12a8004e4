package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.internal.json.Json;
import io.crosscloud.auth.internal.json.JsonObject;
import io.crosscloud.auth.internal.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an {@code id_token} must say (OpenID Connect Core section 3.1.3.7). The algorithm is RS256, the only one that
 * Salesforce's discovery document lists, whatever the token's header says (RFC 8725 section 3.1).
 *
 * @param issuers who may have issued it
 * @param clientId whom it must be for
 * @param nonce what it must repeat
 * @param identityUrl whom it must speak for, as the answer's {@code id} does; null if that has none
 */
record IdToken(
        Set<String> issuers,
        String clientId,
        String nonce,
        @Nullable String identityUrl) {
    private static final Duration LEEWAY = Duration.ofMinutes(1);

    /** What is wrong with a token. */
    static final class WrongException extends Exception {
        private static final long serialVersionUID = 1;

        WrongException(String message) {
            super(message);
        }
    }

    /**
     * Checks a token.
     *
     * @param keys the server's keys by their id, or all for a null id
     */
    void check(String token, Function<@Nullable String, List<PublicKey>> keys, Instant now) throws WrongException {
        JsonObject claims = verified(token, keys);
        require(claims.text("iss").filter(issuers::contains).isPresent(), "of another issuer");
        require(
                claims.text("aud").filter(clientId::equals).isPresent()
                        || claims.texts("aud").contains(clientId),
                "for another client");
        require(claims.text("nonce").filter(this::answers).isPresent(), "of another login");
        long end = claims.wholeNumber("exp").orElse(Long.MIN_VALUE);
        require(end > now.minus(LEEWAY).getEpochSecond(), "expired, or without an end");
        String subject = claims.text("sub").orElse("");
        require(
                !subject.isEmpty() && (identityUrl == null || path(identityUrl).equals(path(subject))),
                "of another user");
    }

    /** The claims of a compact JWS (RFC 7515 section 5.2), in which nothing is critical: nothing of the kind is understood. */
    private static JsonObject verified(String token, Function<@Nullable String, List<PublicKey>> keys)
            throws WrongException {
        String[] parts = token.split("\\.", -1);
        require(parts.length == 3, "none, or not a signed JWT");
        JsonObject header = object(parts[0], "none, or not a signed JWT");
        require(header.text("alg").filter("RS256"::equals).isPresent(), "not signed by RS256");
        require(!header.has("crit"), "with a header that is not known");
        byte[] signature = decoded(parts[2], "without a signature");
        byte[] signed = bytes(parts[0] + "." + parts[1]);
        for (PublicKey key : keys.apply(header.text("kid").orElse(null))) {
            if (verifies(key, signed, signature)) {
                return object(parts[1], "without claims");
            }
        }
        throw new WrongException("signed by none of the server's keys");
    }

    private static boolean verifies(PublicKey key, byte[] signed, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static JsonObject object(String part, String otherwise) throws WrongException {
        try {
            return Json.parse(decoded(part, otherwise));
        } catch (MalformedJsonException e) {
            throw new WrongException(otherwise);
        }
    }

    private static byte[] decoded(String part, String otherwise) throws WrongException {
        try {
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            throw new WrongException(otherwise);
        }
    }

    private boolean answers(String answered) {
        return MessageDigest.isEqual(bytes(answered), bytes(nonce));
    }

    /** Login host and My Domain name the same user by the same path. */
    private static String path(String identityUrl) {
        int start = identityUrl.indexOf("/id/");
        return start < 0 ? identityUrl : identityUrl.substring(start);
    }

    private static void require(boolean holds, String otherwise) throws WrongException {
        if (!holds) {
            throw new WrongException(otherwise);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
