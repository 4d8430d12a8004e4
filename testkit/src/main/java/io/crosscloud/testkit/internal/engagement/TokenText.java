package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.session.BusinessUnit;
import io.crosscloud.testkit.InstalledPackage;
import io.crosscloud.testkit.SecretLeakDetector;
import io.crosscloud.testkit.internal.http.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;

/**
 * The texts of tokens, in the form that was recorded of production: 512 characters in four parts with dots between
 * (header, payload, MAC, filling), and 24 characters for the endpoint of before 2019. Thread-safe.
 */
final class TokenText {
    private static final int LENGTH = 512;
    private static final int MIN_FILLING = 32;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String HEADER = encode("{\"alg\":\"HS256\",\"kid\":\"4\",\"ver\":\"1\",\"typ\":\"JWT\"}");

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;
    private final BusinessUnit enterprise;

    TokenText(BusinessUnit enterprise) {
        this.enterprise = enterprise;
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, "HmacSHA256");
    }

    /** A new token; the member of the payload that holds its id is called as given. */
    String mint(String member, InstalledPackage client) {
        String payload = Json.object()
                .put(member, shortText())
                .put("client_id", client.clientId().value())
                .put("eid", enterprise.mid())
                .put("stack_key", Tenant.STACK)
                .put("platform_version", 2)
                .put("client_type", client.kind().clientType())
                .toString();
        String signed = HEADER + "." + encode(payload);
        String withMac = signed + "." + mac(signed) + ".";
        return withMac + random(Math.max(MIN_FILLING, LENGTH - withMac.length()));
    }

    /** 24 letters and digits, with the mark that tells a leak. */
    String shortText() {
        return SecretLeakDetector.MARK + random(24 - SecretLeakDetector.MARK.length());
    }

    /** Whether this fake once gave out such a token. */
    boolean isOurs(String token) {
        String[] parts = token.split("\\.", -1);
        return parts.length == 4
                && MessageDigest.isEqual(
                        mac(parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII),
                        parts[2].getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether another tenant's server gave out this token. */
    boolean isOfAnotherTenant(String token) {
        String[] parts = token.split("\\.", -1);
        return parts.length == 4
                && payload(parts[1])
                        .filter(payload -> payload.path("eid").isNumber())
                        .filter(payload -> payload.path("eid").asLong() != enterprise.mid())
                        .isPresent();
    }

    private static Optional<JsonNode> payload(String part) {
        try {
            return Json.parse(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private String mac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }

    private String random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        StringBuilder text = new StringBuilder(length);
        for (byte value : bytes) {
            text.append(ALPHABET.charAt((value & 0xff) % ALPHABET.length()));
        }
        return text.toString();
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
