package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.session.BusinessUnit;
import io.crosscloud.testkit.EngagementUser;
import io.crosscloud.testkit.internal.engagement.Vault.Access;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v2/userinfo}. Source: Salesforce's developer page "Get User Info". */
final class UserInfo {
    private final Tenant tenant;
    private final BearerGuard guard;

    UserInfo(Tenant tenant) {
        this.tenant = tenant;
        this.guard = new BearerGuard(tenant);
    }

    FakeResponse answer(FakeRequest request) {
        Access token = guard.require(request);
        Origin origin = Origin.of(tenant, request);
        ObjectNode body = Json.object();
        body.put("exp", token.expiresAt().getEpochSecond()).put("iss", "https://mc.exacttarget.com");
        user(
                body.putObject("user"),
                token.rights(),
                request.query().first("view").orElse(""));
        organization(body.putObject("organization"), token.rights());
        body.putObject("rest").put("rest_instance_url", origin.restUrl()).put("soap_instance_url", origin.soapUrl());
        application(body.putObject("application"), token.rights());
        body.putArray("permissions")
                .addObject()
                .put("objectTypeName", "Email")
                .put("operationName", "Update")
                .put("name", "Update")
                .put("id", 123);
        return FakeResponse.json(200, body);
    }

    private void user(ObjectNode user, Rights rights, String view) {
        long id = tenant.userId(rights);
        EngagementUser person = rights.user();
        String name = person == null ? rights.client().clientId().value() : person.username();
        user.put("sub", view.equals("oidc") ? "https://mc.auth.marketingcloudapis.com/uid/" + id : Long.toString(id))
                .put("name", name)
                .put("preferred_username", name)
                .put("email", name.contains("@") ? name : name + "@example.com")
                .put("locale", "en-GB")
                .put("zoneinfo", "Europe/London");
        user.putObject("timezone")
                .put("longName", "(GMT) Dublin, Edinburgh, Lisbon, London *")
                .put("shortName", "GMT+0")
                .put("offset", 0)
                .put("dst", true);
    }

    private void organization(ObjectNode organization, Rights rights) {
        BusinessUnit enterprise = tenant.account().enterprise();
        organization
                .put("member_id", rights.unit().mid())
                .put("enterprise_id", enterprise.mid())
                .put("enterprise_name", tenant.account().units().get(enterprise))
                .put("account_type", rights.unit().equals(enterprise) ? "enterprise" : "business_unit")
                .put("stack_key", Tenant.STACK)
                .put("region", "NA1")
                .put("locale", "en-US")
                .put("zoneinfo", "America/Los_Angeles");
        organization
                .putObject("timezone")
                .put("longName", "(GMT-08:00) Pacific Time (US & Canada) *")
                .put("shortName", "GMT-8")
                .put("offset", -8)
                .put("dst", true);
    }

    private static void application(ObjectNode application, Rights rights) {
        String clientId = rights.client().clientId().value();
        application
                .put(
                        "id",
                        UUID.nameUUIDFromBytes(clientId.getBytes(StandardCharsets.UTF_8))
                                .toString())
                .put("name", "application " + clientId);
        ArrayNode redirects = application.putArray("redirectUrl");
        rights.client().redirectUris().stream().map(URI::toString).forEach(redirects::add);
        ArrayNode scopes = application.putArray("appScopes");
        rights.client().scopes().values().forEach(scopes::add);
    }
}
