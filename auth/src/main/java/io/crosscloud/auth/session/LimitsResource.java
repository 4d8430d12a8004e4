package io.crosscloud.auth.session;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.api.BoundedBody;
import io.crosscloud.auth.internal.api.DailyRequests;
import io.crosscloud.auth.internal.api.LimitSignals;
import io.crosscloud.auth.internal.http.ServerClock;
import io.crosscloud.auth.internal.json.Json;
import io.crosscloud.auth.internal.json.MalformedJsonException;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Asks Salesforce's {@code /limits}. */
final class LimitsResource {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private LimitsResource() {}

    static ApiUsage.Counted ask(Session session, Instant now) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(session.resolve(DailyRequests.LIMITS))
                .timeout(TIMEOUT)
                .build();
        HttpResponse<byte[]> answer =
                session.send(request, info -> BoundedBody.of(BodySubscribers.ofByteArray(), TIMEOUT));
        if (answer.statusCode() != 200) {
            throw refused(session, answer, now);
        }
        try {
            DailyRequests daily = DailyRequests.in(Json.parse(answer.body()))
                    .orElseThrow(() -> failure(session, ServerProblem.RESPONSE_INVALID, answer.statusCode())
                            .toException());
            return new ApiUsage.Counted(daily.most() - daily.left(), daily.most(), now);
        } catch (MalformedJsonException e) {
            throw failure(session, ServerProblem.NOT_JSON, answer.statusCode()).toException();
        }
    }

    private static AuthException refused(Session session, HttpResponse<byte[]> answer, Instant now) {
        int status = answer.statusCode();
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        Problem problem = problem(status, LimitSignals.reached(status, body));
        AuthFailure failure = failure(session, problem, status);
        if (problem == ServerProblem.ACCESS_DENIED) {
            return failure.detail(DailyRequests.LIMITS + " needs the permission \"View Setup and Configuration\"")
                    .toException();
        }
        return ServerClock.retryAfter(answer.headers(), now)
                .map(failure::retryAfter)
                .orElse(failure)
                .toException();
    }

    private static Problem problem(int status, boolean limitReached) {
        if (limitReached) {
            return ServerProblem.ALLOWANCE_LOW;
        }
        return switch (status) {
            case 403 -> ServerProblem.ACCESS_DENIED;
            case 401 -> ServerProblem.REQUEST_REFUSED;
            default -> status >= 500 ? ServerProblem.SERVER_UNAVAILABLE : ServerProblem.ENDPOINT_WRONG;
        };
    }

    private static AuthFailure failure(Session session, Problem problem, int status) {
        return AuthFailure.of(problem)
                .cloud(Cloud.SALESFORCE)
                .session(session.key())
                .answer(status, null, null);
    }
}
