package io.crosscloud.auth.internal.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import io.crosscloud.auth.internal.json.Json;
import io.crosscloud.auth.internal.json.JsonObject;
import io.crosscloud.auth.internal.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
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
    void check(String token, Function<@Nullable String, List<RSAKey>> keys, Instant now) throws WrongException {
        JsonObject claims = claims(verified(token, keys));
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

    private static JWSObject verified(String token, Function<@Nullable String, List<RSAKey>> keys)
            throws WrongException {
        try {
            JWSObject signed = JWSObject.parse(token);
            require(JWSAlgorithm.RS256.equals(signed.getHeader().getAlgorithm()), "not signed by RS256");
            for (RSAKey key : keys.apply(signed.getHeader().getKeyID())) {
                if (signed.verify(new RSASSAVerifier(key))) {
                    return signed;
                }
            }
            throw new WrongException("signed by none of the server's keys");
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            throw new WrongException("none, or not a signed JWT");
        }
    }

    private static JsonObject claims(JWSObject token) throws WrongException {
        try {
            return Json.parse(token.getPayload().toBytes());
        } catch (MalformedJsonException e) {
            throw new WrongException("without claims");
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
