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

/** Sends by the new way's session; a network that fails becomes a failure like any other. */
final class Sending {
    /** How long the head of an answer may take, and how long its body. */
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    private Sending() {}

    /**
     * An answer.
     *
     * @param secret the token that was sent, which must not be repeated of it; the session may have another one by now
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody else has the array
    record Answer(int status, byte[] body, String secret) {
        @Override
        public String toString() {
            return "Answer[" + status + "]";
        }
    }

    static Answer by(Session session, Function<AccessToken, HttpRequest> request) {
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
