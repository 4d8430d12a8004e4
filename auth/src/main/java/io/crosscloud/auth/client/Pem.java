package io.crosscloud.auth.client;

import io.crosscloud.token.Secret;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * An RSA private key out of PEM (RFC 7468): PKCS#8, encrypted PKCS#8 or PKCS#1, as exactly one block. Text around the
 * block, any line ends, and line ends written as {@code \n} are accepted. At bytes that are none of
 * these the JDK's readers throw unchecked exceptions too.
 */
final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    private static final Pattern LABEL = Pattern.compile("[A-Z0-9 ]{1,40}");
    private static final int MAX_ITERATIONS = 2_000_000;

    private Pem() {}

    static PrivateKey read(String text, @Nullable Secret passphrase) throws BadKeyException {
        String plain = text.replace("\\r", "").replace("\\n", "\n");
        int begin = plain.indexOf(BEGIN);
        if (begin >= 0 && plain.indexOf(BEGIN, begin + 1) >= 0) {
            throw BadKeyException.unreadable("more than one PEM block");
        }
        int labelEnd = begin < 0 ? -1 : plain.indexOf(DASHES, begin + BEGIN.length());
        String label = labelEnd < 0 ? "" : plain.substring(begin + BEGIN.length(), labelEnd);
        int start = labelEnd + DASHES.length();
        int end = LABEL.matcher(label).matches() ? plain.indexOf("-----END " + label + DASHES, start) : -1;
        if (end < 0) {
            throw BadKeyException.unreadable("no PEM block");
        }
        return read(label, plain.substring(start, end), passphrase);
    }

    private static PrivateKey read(String label, String content, @Nullable Secret passphrase) throws BadKeyException {
        return switch (label) {
            case "PRIVATE KEY" -> RsaKeys.fromPkcs8(decode(content));
            case "ENCRYPTED PRIVATE KEY" -> RsaKeys.fromPkcs8(decrypt(decode(content), passphrase));
            case "RSA PRIVATE KEY" -> pkcs1(content);
            case "EC PRIVATE KEY", "DSA PRIVATE KEY" ->
                throw new BadKeyException(CredentialProblem.KEY_UNSUITABLE, "a block " + label);
            default -> throw BadKeyException.unreadable("a block " + label);
        };
    }

    private static PrivateKey pkcs1(String content) throws BadKeyException {
        if (content.contains("Proc-Type:")) {
            throw BadKeyException.unreadable(
                    "a key encrypted in OpenSSL's old format; rewrite it with openssl pkcs8 -topk8 -v2 aes-256-cbc");
        }
        byte[] der = decode(content);
        if (!Der.isOneSequence(der)) {
            throw BadKeyException.unreadable("a key that is cut off or has trailing bytes");
        }
        return RsaKeys.fromPkcs8(Der.pkcs8(der));
    }

    private static byte[] decode(String base64) throws BadKeyException {
        try {
            return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw BadKeyException.unreadable("a PEM block that is not Base64");
        }
    }

    private static byte[] decrypt(byte[] der, @Nullable Secret passphrase) throws BadKeyException {
        if (passphrase == null) {
            throw new BadKeyException(CredentialProblem.KEY_ENCRYPTED, "a block ENCRYPTED PRIVATE KEY");
        }
        Cipher cipher;
        EncryptedPrivateKeyInfo info;
        try {
            info = new EncryptedPrivateKeyInfo(der);
            cipher = cipher(info, passphrase);
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw BadKeyException.unreadable("a key encrypted in a way that this Java does not know; use AES-256");
        }
        try {
            PKCS8EncodedKeySpec opened = info.getKeySpec(cipher);
            return opened.getEncoded();
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new BadKeyException(CredentialProblem.KEY_PASSPHRASE_WRONG, "a block ENCRYPTED PRIVATE KEY");
        }
    }

    private static Cipher cipher(EncryptedPrivateKeyInfo info, Secret passphrase)
            throws BadKeyException, GeneralSecurityException {
        AlgorithmParameters parameters = info.getAlgParameters();
        boolean pbes2 = parameters.toString() != null && parameters.toString().startsWith("PBE");
        String algorithm = pbes2 ? parameters.toString() : info.getAlgName();
        if (parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount() > MAX_ITERATIONS) {
            throw BadKeyException.unreadable("a key encrypted with more than " + MAX_ITERATIONS + " iterations");
        }
        PBEKeySpec spec = new PBEKeySpec(passphrase.exposeSecret().toCharArray());
        try {
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE, SecretKeyFactory.getInstance(algorithm).generateSecret(spec), parameters);
            return cipher;
        } finally {
            spec.clearPassword();
        }
    }
}
