package io.crosscloud.auth.store;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.util.Base64URL;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.internal.Sha256;
import io.crosscloud.token.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals sessions before a store sees them, and opens them again: JWE in compact form with {@code dir} and {@code A256GCM}
 * (RFC 7516, RFC 7518 sections 4.5 and 5.3), a fresh random IV each time. What is sealed is bound to where it stands: moved
 * to another row, or under another generation, it does not open. A row that is put back together with its generation does.
 *
 * <p>To change the key without losing a session, first let every host accept both, then seal with the new one:
 *
 * <pre>{@code
 * TokenCipher.aes256(oldKey).accepting(TokenCipher.aes256(newKey))   // on every host, then
 * TokenCipher.aes256(newKey).accepting(TokenCipher.aes256(oldKey))   // on every host; sealed anew at the next write
 * }</pre>
 *
 * <p><b>Hosts of two versions on one store.</b> Beside what is sealed its format's number stands in clear, now 1. Each release
 * reads all formats written before it, and writes a new one only if the release before it reads that too; so neighbouring
 * releases share a store during a roll-out, and when it is taken back. A host that meets a newer number all the same leaves
 * the record alone ({@link StoreProblem#STORE_FORMAT_NEWER}).
 *
 * <p>Change a key before it has sealed 2<sup>32</sup> times (NIST SP 800-38D section 8.3). Immutable and thread-safe.
 */
public final class TokenCipher {
    private static final int KEY_BYTES = 32;
    private static final int KEY_ID_LENGTH = 12;
    private static final int MAX_SEALED = 256 * 1024;
    private static final String BOUND_TO = "bnd";
    private static final Set<String> HEADER = Set.of("alg", "enc", "kid", BOUND_TO);
    private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{" + KEY_ID_LENGTH + "}");

    private final String keyId;
    private final Map<String, SecretKey> keys;

    private TokenCipher(String keyId, Map<String, SecretKey> keys) {
        this.keyId = keyId;
        this.keys = keys;
    }

    /**
     * Seals with this AES key of 32 bytes.
     *
     * @throws io.crosscloud.error.ConfigurationException if it has another length
     */
    public static TokenCipher aes256(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw invalid(key.length + " bytes (expected: 32)");
        }
        String id = HexFormat.of().formatHex(idOf(key)).substring(0, KEY_ID_LENGTH);
        return new TokenCipher(id, Map.of(id, new SecretKeySpec(key, "AES")));
    }

    /**
     * Seals with this AES key of 32 bytes.
     *
     * @throws io.crosscloud.error.ConfigurationException if it has another length, or does not give its bytes away
     */
    public static TokenCipher aes256(SecretKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw invalid("a key that does not give its bytes away (expected: 32 bytes)");
        }
        return aes256(encoded);
    }

    /**
     * Seals with this AES key of 32 bytes in Base64, ordinary or URL-safe; {@code openssl rand -base64 32} makes one.
     *
     * @throws io.crosscloud.error.ConfigurationException if it is not Base64, or has another length
     */
    public static TokenCipher aes256(Secret base64) {
        String text = base64.exposeSecret().strip().replace('-', '+').replace('_', '/');
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw invalid("not Base64 (expected: 32 bytes in Base64)");
        }
        return aes256(key);
    }

    /** Seals with a random key that nobody else has and that ends with this object: for a store that ends with it too. */
    public static TokenCipher generated() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return aes256(key);
    }

    /** The same, which also opens what these have sealed. */
    public TokenCipher accepting(TokenCipher... others) {
        Map<String, SecretKey> all = new LinkedHashMap<>(keys);
        for (TokenCipher other : others) {
            other.keys.forEach(all::putIfAbsent);
        }
        return new TokenCipher(keyId, Map.copyOf(all));
    }

    /** The id of the key that seals: twelve hex digits that do not give it away. */
    public String keyId() {
        return keyId;
    }

    /**
     * Seals a text.
     *
     * @param boundTo where it stands; {@link #open} needs the same
     * @return visible ASCII
     */
    public String seal(String text, String boundTo) {
        JWEObject jwe = new JWEObject(header(boundTo), new Payload(text.getBytes(StandardCharsets.UTF_8)));
        try {
            jwe.encrypt(new DirectEncrypter(Objects.requireNonNull(keys.get(keyId))));
        } catch (JOSEException e) {
            throw new IllegalStateException("AES-256-GCM is missing from this Java platform", e);
        }
        return jwe.serialize();
    }

    /** Its JSON is written here, since the library would load Gson for it, which a process's first token need not wait for. */
    private JWEHeader header(String boundTo) {
        String json = "{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"" + keyId + "\",\"" + BOUND_TO + "\":\""
                + hash(boundTo) + "\"}";
        return new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
                .parsedBase64URL(Base64URL.encode(json))
                .build();
    }

    /**
     * Opens what {@link #seal} made.
     *
     * @throws io.crosscloud.error.StoreException with {@link StoreProblem#STORE_RECORD_UNREADABLE} if it was sealed by a key
     *     that is not known here, for another place, or not in this form, or was changed since
     */
    public String open(String sealed, String boundTo) {
        JWEObject jwe = parse(sealed);
        JWEHeader header = jwe.getHeader();
        if (!JWEAlgorithm.DIR.equals(header.getAlgorithm())
                || !EncryptionMethod.A256GCM.equals(header.getEncryptionMethod())
                || !header.getIncludedParams().equals(HEADER)) {
            throw unreadable("not sealed with dir and A256GCM alone");
        }
        SecretKey key = keys.get(header.getKeyID());
        if (key == null) {
            throw unreadable("sealed with " + named(header.getKeyID()) + " (known here: " + keys.keySet() + ")");
        }
        if (!hash(boundTo).equals(header.getCustomParam(BOUND_TO))) {
            throw unreadable("sealed with " + named(header.getKeyID()) + ", but for another row or generation");
        }
        try {
            jwe.decrypt(new DirectDecrypter(key));
        } catch (JOSEException | RuntimeException e) {
            throw unreadable("sealed with " + named(header.getKeyID()) + ", and changed since");
        }
        return new String(jwe.getPayload().toBytes(), StandardCharsets.UTF_8);
    }

    private static JWEObject parse(String sealed) {
        if (sealed.length() > MAX_SEALED) {
            throw unreadable(sealed.length() + " characters (expected: " + MAX_SEALED + " at most)");
        }
        try {
            JWEObject jwe = JWEObject.parse(sealed);
            boolean canonical = isCanonical(jwe.getHeader().toBase64URL())
                    && isCanonical(jwe.getIV())
                    && isCanonical(jwe.getCipherText())
                    && isCanonical(jwe.getAuthTag());
            if (canonical && jwe.getEncryptedKey() == null) {
                return jwe;
            }
        } catch (ParseException | RuntimeException e) {
            throw unreadable("not a JWE in compact form");
        }
        throw unreadable("not a JWE in compact form");
    }

    /** The decoder passes over what does not belong to Base64, and over unused bits; here both are damage. */
    private static boolean isCanonical(Base64URL part) {
        return part != null && Base64URL.encode(part.decode()).equals(part);
    }

    private static String named(String keyId) {
        return KEY_ID.matcher(keyId).matches() ? "key " + keyId : "a key of no known form";
    }

    private static String hash(String boundTo) {
        return Base64URL.encode(Sha256.of(boundTo)).toString();
    }

    private static byte[] idOf(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal("crosscloud key id".getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AuthException invalid(String detail) {
        return AuthFailure.of(SettingProblem.SETTING_INVALID)
                .detail("cipher key: " + detail)
                .toException();
    }

    private static AuthException unreadable(String detail) {
        return AuthFailure.of(StoreProblem.STORE_RECORD_UNREADABLE)
                .detail(detail)
                .toException();
    }

    @Override
    public String toString() {
        return "TokenCipher[" + keyId + "]";
    }
}
