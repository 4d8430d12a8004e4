package io.crosscloud.auth.client;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** What an RSA key must be, and how it signs. */
final class RsaKeys {
    private static final int MIN_BITS = 2048;
    private static final int MAX_BITS = 8192;
    private static final BigInteger MIN_EXPONENT = BigInteger.valueOf(65537);
    private static final List<String> OTHERS = List.of("EC", "EdDSA", "DSA", "RSASSA-PSS", "XDH", "DH");

    private RsaKeys() {}

    static PrivateKey fromPkcs8(byte[] der) throws BadKeyException {
        if (!Der.isOneSequence(der)) {
            throw BadKeyException.unreadable("a key that is cut off or has trailing bytes");
        }
        try {
            return checked(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der)));
        } catch (GeneralSecurityException | RuntimeException e) {
            for (String algorithm : OTHERS) {
                if (isKeyOf(algorithm, der)) {
                    throw new BadKeyException(CredentialProblem.KEY_UNSUITABLE, "a key for " + algorithm);
                }
            }
            throw BadKeyException.unreadable("a PEM block that holds no private key");
        }
    }

    static PrivateKey checked(PrivateKey key) throws BadKeyException {
        if (!"RSA".equals(key.getAlgorithm())) {
            throw new BadKeyException(CredentialProblem.KEY_UNSUITABLE, "a key for " + key.getAlgorithm());
        }
        if (key instanceof RSAKey rsa) {
            int bits = rsa.getModulus().bitLength();
            if (bits < MIN_BITS || bits > MAX_BITS) {
                throw new BadKeyException(CredentialProblem.KEY_UNSUITABLE, "an RSA key of " + bits + " bits");
            }
        }
        if (key instanceof RSAPrivateCrtKey crt) {
            BigInteger exponent = crt.getPublicExponent();
            if (exponent.compareTo(MIN_EXPONENT) < 0 || !exponent.testBit(0)) {
                throw new BadKeyException(
                        CredentialProblem.KEY_UNSUITABLE,
                        "an RSA key with a public exponent other than an odd one from 65537 up");
            }
        }
        return key;
    }

    /** RSASSA-PKCS1-v1_5 with SHA-256: RS256 of RFC 7518 section 3.3. */
    static byte[] sign(PrivateKey key, byte[] input) throws BadKeyException {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(input);
            return signature.sign();
        } catch (InvalidKeyException e) {
            throw new BadKeyException(CredentialProblem.KEY_UNSUITABLE, "a key that does not sign with RS256");
        } catch (GeneralSecurityException e) {
            throw new BadKeyException(
                    CredentialProblem.SIGNER_FAILED, e.getClass().getSimpleName());
        }
    }

    private static boolean isKeyOf(String algorithm, byte[] der) {
        try {
            KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }
}
