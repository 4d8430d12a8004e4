package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.SalesforceUser;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Json;
import io.crosscloud.testkit.internal.salesforce.Directory.Member;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The few REST resources that clients call after a login. */
final class RestApi {
    private static final List<String> RESOURCES =
            List.of("sobjects", "query", "limits", "search", "recent", "tooling", "chatter", "composite", "jobs");

    private final TokenMembers members;
    private final Records records;
    private final ApiUsage usage;

    RestApi(TokenMembers members, Records records, ApiUsage usage) {
        this.members = members;
        this.records = records;
        this.usage = usage;
    }

    /** All versions; needs no session. */
    FakeResponse versions(FakeRequest request) {
        ArrayNode versions = Json.array();
        for (int number = ApiVersion.OLDEST; number <= ApiVersion.NEWEST; number++) {
            versions.addObject()
                    .put("label", ApiVersion.label(number))
                    .put("url", "/services/data/v" + number + ".0")
                    .put("version", number + ".0");
        }
        return FakeResponse.json(200, versions);
    }

    FakeResponse resources(FakeRequest request, Member caller) {
        ObjectNode resources = Json.object();
        RESOURCES.forEach(name -> resources.put(name, base(request) + "/" + name));
        return FakeResponse.json(200, resources.put("identity", members.identityUrl(caller)));
    }

    FakeResponse limits(FakeRequest request, Member caller) {
        if (caller.has(SalesforceUser.Trait.NO_SETUP_VIEW)) {
            return RestErrors.limitsDisabled();
        }
        ObjectNode limits = Json.object();
        limits.putObject("DailyApiRequests").put("Max", usage.perDay()).put("Remaining", usage.remaining());
        limits.putObject("DailyBulkApiBatches").put("Max", 15_000).put("Remaining", 15_000);
        limits.putObject("DataStorageMB").put("Max", 1_024).put("Remaining", 1_024);
        return FakeResponse.json(200, limits);
    }

    FakeResponse sobjects(FakeRequest request, Member caller) {
        ObjectNode answer = Json.object().put("encoding", "UTF-8").put("maxBatchSize", 200);
        ArrayNode list = answer.putArray("sobjects");
        for (String type : records.types()) {
            ObjectNode each = list.addObject()
                    .put("name", type)
                    .put("label", type)
                    .put("labelPlural", type + "s")
                    .put("queryable", true);
            each.putObject("urls").put("sobject", base(request) + "/sobjects/" + type);
        }
        return FakeResponse.json(200, answer);
    }

    FakeResponse record(FakeRequest request, Member caller) {
        String type = request.pathVariable("type");
        Optional<ObjectNode> record = records.find(type, request.pathVariable("id"), base(request));
        return record.isPresent() ? FakeResponse.json(200, record.get()) : RestErrors.notFound();
    }

    FakeResponse query(FakeRequest request, Member caller) {
        return SoqlQuery.parse(request.query().first("q").orElse(""))
                .map(query -> records.select(query, base(request)))
                .orElseGet(() -> RestErrors.of(400, "MALFORMED_QUERY", "unexpected token: query not understood"));
    }

    FakeResponse unknown(FakeRequest request, Member caller) {
        return RestErrors.notFound();
    }

    private static String base(FakeRequest request) {
        return "/services/data/v"
                + RestGate.version(request).map(ApiVersion::toString).orElse("");
    }
}
