package io.crosscloud.auth.internal.oauth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The {@code signature} of Salesforce's token answers (help page "OAuth 2.0 Web Server Flow"): HMAC-SHA256 of {@code id} and
 * {@code issued_at}, one after the other, by the consumer secret, in Base64.
 */
final class IdentitySignature {
    private static final String ALGORITHM = "HmacSHA256";

    private IdentitySignature() {}

    static boolean fits(String signature, String id, String issuedAt, String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            byte[] expected = mac.doFinal((id + issuedAt).getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(expected, Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
