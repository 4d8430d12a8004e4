package io.crosscloud.auth.internal.http;

import static io.crosscloud.auth.internal.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.Cloud;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.spi.Deadline;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call with a deadline of its caller: what is late stays here, with a single-use token or without one. */
class SendDeadlineTest {
    private static final Duration LEASE = Duration.ofSeconds(4);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ScriptedServer server = ScriptedServer.start().always(json(200, "{}"));
    private final AtomicLong ticks = new AtomicLong(Long.MAX_VALUE - 3);
    private final Deadline sendBy = Deadline.after(LEASE, ticks::get);

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deadlineThatIsOver_opensNoConnection(boolean singleUse) {
        pass(LEASE);

        TryLaterException late =
                late(HttpClient.newHttpClient(), call(URI.create("https://nowhere.invalid/token"), singleUse));

        assertThat(late).hasMessageContaining("nowhere.invalid: late before a connection was opened");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clientThatIsSetUpTooLate_sendsNoBody(boolean singleUse) {
        HttpClient slow = HttpClient.newBuilder().proxy(new SlowProxySelector()).build();

        TryLaterException late = late(slow, call(server.uri(), singleUse));

        assertThat(late).hasMessageContaining("late when the connection was open");
        assertThat(server.requests()).allMatch(received -> received.body().isEmpty()); // if it got as far as that
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void handshakeThatTakesTooLong_sendsNoBody(boolean singleUse) throws Exception {
        SSLContext slow = SSLContext.getInstance("TLS");
        slow.init(null, new TrustManager[] {new SlowTrustManager()}, null);
        try (ScriptedServer tls = ScriptedServer.startTls().always(json(200, "{}"))) {
            late(HttpClient.newBuilder().sslContext(slow).build(), call(tls.uri(), singleUse));

            assertThat(tls.requests()).allMatch(received -> received.body().isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deadlineThatPassesAfterTheRequestHasLeft_changesNothing(boolean singleUse) {
        server.then((request, line) -> {
            pass(LEASE);
            json(200, "{}").write(request, line);
        });

        HttpReply reply = sender(HttpClient.newHttpClient()).send(call(server.uri(), singleUse));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(server.onlyRequest().body()).isEqualTo("a=b");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answerThatIsLostUnderADeadline_isUnknownAsEver(boolean singleUse) {
        server.then((request, line) -> {
            pass(LEASE);
            line.close();
        });

        AuthException lost = catchThrowableOfType(
                AuthException.class, () -> sender(HttpClient.newHttpClient()).send(call(server.uri(), singleUse)));

        assertThat(lost.problem()).isEqualTo(ServerProblem.OUTCOME_UNKNOWN);
    }

    @Test
    void deadlineThatIsFarAhead_leavesTheTimeoutInForce() {
        HttpSender impatient = HttpSender.of(Cloud.SALESFORCE, null, Duration.ZERO);

        AuthException refused =
                catchThrowableOfType(AuthException.class, () -> impatient.send(call(server.uri(), true)));

        assertThat(refused.problem()).isEqualTo(ServerProblem.NETWORK);
    }

    private void pass(Duration time) {
        ticks.addAndGet(time.toNanos());
    }

    private HttpCall call(URI uri, boolean singleUse) {
        HttpCall call = HttpCall.post(uri.resolve("/token"), "text/x-test", "a=b".getBytes(StandardCharsets.US_ASCII))
                .sendBy(sendBy);
        return singleUse ? call.carryingSingleUseToken() : call;
    }

    private static HttpSender sender(HttpClient client) {
        return HttpSender.of(Cloud.SALESFORCE, client, TIMEOUT);
    }

    private static TryLaterException late(HttpClient client, HttpCall call) {
        TryLaterException late = catchThrowableOfType(
                TryLaterException.class, () -> sender(client).send(call));
        assertThat(late.problem()).isEqualTo(ServerProblem.NOT_SENT_IN_TIME);
        assertThat(late.cloud()).contains(Cloud.SALESFORCE);
        return late;
    }

    /** Lets the deadline pass while the client is being set up. */
    private final class SlowProxySelector extends ProxySelector {
        @Override
        public List<Proxy> select(URI uri) {
            pass(LEASE);
            return List.of(Proxy.NO_PROXY);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
    }

    /** Lets the deadline pass while the server's certificate is looked at, and trusts everybody. */
    private final class SlowTrustManager extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            pass(LEASE);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            pass(LEASE);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            pass(LEASE);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
