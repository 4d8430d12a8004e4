package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.SalesforceSwitch;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Writes the members of a token answer: never {@code expires_in}, all of them strings. */
final class TokenMembers {
    private static final RecordId SITE_ID = RecordId.of("0DB", 4_711);

    private final OrgSettings settings;
    private final Hosts hosts;
    private final Switches switches;
    private final IdTokens idTokens;

    TokenMembers(OrgSettings settings, Hosts hosts, Switches switches) {
        this.settings = settings;
        this.hosts = hosts;
        this.switches = switches;
        this.idTokens = new IdTokens(settings, hosts, switches);
    }

    Map<String, String> of(TokenAnswer answer) {
        ApiSession session = answer.session();
        String id = identityUrl(answer.member());
        String issuedAt = String.valueOf(session.issuedAt().toEpochMilli());
        Map<String, String> members = new LinkedHashMap<>();
        members.put("access_token", session.token());
        put(members, "refresh_token", answer.refreshToken());
        String signed = switches.has(SalesforceSwitch.WRONG_SIGNATURE) ? issuedAt + id : id + issuedAt;
        members.put("signature", signature(answer.app(), signed));
        if (answer.claims().scope()) {
            members.put("scope", session.scopes().toString());
        }
        if (answer.claims().idToken() && session.scopes().values().contains(GrantScopes.OPENID)) {
            members.put("id_token", idTokens.issue(answer, id));
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

    private static void put(Map<String, String> members, String name, @Nullable String value) {
        if (value != null) {
            members.put(name, value);
        }
    }
}
