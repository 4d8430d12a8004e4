package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.internal.api.BoundedBody;
import io.crosscloud.auth.session.Session;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.token.AccessToken;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Sends requests with the new session. A network failure becomes an {@link io.crosscloud.error.AuthException}. */
final class SessionHttp {
    /** The time limit of an answer's head, and again of its body. */
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    private SessionHttp() {}

    /**
     * An answer.
     *
     * @param secret the token that was sent, which texts of the answer must not repeat; the session may have a newer
     *     token
     */
    @SuppressWarnings("ArrayRecordComponent") // the array is not shared
    record Answer(int status, byte[] body, String secret) {
        @Override
        public String toString() {
            return "Answer[" + status + "]";
        }
    }

    static Answer send(Session session, Function<AccessToken, HttpRequest> request) {
        AtomicReference<String> sent = new AtomicReference<>("");
        try {
            HttpResponse<byte[]> answer = session.send(
                    token -> {
                        sent.set(token.exposeSecret());
                        return request.apply(token);
                    },
                    info -> BoundedBody.of(BodySubscribers.ofByteArray(), TIMEOUT));
            return new Answer(answer.statusCode(), answer.body(), sent.get());
        } catch (IOException e) {
            throw unknown(session, e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(session, "interrupted");
        }
    }

    private static RuntimeException unknown(Session session, String detail) {
        return AuthFailure.of(ServerProblem.OUTCOME_UNKNOWN)
                .session(session.key())
                .detail(detail)
                .toException();
    }
}
