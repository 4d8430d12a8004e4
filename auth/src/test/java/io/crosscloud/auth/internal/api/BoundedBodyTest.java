package io.crosscloud.auth.internal.api;

import static io.crosscloud.auth.internal.http.ScriptedServer.json;
import static io.crosscloud.auth.internal.http.ScriptedServer.stall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.auth.internal.http.ScriptedServer;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of an API of which the head comes, and the body does not. */
class BoundedBodyTest {
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final ScriptedServer server = ScriptedServer.start();
    private final AuthorizedCall call = AuthorizedCall.byDefault();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401, 403, 500})
    void bodyThatNeverComes_isGivenUp(int status) throws Exception {
        server.then(json(200, "{}"));
        send(PATIENT); // so that the connection is there
        server.always(stall("HTTP/1.1 " + status + " X\r\nContent-Length: 90\r\n\r\n{\"half"));

        assertThatExceptionOfType(HttpTimeoutException.class)
                .isThrownBy(() -> send(SHORT))
                .withMessage("no whole answer within PT0.3S");
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void bodyThatComes_isHandedOn() throws Exception {
        server.then(json(200, "{\"a\":1}")).then(json(403, "{\"b\":2}"));

        assertThat(send(PATIENT)).asString().isEqualTo("{\"a\":1}");
        assertThat(send(PATIENT)).asString().isEqualTo("{\"b\":2}");
    }

    private byte[] send(Duration atMost) throws Exception {
        AccessToken token = AccessToken.of("00D!x", ApiEndpoints.of(server.uri()), Scopes.unspecified(), Instant.EPOCH);
        HttpRequest request =
                HttpRequest.newBuilder(server.uri()).timeout(atMost).build();
        BodyHandler<byte[]> bounded = info -> BoundedBody.of(BodySubscribers.ofByteArray(), atMost);
        return call.send(() -> token, new Unmoved(), AuthorizedCall.bearer(request), bounded)
                .body();
    }

    private static final class Unmoved implements AuthorizedCall.Observer {
        @Override
        public boolean mayReplace(AccessToken token) {
            return false;
        }

        @Override
        public void refused(AccessToken token) {}

        @Override
        public void again(AccessToken token) {}

        @Override
        public void used(AccessToken token, long used, long allowed) {}

        @Override
        public void limited(AccessToken token, HttpHeaders answer) {}
    }
}
