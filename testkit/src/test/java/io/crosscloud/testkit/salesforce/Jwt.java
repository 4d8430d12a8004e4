package io.crosscloud.testkit.salesforce;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;

/** Assertions of any header and claims, encoded as various clients encode them. */
final class Jwt {
    private Jwt() {}

    static String signed(String header, String claims, PrivateKey key) {
        return signed(header, claims, key, Base64.getUrlEncoder().withoutPadding());
    }

    /** As camel-salesforce sends them. */
    static String padded(String header, String claims, PrivateKey key) {
        return signed(header, claims, key, Base64.getUrlEncoder());
    }

    private static String signed(String header, String claims, PrivateKey key, Base64.Encoder base64) {
        String text = base64.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + base64.encodeToString(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static KeyPair anotherKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
