package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.internal.http.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Writes the members of a token answer: never {@code expires_in}, all of them strings. */
final class TokenMembers {
    private static final long ID_TOKEN_SECONDS = 120;
    private static final RecordId SITE_ID = RecordId.of("0DB", 4_711);

    private final OrgSettings settings;
    private final Hosts hosts;

    TokenMembers(OrgSettings settings, Hosts hosts) {
        this.settings = settings;
        this.hosts = hosts;
    }

    Map<String, String> of(TokenAnswer answer) {
        ApiSession session = answer.session();
        String id = identityUrl(answer.member());
        String issuedAt = String.valueOf(session.issuedAt().toEpochMilli());
        Map<String, String> members = new LinkedHashMap<>();
        members.put("access_token", session.token());
        put(members, "refresh_token", answer.refreshToken());
        members.put("signature", signature(answer.app(), id + issuedAt));
        if (answer.claims().scope()) {
            members.put("scope", session.scopes().toString());
        }
        if (answer.claims().idToken() && session.scopes().values().contains(GrantScopes.OPENID)) {
            members.put("id_token", idToken(answer, id));
        }
        members.put("instance_url", hosts.instance().toString());
        members.put("id", id);
        members.put("token_type", "Bearer");
        members.put("issued_at", issuedAt);
        if (session.is(ApiSession.Kind.JWT)) {
            members.put("token_format", "jwt");
        }
        if (session.scopes().values().contains("sfap_api")) {
            members.put("api_instance_url", "https://api.salesforce.com");
        }
        answer.member().user().site().ifPresent(site -> {
            members.put("sfdc_community_url", hosts.login() + site);
            members.put("sfdc_community_id", SITE_ID.eighteen());
        });
        return members;
    }

    String identityUrl(Directory.Member member) {
        return hosts.login() + "/id/" + settings.orgId() + "/" + member.id();
    }

    private String idToken(TokenAnswer answer, String id) {
        Instant now = settings.clock().instant();
        ObjectNode header =
                Json.object().put("kid", SigningKeys.KEY_ID).put("typ", "JWT").put("alg", "RS256");
        ObjectNode claims = Json.object()
                .put("at_hash", hashOf(answer.session().token()))
                .put("sub", id)
                .put("aud", answer.app().clientId().value())
                .put("iss", hosts.login().toString())
                .put("exp", now.getEpochSecond() + ID_TOKEN_SECONDS)
                .put("iat", now.getEpochSecond());
        if (answer.claims().nonce() != null) {
            claims.put("nonce", answer.claims().nonce());
        }
        return Jws.sign(header, claims, SigningKeys.org().getPrivate());
    }

    /** Base64(HMAC-SHA256(consumer secret, {@code id} + {@code issued_at})). */
    private static String signature(ConnectedApp app, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            byte[] secret = app.clientSecret().exposeSecret().getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }

    /** The left half of the token's SHA-256 (OpenID Connect Core, section 3.1.3.6). */
    private static String hashOf(String accessToken) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(accessToken.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, hash.length / 2));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static void put(Map<String, String> members, String name, @Nullable String value) {
        if (value != null) {
            members.put(name, value);
        }
    }
}
