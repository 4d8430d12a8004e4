package io.crosscloud.examples.bothdirections;

import io.crosscloud.auth.session.Session;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One request in each cloud that shows what a token is good for. */
final class Api {
    private Api() {}

    /** Engagement: where the token acts. The documentation says that this answers 202. */
    static String tokenContext(Session session) throws IOException, InterruptedException {
        JsonNode context = get(session, "/platform/v1/tokenContext");
        return "enterprise " + text(context, "/enterprise/id") + ", business unit " + text(context, "/organization/id")
                + ", user " + text(context, "/user/id");
    }

    /** Salesforce: how many API calls the org has left today. */
    static String limits(Session session) throws IOException, InterruptedException {
        JsonNode limits = get(session, "/services/data/v64.0/limits");
        return text(limits, "/DailyApiRequests/Remaining") + " of " + text(limits, "/DailyApiRequests/Max")
                + " API requests left today";
    }

    private static JsonNode get(Session session, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(session.resolve(path)).build();
        HttpResponse<String> answer = session.send(request, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(request.uri() + " answers " + answer.statusCode() + ": " + answer.body());
        }
        return JsonMapper.shared().readTree(answer.body());
    }

    private static String text(JsonNode json, String pointer) {
        return json.at(pointer).asString();
    }
}
