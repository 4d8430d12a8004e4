package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Json;
import java.util.Optional;

/**
 * Bulk API 1.0, {@code /services/async/NN.0/…}: takes its token from {@code X-SFDC-Session} and answers what it refuses
 * with 400, in JSON or XML as the request is. A valid session can open a job, and no more.
 */
final class BulkApi {
    private static final String NAMESPACE = "http://www.force.com/2009/06/asyncapi/dataload";
    private static final RecordId JOB = RecordId.of("750", 4_711);

    private final ApiCallers callers;

    BulkApi(ApiCallers callers) {
        this.callers = callers;
    }

    FakeResponse handle(FakeRequest request) {
        Optional<String> token = request.header("X-SFDC-Session");
        if (token.isEmpty()) {
            return refusal(request, "InvalidSessionId", "Unable to find session id");
        }
        boolean welcome = callers.use(token.get(), request)
                .filter(caller -> caller.reachesSessionApis() && !caller.mustSetPassword())
                .isPresent();
        if (!welcome) {
            return refusal(request, "InvalidSessionId", "Invalid session id");
        }
        if (ApiVersion.parse(request.pathVariable("version"))
                .filter(ApiVersion::isKnown)
                .isEmpty()) {
            return refusal(request, "InvalidVersion", "Invalid API version");
        }
        boolean opensJob =
                request.method().equals("POST") && request.pathVariable("rest").equals("job");
        return opensJob ? job(request) : refusal(request, "InvalidUrl", "This fake opens jobs only");
    }

    private static FakeResponse job(FakeRequest request) {
        return isJson(request)
                ? FakeResponse.json(201, Json.object().put("id", JOB.eighteen()).put("state", "Open"))
                : xml(
                        201,
                        "<jobInfo xmlns=\"" + NAMESPACE + "\">" + Markup.element("id", JOB.eighteen())
                                + Markup.element("state", "Open") + "</jobInfo>");
    }

    private static FakeResponse refusal(FakeRequest request, String code, String message) {
        FakeResponse response = isJson(request)
                ? FakeResponse.json(
                        400, Json.object().put("exceptionCode", code).put("exceptionMessage", message))
                : xml(
                        400,
                        "<error xmlns=\"" + NAMESPACE + "\">" + Markup.element("exceptionCode", code)
                                + Markup.element("exceptionMessage", message) + "</error>");
        return response.withError(code);
    }

    private static boolean isJson(FakeRequest request) {
        return request.header("Content-Type").orElse("").contains("json")
                || request.header("Accept").orElse("").startsWith("application/json");
    }

    private static FakeResponse xml(int status, String element) {
        return FakeResponse.of(
                status, "application/xml;charset=UTF-8", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + element);
    }
}
