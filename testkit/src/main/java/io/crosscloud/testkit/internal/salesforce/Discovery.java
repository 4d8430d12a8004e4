package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The two documents under {@code /.well-known/}, and the org's keys. The first is that of production: what it names as
 * endpoints for registration and for the end of a session, and every response type but {@code code}, is not served.
 */
final class Discovery {
    private static final List<String> SCOPES = List.of(
            "api",
            "web",
            "full",
            "chatter_api",
            "id",
            "profile",
            "email",
            "address",
            "phone",
            "openid",
            "offline_access",
            "refresh_token",
            "custom_permissions",
            "visualforce",
            "lightning",
            "content");
    private static final List<String> CLAIMS = List.of(
            "active",
            "address",
            "email",
            "email_verified",
            "family_name",
            "given_name",
            "is_app_installed",
            "language",
            "locale",
            "name",
            "nickname",
            "organization_id",
            "photos",
            "picture",
            "preferred_username",
            "profile",
            "sub",
            "updated_at",
            "urls",
            "user_id",
            "user_type",
            "utcOffset",
            "zoneinfo");

    private final OrgSettings settings;
    private final Hosts hosts;
    private final Switches switches;

    Discovery(OrgSettings settings, Hosts hosts, Switches switches) {
        this.settings = settings;
        this.hosts = hosts;
        this.switches = switches;
    }

    FakeResponse openidConfiguration(FakeRequest request) {
        String my = hosts.login().toString();
        ObjectNode document = Json.object()
                .put("issuer", my)
                .put("authorization_endpoint", my + "/services/oauth2/authorize")
                .put("token_endpoint", my + "/services/oauth2/token")
                .put("revocation_endpoint", my + "/services/oauth2/revoke")
                .put("userinfo_endpoint", my + "/services/oauth2/userinfo")
                .put("jwks_uri", my + "/id/keys")
                .put("registration_endpoint", my + "/services/oauth2/register")
                .put("introspection_endpoint", my + "/services/oauth2/introspect")
                .put("end_session_endpoint", my + "/services/auth/idp/oidc/logout")
                .put("frontchannel_logout_supported", true)
                .put("frontchannel_logout_session_supported", false);
        list(document, "response_types_supported", List.of("code", "token", "token id_token"));
        list(document, "subject_types_supported", List.of("public"));
        list(document, "id_token_signing_alg_values_supported", List.of("RS256"));
        list(document, "display_values_supported", List.of("page", "popup", "touch"));
        list(
                document,
                "token_endpoint_auth_methods_supported",
                List.of("client_secret_post", "client_secret_basic", "private_key_jwt"));
        list(document, "scopes_supported", SCOPES);
        list(document, "claims_supported", CLAIMS);
        return uncached(document);
    }

    FakeResponse authConfiguration(FakeRequest request) {
        ObjectNode document = Json.object()
                .put("OrgId", settings.orgId().eighteen())
                .put("Url", hosts.login().toString());
        document.putObject("MobileSDK");
        document.putObject("LoginPage").put("Url", hosts.login().toString());
        document.putArray("SamlProviders");
        document.putArray("AuthProviders");
        return uncached(document);
    }

    FakeResponse keys(FakeRequest request) {
        return FakeResponse.json(200, SigningKeys.keySet(switches.has(SalesforceSwitch.NEXT_SIGNING_KEY)));
    }

    private static FakeResponse uncached(ObjectNode document) {
        return FakeResponse.json(200, document)
                .withHeader("Cache-Control", "no-cache,must-revalidate,max-age=0,no-store,private");
    }

    private static void list(ObjectNode document, String name, List<String> values) {
        ArrayNode array = document.putArray(name);
        values.forEach(array::add);
    }
}
