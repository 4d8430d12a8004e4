package io.crosscloud.auth.internal.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.crosscloud.auth.client.SigningKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;

/** Two keys, and a verifier that is not ours. */
public final class TestKeys {
    public static final KeyPair FIRST = generate();
    public static final KeyPair SECOND = generate();

    private TestKeys() {}

    public static SigningKey signing(KeyPair pair) {
        return SigningKey.of(pair.getPrivate());
    }

    /** The assertion, if it is a JWS that this key signed. */
    public static SignedJWT verified(String assertion, KeyPair pair) {
        try {
            SignedJWT jwt = SignedJWT.parse(assertion);
            if (!jwt.verify(new RSASSAVerifier((RSAPublicKey) pair.getPublic()))) {
                throw new AssertionError("signed with another key");
            }
            return jwt;
        } catch (ParseException | JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
