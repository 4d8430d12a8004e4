package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.auth.internal.http.HttpReply.Extent;
import io.crosscloud.auth.internal.http.ServerClock;
import io.crosscloud.auth.internal.json.JsonObject;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an answer that grants nothing means. */
final class Refusal {
    private static final int BAD_REQUEST = 400;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int FORBIDDEN = 403;
    private static final int MAX_HOST = 253;

    /** The client is not accepted, the endpoint is not here, the proxy refuses, come back later. */
    static final Set<Integer> TELLING = Set.of(401, 404, 405, 407, 410, 420, 425, 429);

    /** What a server answers that does not accept the client. */
    static final Set<Problem> OF_THE_CLIENT = Set.of(
            ServerProblem.SALESFORCE_CLIENT_SECRET,
            ServerProblem.SALESFORCE_ASSERTION_INVALID,
            ServerProblem.ENGAGEMENT_CLIENT,
            ServerProblem.CLIENT_REJECTED);

    private final AuthorizationServer server;
    private final GrantRequest request;
    private final HttpReply reply;
    private final ServerClock clock;

    Refusal(AuthorizationServer server, GrantRequest request, HttpReply reply, ServerClock clock) {
        this.server = server;
        this.request = request;
        this.reply = reply;
        this.clock = clock;
    }

    AuthException redirected() {
        String to =
                reply.headers().firstValue("Location").flatMap(Refusal::host).orElse("nowhere");
        return failure(ServerProblem.REDIRECTED)
                .detail("redirected to " + request.secrets().mask(to))
                .answer(reply.status(), null, null)
                .toException();
    }

    AuthException toException() {
        JsonObject body;
        try {
            body = AnswerBody.read(reply);
        } catch (AnswerBody.UnreadableAnswerException e) {
            if (reply.extent() == Extent.CUT_OFF) {
                return cutOff();
            }
            if (reply.status() == BAD_REQUEST) {
                return failure(ServerProblem.NOT_JSON)
                        .detail(String.valueOf(e.getMessage()))
                        .answer(reply.status(), null, null)
                        .toException();
            }
            return of(null, null);
        }
        return of(body);
    }

    /**
     * An answer that did not come in full. Some statuses say enough by themselves, and that nothing was used up; any other may
     * have said anything.
     */
    private AuthException cutOff() {
        boolean told = TELLING.contains(reply.status())
                || (!request.singleUse() && (reply.status() == FORBIDDEN || reply.status() >= 500));
        AuthFailure failure = told
                ? of(null, null).failure()
                : failure(ServerProblem.OUTCOME_UNKNOWN).answer(reply.status(), null, null);
        return clock.retryAfter(reply.headers())
                .map(failure::retryAfter)
                .orElse(failure)
                .detail(AnswerBody.CUT_OFF)
                .toException();
    }

    /** The refusal that stands in this body, whatever the status. */
    AuthException of(JsonObject body) {
        String description =
                body.text("error_description").or(() -> body.text("message")).orElse(null);
        return of(body.text("error").orElse(null), description);
    }

    private AuthException of(@Nullable String error, @Nullable String description) {
        Optional<Duration> retryAfter = clock.retryAfter(reply.headers());
        Problem problem = WireErrors.problem(server, request.grantType(), reply.status(), error, description);
        boolean doubtful = request.singleUse() && mayHaveSpent(problem);
        AuthFailure failure = failure(doubtful ? ServerProblem.OUTCOME_UNKNOWN : problem)
                .answer(
                        reply.status(),
                        request.secrets().maskOrNull(error),
                        request.secrets().maskOrNull(description));
        return retryAfter.map(failure::retryAfter).orElse(failure).toException();
    }

    /**
     * Whether the server may have used up a single-use token before it answered like this: after any 5xx, since a
     * gateway may answer so after the server behind it has committed, whether or not it says when to come back. What
     * is throttled (429, Engagement's 420) or sent back as too early (425) was not processed.
     */
    private boolean mayHaveSpent(Problem problem) {
        return reply.status() >= 500 || reply.status() == REQUEST_TIMEOUT || problem == ServerProblem.SALESFORCE_RETRY;
    }

    private AuthFailure failure(Problem problem) {
        return AuthFailure.of(problem).cloud(server.cloud());
    }

    private static Optional<String> host(String location) {
        try {
            return Optional.ofNullable(new URI(location).getHost()).filter(host -> host.length() <= MAX_HOST);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
