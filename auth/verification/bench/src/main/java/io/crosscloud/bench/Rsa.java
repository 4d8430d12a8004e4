package io.crosscloud.bench;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;

/** One key of 2048 bits for all. */
final class Rsa {
    private static final PrivateKey KEY = generate();

    private Rsa() {}

    static PrivateKey key() {
        return KEY;
    }

    private static PrivateKey generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair().getPrivate();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
