package io.crosscloud.auth.client;

import io.crosscloud.token.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An RSA private key of 2048 to 8192 bits, or a signer that has one, which signs assertions with RS256 (RFC 7518 section
 * 3.3). Thread-safe; prints nothing of the key.
 *
 * <p>A key in a file is read at once, so that a wrong one is told at the start, and again whenever the file's time or size
 * has changed, so that a key is replaced without a restart; if the new file cannot be read, the last good key stays in use
 * and a warning is logged.
 */
public final class SigningKey {
    private static final int MIN_SIGNATURE = 256;
    private static final int MAX_SIGNATURE = 1024;

    @FunctionalInterface
    private interface Signer {
        byte[] sign(byte[] input) throws BadKeyException;
    }

    private final Signer signer;
    private final String origin;

    private SigningKey(Signer signer, String origin) {
        this.signer = signer;
        this.origin = origin;
    }

    /**
     * A key in a PEM file: PKCS#8 or PKCS#1, one block.
     *
     * @throws io.crosscloud.error.ConfigurationException if there is no such key; the file's content is not quoted
     */
    public static SigningKey fromPem(Path file) {
        return fromPemFile(file, null);
    }

    /**
     * A key in a PEM file that may be encrypted (PKCS#8 with PBES2 and AES).
     *
     * @throws io.crosscloud.error.ConfigurationException if there is no such key, or the passphrase is wrong
     */
    public static SigningKey fromPem(Path file, Secret passphrase) {
        return fromPemFile(file, Objects.requireNonNull(passphrase, "passphrase"));
    }

    /**
     * A key as PEM text, from an environment variable for instance; line ends may be written as {@code \n}.
     *
     * @throws io.crosscloud.error.ConfigurationException if there is no such key; the text is not quoted
     */
    public static SigningKey fromPem(String text) {
        return fromPemText(text, null);
    }

    /**
     * A key as PEM text that may be encrypted.
     *
     * @throws io.crosscloud.error.ConfigurationException if there is no such key, or the passphrase is wrong
     */
    public static SigningKey fromPem(String text, Secret passphrase) {
        return fromPemText(text, Objects.requireNonNull(passphrase, "passphrase"));
    }

    /**
     * A key in a PKCS#12 or JKS key store, whose passphrase also opens the key.
     *
     * @throws io.crosscloud.error.ConfigurationException if there is no such key, or the passphrase is wrong
     */
    public static SigningKey fromKeyStore(Path file, Secret passphrase, String alias) {
        Objects.requireNonNull(passphrase, "passphrase");
        Objects.requireNonNull(alias, "alias");
        return fromFile(new KeyFile(file, content -> KeyStores.read(content, passphrase, alias)));
    }

    /**
     * A key.
     *
     * @throws io.crosscloud.error.ConfigurationException if it is not an RSA key of 2048 to 8192 bits
     */
    public static SigningKey of(PrivateKey key) {
        try {
            PrivateKey checked = RsaKeys.checked(key);
            return new SigningKey(input -> RsaKeys.sign(checked, input), "key");
        } catch (BadKeyException e) {
            throw e.at("signing key");
        }
    }

    /** A key that is asked for anew at each signature. */
    public static SigningKey of(Supplier<PrivateKey> key) {
        Objects.requireNonNull(key, "key");
        return new SigningKey(input -> RsaKeys.sign(RsaKeys.checked(key.get()), input), "supplier");
    }

    /**
     * A signer of the host's own, such as a KMS or an HSM.
     *
     * @param rs256 takes the bytes to sign, answers with their RSASSA-PKCS1-v1_5 signature over SHA-256
     */
    public static SigningKey signer(Function<byte[], byte[]> rs256) {
        return new SigningKey(Objects.requireNonNull(rs256, "rs256")::apply, "signer");
    }

    /**
     * Signs with RS256. May block, where the key is elsewhere.
     *
     * @throws io.crosscloud.error.ConfigurationException if the key is unsuitable or the signer fails
     */
    public byte[] sign(byte[] input) {
        try {
            return checked(signer.sign(input));
        } catch (BadKeyException e) {
            throw e.at(origin);
        } catch (RuntimeException e) {
            throw new BadKeyException(
                            CredentialProblem.SIGNER_FAILED, e.getClass().getName())
                    .at(origin);
        }
    }

    private static byte[] checked(byte @Nullable [] signature) throws BadKeyException {
        int length = signature == null ? 0 : signature.length;
        if (signature == null || length < MIN_SIGNATURE || length > MAX_SIGNATURE) {
            throw new BadKeyException(
                    CredentialProblem.SIGNER_FAILED,
                    "a signature of " + length + " bytes (expected: " + MIN_SIGNATURE + " to " + MAX_SIGNATURE + ")");
        }
        return signature;
    }

    private static SigningKey fromPemText(String text, @Nullable Secret passphrase) {
        try {
            return of(Pem.read(text, passphrase));
        } catch (BadKeyException e) {
            throw e.at("PEM text");
        }
    }

    private static SigningKey fromPemFile(Path file, @Nullable Secret passphrase) {
        return fromFile(new KeyFile(
                file, content -> Pem.read(new String(content, StandardCharsets.ISO_8859_1), passphrase)));
    }

    private static SigningKey fromFile(KeyFile file) {
        return new SigningKey(input -> RsaKeys.sign(file.get(), input), file.toString());
    }

    @Override
    public String toString() {
        return "SigningKey[" + origin + "]";
    }
}
