package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.internal.json.Json;
import io.crosscloud.auth.internal.json.JsonObject;
import io.crosscloud.auth.internal.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/**
 * What an {@code id_token} says. It comes straight from the token endpoint over TLS, which stands in for checking its
 * signature (OpenID Connect Core section 3.1.3.7, rule 6).
 */
final class IdToken {
    private IdToken() {}

    /** Whether it is for this client and answers this login. */
    static boolean answers(String token, String clientId, String nonce) {
        return claims(token)
                .filter(claims -> claims.text("aud").filter(clientId::equals).isPresent()
                        || claims.texts("aud").contains(clientId))
                .flatMap(claims -> claims.text("nonce"))
                .filter(answered -> MessageDigest.isEqual(bytes(answered), bytes(nonce)))
                .isPresent();
    }

    private static Optional<JsonObject> claims(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.parse(Base64.getUrlDecoder().decode(parts[1])));
        } catch (IllegalArgumentException | MalformedJsonException e) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
