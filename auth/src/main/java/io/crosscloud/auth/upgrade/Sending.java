package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.session.Session;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.token.AccessToken;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.Function;

/** Sends by the new way's session; a network that fails becomes a failure like any other. */
final class Sending {
    private Sending() {}

    static HttpResponse<byte[]> by(Session session, Function<AccessToken, HttpRequest> request) {
        try {
            return session.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw unknown(session, e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(session, "interrupted");
        }
    }

    private static RuntimeException unknown(Session session, String detail) {
        return AuthFailure.of(Problem.OUTCOME_UNKNOWN)
                .session(session.key())
                .detail(detail)
                .toException();
    }
}
