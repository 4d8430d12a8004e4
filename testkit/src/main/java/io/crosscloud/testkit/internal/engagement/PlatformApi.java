package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.testkit.internal.engagement.Vault.Access;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /platform/v1}: where the tenant's APIs are, and what a token stands for. Source: Salesforce's developer pages
 * "Endpoints" and "Token Context".
 */
final class PlatformApi {
    private final Tenant tenant;
    private final BearerGuard guard;

    PlatformApi(Tenant tenant) {
        this.tenant = tenant;
        this.guard = new BearerGuard(tenant);
    }

    FakeResponse endpoints(FakeRequest request) {
        guard.require(request);
        Map<String, String> urls = urls(request);
        ObjectNode body =
                Json.object().put("page", 1).put("pageSize", urls.size()).put("count", urls.size());
        ArrayNode items = body.putArray("items");
        urls.forEach((type, url) -> items.addObject().put("type", type).put("url", url));
        return FakeResponse.json(200, body);
    }

    FakeResponse endpoint(FakeRequest request) {
        guard.require(request);
        String type = request.pathVariable("type");
        String url = urls(request).get(type);
        if (url == null) {
            throw RestErrors.notFound("No endpoint exists for key '" + type + "'.");
        }
        return FakeResponse.json(200, Json.object().put("type", type).put("url", url));
    }

    private Map<String, String> urls(FakeRequest request) {
        Origin origin = Origin.of(tenant, request);
        Map<String, String> urls = new LinkedHashMap<>();
        urls.put("ftp", "ftp://" + tenant.account().subdomain() + ".ftp.marketingcloudops.com");
        urls.put("rest", withoutSlash(origin.restUrl()));
        urls.put("soap", withoutSlash(origin.soapUrl()) + "/Service.asmx");
        return urls;
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** The documentation says that the status is 202. */
    FakeResponse tokenContext(FakeRequest request) {
        Access token = guard.require(request);
        ObjectNode body = Json.object();
        body.putObject("enterprise").put("id", tenant.account().enterprise().mid());
        body.putObject("organization").put("id", token.rights().unit().mid());
        body.putObject("user").put("id", tenant.userId(token.rights()));
        return FakeResponse.json(202, body);
    }
}
