package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.internal.http.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A signed JWT in its compact form (RFC 7515), as lenient as Salesforce in what does not matter (the segments may be
 * padded; the signature covers the text as received) and RS256 only.
 */
final class Jws {
    private static final String RS256 = "SHA256withRSA";
    private static final String HS256 = "HmacSHA256";

    private final JsonNode header;
    private final JsonNode claims;
    private final String signed;
    private final byte[] signature;

    private Jws(JsonNode header, JsonNode claims, String signed, byte[] signature) {
        this.header = header;
        this.claims = claims;
        this.signed = signed;
        this.signature = signature;
    }

    /** The parts of a compact JWS, or nothing if the text is none. */
    static Optional<Jws> parse(String compact) {
        String[] parts = compact.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        byte[] signature = decode(parts[2]);
        Optional<JsonNode> header = object(parts[0]);
        Optional<JsonNode> claims = object(parts[1]);
        if (signature == null || header.isEmpty() || claims.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Jws(header.get(), claims.get(), parts[0] + "." + parts[1], signature));
    }

    /** Signs with RS256. */
    static String sign(ObjectNode header, ObjectNode claims, PrivateKey key) {
        String signed = encode(header.toString()) + "." + encode(claims.toString());
        try {
            Signature signer = Signature.getInstance(RS256);
            signer.initSign(key);
            signer.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + RS256, impossible);
        }
    }

    /** Signs with HS256, by a key that the other side may hold to be public. */
    static String signHs256(ObjectNode header, ObjectNode claims, byte[] key) {
        String signed = encode(header.toString()) + "." + encode(claims.toString());
        try {
            Mac mac = Mac.getInstance(HS256);
            mac.init(new SecretKeySpec(key, HS256));
            byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + HS256, impossible);
        }
    }

    /** Signs not at all. */
    static String unsigned(ObjectNode header, ObjectNode claims) {
        return encode(header.toString()) + "." + encode(claims.toString()) + ".";
    }

    /** Whether the header says RS256 and the owner of one of these keys signed it. */
    boolean isSignedBy(Collection<PublicKey> keys) {
        return "RS256".equals(header.path("alg").asString("")) && keys.stream().anyMatch(this::verifiedBy);
    }

    /** What the signature covers, as received. */
    String signed() {
        return signed;
    }

    JsonNode claims() {
        return claims;
    }

    /** A claim that is a string, or a number in its decimal form. */
    Optional<String> text(String claim) {
        JsonNode value = claims.path(claim);
        return value.isString() || value.isNumber() ? Optional.of(value.asString()) : Optional.empty();
    }

    private boolean verifiedBy(PublicKey key) {
        try {
            Signature verifier = Signature.getInstance(RS256);
            verifier.initVerify(key);
            verifier.update(signed.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(signature);
        } catch (GeneralSecurityException notByThisKey) {
            return false;
        }
    }

    private static Optional<JsonNode> object(String segment) {
        byte[] bytes = decode(segment);
        return bytes == null
                ? Optional.empty()
                : Json.parse(new String(bytes, StandardCharsets.UTF_8)).filter(JsonNode::isObject);
    }

    private static byte @Nullable [] decode(String segment) {
        int end = segment.length();
        while (end > 0 && segment.charAt(end - 1) == '=') {
            end--;
        }
        try {
            return Base64.getUrlDecoder().decode(segment.substring(0, end));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
