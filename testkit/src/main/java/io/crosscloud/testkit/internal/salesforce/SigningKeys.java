package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.internal.http.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** RSA keys of this process, made when first asked for: the org's own, and the one that the seeded app's client holds. */
public final class SigningKeys {
    /** The name of the org's key. */
    static final String KEY_ID = "260";

    /** The name of the key that follows it. */
    static final String NEXT_KEY_ID = "262";

    /** The name of a key that nobody has seen. */
    static final String UNPUBLISHED_KEY_ID = "999";

    private SigningKeys() {}

    private static final class Org {
        static final KeyPair KEY = generate();
    }

    private static final class Next {
        static final KeyPair KEY = generate();
    }

    private static final class Client {
        static final KeyPair KEY = generate();
    }

    /** The key that signs what the org issues. */
    static KeyPair org() {
        return Org.KEY;
    }

    /** The key that signs after the org has changed it. */
    static KeyPair next() {
        return Next.KEY;
    }

    /** The key whose public half the seeded app holds. */
    public static KeyPair client() {
        return Client.KEY;
    }

    /** The private half as PEM (PKCS#8). */
    public static String pem(KeyPair key) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key.getPrivate().getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
    }

    /**
     * The org's public keys as a set (RFC 7517).
     *
     * @param changed whether the org has another key now, beside the old one
     */
    static ObjectNode keySet(boolean changed) {
        ObjectNode set = Json.object();
        ArrayNode keys = set.putArray("keys");
        add(keys, KEY_ID, org());
        if (changed) {
            add(keys, NEXT_KEY_ID, next());
        }
        return set;
    }

    private static void add(ArrayNode keys, String id, KeyPair pair) {
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        keys.addObject()
                .put("kty", "RSA")
                .put("n", unsigned(key.getModulus()))
                .put("e", unsigned(key.getPublicExponent()))
                .put("alg", "RS256")
                .put("use", "sig")
                .put("kid", id);
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int skip = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        byte[] magnitude = java.util.Arrays.copyOfRange(bytes, skip, bytes.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(magnitude);
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has RSA", impossible);
        }
    }
}
