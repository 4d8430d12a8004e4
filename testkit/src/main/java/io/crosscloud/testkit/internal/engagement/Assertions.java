package io.crosscloud.testkit.internal.engagement;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import io.crosscloud.testkit.EngagementUser;
import io.crosscloud.testkit.InstalledPackage.Kind;
import io.crosscloud.testkit.internal.http.Json;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Checks the assertions of the JWT bearer grant. Salesforce says that Sales and Service Cloud come into Engagement by
 * this grant and publishes nothing more, so that the rules are RFC 7523 to the letter: RS256, {@code iss} the client
 * id, {@code sub} an API user, {@code aud} the tenant's auth base URL or token endpoint, {@code exp} a number at most
 * 180 s ahead, and a {@code jti}, if there is one, used once. Half a minute of clock skew is forgiven.
 */
final class Assertions {
    static final Duration MAX_LIFE = Duration.ofMinutes(3);
    static final Duration LEEWAY = Duration.ofSeconds(30);

    private final Tenant tenant;
    private final Set<String> usedIds = ConcurrentHashMap.newKeySet();

    /** Who an assertion speaks for. */
    record Claimed(PackageState client, EngagementUser user) {}

    Assertions(Tenant tenant) {
        this.tenant = tenant;
    }

    Claimed verify(String assertion) {
        JWSObject jws = parse(assertion);
        JsonNode claims = Json.parse(jws.getPayload().toString())
                .filter(JsonNode::isObject)
                .orElseThrow(() -> refused("its payload is not a JSON object"));
        String issuer = text(claims, "iss");
        PackageState client = tenant.packages()
                .find(issuer)
                .filter(state -> state.seed().kind() == Kind.SERVER_TO_SERVER)
                .filter(state -> !state.seed().keys().isEmpty())
                .orElseThrow(() -> refused("iss is not the client id of a package with a key"));
        if (!client.enabled()) {
            throw Refusal.client();
        }
        if (client.seed().keys().stream().noneMatch(key -> isSignedBy(jws, key))) {
            throw refused("its signature is not valid");
        }
        if (!isMeantForUs(claims.get("aud"))) {
            throw refused("aud is not the auth base URL of this tenant");
        }
        checkTimes(claims);
        EngagementUser user = tenant.user(text(claims, "sub"))
                .filter(EngagementUser::isActive)
                .filter(EngagementUser::isApiUser)
                .orElseThrow(() -> refused("sub is not an active API user"));
        spendId(claims);
        return new Claimed(client, user);
    }

    private static JWSObject parse(String assertion) {
        if (assertion.indexOf('=') >= 0) {
            throw refused("its parts are padded");
        }
        JWSObject jws;
        try {
            jws = JWSObject.parse(assertion);
        } catch (ParseException | RuntimeException notAJwt) {
            throw refused("it is not a signed JWT");
        }
        if (!JWSAlgorithm.RS256.equals(jws.getHeader().getAlgorithm())) {
            throw refused("it is not signed with RS256");
        }
        return jws;
    }

    private static boolean isSignedBy(JWSObject jws, PublicKey key) {
        try {
            return key instanceof RSAPublicKey rsa && jws.verify(new RSASSAVerifier(rsa));
        } catch (JOSEException unverifiable) {
            return false;
        }
    }

    private boolean isMeantForUs(@Nullable JsonNode audience) {
        if (audience == null) {
            return false;
        }
        if (audience.isArray()) {
            return audience.valueStream().anyMatch(this::isMeantForUs);
        }
        String host = "https://" + tenant.account().subdomain() + ".auth.marketingcloudapis.com";
        String named = audience.asString("");
        return Set.of("", "/", "/v2/token").stream()
                .anyMatch(path -> named.equals(tenant.uri() + path) || named.equals(host + path));
    }

    private void checkTimes(JsonNode claims) {
        Instant now = tenant.policy().assertionClock().instant();
        Instant expiry = time(claims, "exp").orElseThrow(() -> refused("exp is not a number"));
        if (!expiry.plus(LEEWAY).isAfter(now)) {
            throw refused("it has expired");
        }
        if (expiry.isAfter(now.plus(MAX_LIFE).plus(LEEWAY))) {
            throw refused("exp is more than 180 seconds ahead");
        }
        for (String name : Set.of("iat", "nbf")) {
            if (claims.has(name)
                    && time(claims, name)
                            .filter(at -> !at.isAfter(now.plus(LEEWAY)))
                            .isEmpty()) {
                throw refused(name + " is in the future or no number");
            }
        }
    }

    private void spendId(JsonNode claims) {
        if (!claims.has("jti")) {
            return;
        }
        if (!usedIds.add(text(claims, "iss") + "|" + text(claims, "jti"))) {
            throw refused("its jti has been used before");
        }
    }

    private static Optional<Instant> time(JsonNode claims, String name) {
        JsonNode value = claims.get(name);
        return value != null && value.isNumber() && Math.abs(value.asDouble()) < 1e11
                ? Optional.of(Instant.ofEpochSecond((long) value.asDouble()))
                : Optional.empty();
    }

    private static String text(JsonNode claims, String name) {
        JsonNode value = claims.get(name);
        if (value == null || !value.isString()) {
            throw refused(name + " is not a text");
        }
        return value.asString();
    }

    private static Refusal refused(String reason) {
        return Refusal.grant("The assertion is invalid: " + reason + ".");
    }
}
