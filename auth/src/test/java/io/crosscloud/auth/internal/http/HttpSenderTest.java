package io.crosscloud.auth.internal.http;

import static io.crosscloud.auth.internal.http.ScriptedServer.json;
import static io.crosscloud.auth.internal.http.ScriptedServer.raw;
import static io.crosscloud.auth.internal.http.ScriptedServer.stall;
import static io.crosscloud.auth.internal.http.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.http.HttpReply.Extent;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.testkit.TestCertificates;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSenderTest {
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Duration ENOUGH_FOR_HEADERS = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ScriptedServer server = ScriptedServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Tag("N16")
    @Test
    void aPostAndItsAnswer_overHttp11() {
        server.then(json(200, "{}", "X-Said: yes"));

        HttpReply reply = sender(LONG).send(post(server.uri()).header("X-Asked", "yes"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).asString().isEqualTo("{}");
        assertThat(reply.extent()).isEqualTo(Extent.COMPLETE);
        assertThat(reply.headers().firstValue("x-said")).contains("yes");
        ScriptedServer.Received request = server.onlyRequest();
        assertThat(request.line()).isEqualTo("POST /token HTTP/1.1");
        assertThat(request.body()).isEqualTo("a=b");
        assertThat(request.header("content-type")).isEqualTo("text/x-test");
        assertThat(request.header("accept")).isEqualTo("application/json");
        assertThat(request.header("x-asked")).isEqualTo("yes");
        assertThat(request.headers()).doesNotContainKeys("upgrade", "accept-encoding");
    }

    @Test
    void aGet_hasNoBody() {
        server.then(json(200, "{}"));

        sender(LONG).send(HttpCall.get(server.uri().resolve("/userinfo")));

        assertThat(server.onlyRequest().line()).isEqualTo("GET /userinfo HTTP/1.1");
    }

    @Tag("N1")
    @Test
    void aHostNameThatDoesNotExist_nothingWasSent() {
        assertProblem(ServerProblem.NETWORK, URI.create("https://nowhere.invalid/token"), "no such host name");
    }

    @Tag("N2")
    @Test
    void aRefusedConnection_nothingWasSent() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }

        assertProblem(ServerProblem.NETWORK, URI.create("http://127.0.0.1:" + port + "/token"), "connection refused");
    }

    @Tag("N3")
    @Test
    void aHostThatAcceptsNoConnection_nothingWasSent() throws IOException {
        List<Socket> queue = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 2; i++) {
                queue.add(new Socket(full.getInetAddress(), full.getLocalPort()));
            }
            HttpClient client = HttpClient.newBuilder().connectTimeout(SHORT).build();
            HttpSender sender = HttpSender.of(Cloud.SALESFORCE, client, LONG);

            AuthException failure = failure(sender, post(URI.create("http://127.0.0.1:" + full.getLocalPort())));

            assertThat(failure.problem()).isEqualTo(ServerProblem.NETWORK);
        } finally {
            for (Socket socket : queue) {
                socket.close();
            }
        }
    }

    @Tag("N4")
    @Test
    void aServerWithoutTls_seesNothingOfTheRequest() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> seen = CompletableFuture.supplyAsync(() -> {
                try (Socket socket = plain.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 No\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.shutdownOutput();
                    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                } catch (IOException e) {
                    return "";
                }
            });

            AuthException failure =
                    failure(sender(LONG), post(URI.create("https://127.0.0.1:" + plain.getLocalPort() + "/token")));

            assertThat(failure.problem()).isIn(ServerProblem.TLS, ServerProblem.OUTCOME_UNKNOWN);
            assertThat(seen.get()).doesNotContain("POST").doesNotContain("a=b");
        }
    }

    @Tag("N6")
    @Test
    void aServerWithOldTlsOnly_nothingWasSent() throws Exception {
        byte[] protocolVersionAlert = {21, 3, 1, 0, 2, 2, 70};
        try (ServerSocket old = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> seen = CompletableFuture.supplyAsync(() -> {
                try (Socket socket = old.accept()) {
                    socket.getInputStream().read(new byte[5]);
                    socket.getOutputStream().write(protocolVersionAlert);
                    socket.shutdownOutput();
                    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                } catch (IOException e) {
                    return "";
                }
            });

            assertProblem(
                    ServerProblem.TLS, URI.create("https://127.0.0.1:" + old.getLocalPort() + "/token"), "127.0.0.1");

            assertThat(seen.get()).doesNotContain("POST").doesNotContain("a=b");
        }
    }

    @Tag("N15")
    @Test
    void anAddressThatIsBroken_nothingWasSent() {
        assertProblem(ServerProblem.NETWORK, URI.create("http://[::1]:" + server.port() + "/token"), "[::1]");

        assertThat(server.requests()).isEmpty();
    }

    @Tag("N5")
    @Test
    void aCertificateOfAnUnknownAuthority_nothingWasSent() throws Exception {
        try (ScriptedServer tls = ScriptedServer.startTls()) {
            assertProblem(ServerProblem.TLS, tls.uri().resolve("/token"), "127.0.0.1");
            assertThat(tls.requests()).isEmpty();
        }
    }

    @Tag("N5")
    @Test
    void aCertificateForAnotherHost_nothingWasSent() throws Exception {
        try (ScriptedServer tls = ScriptedServer.startTls()) {
            HttpClient trusting = HttpClient.newBuilder()
                    .sslContext(TestCertificates.sslContext())
                    .build();
            HttpSender sender = HttpSender.of(Cloud.SALESFORCE, trusting, LONG);

            AuthException failure = failure(sender, post(URI.create("https://127.0.0.2:" + tls.port())));

            assertThat(failure.problem()).isEqualTo(ServerProblem.TLS);
            assertThat(tls.requests()).isEmpty();
        }
    }

    @Test
    void anInjectedClient_itsTlsSettingsAlsoServeSingleUseTokens() throws Exception {
        try (ScriptedServer tls = ScriptedServer.startTls()) {
            tls.always(json(200, "{}"));
            HttpClient trusting = HttpClient.newBuilder()
                    .sslContext(TestCertificates.sslContext())
                    .build();
            HttpSender sender = HttpSender.of(Cloud.SALESFORCE, trusting, LONG);

            assertThat(sender.send(post(tls.uri())).status()).isEqualTo(200);
            assertThat(sender.send(post(tls.uri()).carryingSingleUseToken()).status())
                    .isEqualTo(200);
        }
    }

    @Tag("N14")
    @Test
    void aProxyThatRefusesTheTunnel_nothingWasSent() {
        server.always(status(403, "text/plain", "no"));
        HttpClient client = HttpClient.newBuilder()
                .proxy(ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())))
                .build();
        HttpSender sender = HttpSender.of(Cloud.SALESFORCE, client, LONG);

        AuthException failure = failure(sender, post(URI.create("https://login.salesforce.com/token")));

        assertThat(failure.problem()).isEqualTo(ServerProblem.PROXY);
        assertThat(server.onlyRequest().line()).startsWith("CONNECT login.salesforce.com:443");
    }

    @Tag("N7")
    @Test
    void anEndBeforeAnyByte_isUnknownAndNotRepeated() {
        server.always((request, line) -> line.close());

        assertProblem(ServerProblem.OUTCOME_UNKNOWN, server.uri(), "connection lost");
        assertThat(server.requests()).hasSize(1);
    }

    @Tag("N7")
    @Test
    void anIdleConnectionThatDied_isUnknownAndNotRepeated() {
        server.then((request, line) -> {
            json(200, "{}").write(request, line);
            line.close();
        });
        server.always((request, line) -> line.close());
        HttpSender sender = sender(LONG);
        sender.send(post(server.uri()));

        AuthException failure = failure(sender, post(server.uri()));

        assertThat(failure.problem()).isIn(ServerProblem.OUTCOME_UNKNOWN, ServerProblem.NETWORK);
        assertThat(server.requests()).hasSizeLessThanOrEqualTo(2);
    }

    @Tag("N8")
    @Test
    void aResetWithinTheBody_isCutOffAndNotRepeated() {
        server.then((request, line) -> {
            line.send("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"half\":");
            line.reset();
        });

        HttpReply reply = sender(LONG).send(post(server.uri()));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.extent()).isEqualTo(Extent.CUT_OFF);
        assertThat(server.requests()).hasSize(1);
    }

    @Tag("N9")
    @Test
    void aBodyWithoutLength_endsWithTheConnection() {
        server.then(raw("HTTP/1.1 200 OK\r\n\r\n{\"half\":"));

        HttpReply reply = sender(LONG).send(post(server.uri()));

        assertThat(reply.body()).asString().isEqualTo("{\"half\":");
    }

    @Tag("N12")
    @Tag("N13")
    @Test
    void noAnswerInTime_isUnknown() {
        server.then(stall(""));

        AuthException failure = failure(sender(SHORT), post(server.uri()));

        assertThat(failure.problem()).isEqualTo(ServerProblem.OUTCOME_UNKNOWN);
        assertThat(failure).hasMessageContaining("no answer within PT0.15S");
    }

    @Tag("N10")
    @Test
    void headersThatNeverEnd_areUnknown() {
        server.then(stall("HTTP/1.1 200 OK\r\nX-Slow: "));

        assertThat(failure(sender(SHORT), post(server.uri())).problem()).isEqualTo(ServerProblem.OUTCOME_UNKNOWN);
    }

    @Tag("N11")
    @Test
    void aBodyThatNeverEnds_isCutOffAtTheDeadline() {
        server.then(stall("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"slow\":"));

        HttpReply reply = sender(ENOUGH_FOR_HEADERS).send(post(server.uri()));

        assertThat(reply.extent()).isEqualTo(Extent.CUT_OFF);
        assertThat(reply.body()).asString().isEqualTo("{\"slow\":");
    }

    @Tag("N18")
    @Test
    void aSingleUseToken_isLookedForOnceMoreAfterTheDeadline() {
        CountDownLatch late = new CountDownLatch(1);
        server.then((request, line) -> {
            late.await();
            json(200, "{}").write(request, line);
        });
        List<Duration> waits = new ArrayList<>();
        HttpSender sender = new HttpSender(Cloud.SALESFORCE, HttpClients.shared(), LONG, (exchange, atMost) -> {
            waits.add(atMost);
            if (waits.size() == 1) {
                return false;
            }
            late.countDown();
            exchange.join();
            return true;
        });

        HttpReply reply = sender.send(post(server.uri()).carryingSingleUseToken());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(waits).containsExactly(LONG, Duration.ofMillis(500));
        assertThat(server.requests()).hasSize(1);
    }

    /** As that of a process which was paused after it began: others may have sent the token since. */
    @Tag("N18")
    @Test
    void aBodyThatComesToItsTurnAfterTheDeadline_isNotSent() {
        HttpSender sender = sender(Duration.ZERO);

        AuthException failure = failure(sender, post(server.uri()).carryingSingleUseToken());

        assertThat(failure.problem()).isEqualTo(ServerProblem.NETWORK);
        assertThat(server.requests()).allMatch(received -> received.body().isEmpty()); // if it got as far as that
    }

    @Tag("N17")
    @Test
    void anInterruptedThread_getsTheAnswerToASingleUseTokenAllTheSame() {
        server.then(json(200, "{}"));
        Thread.currentThread().interrupt();

        HttpReply reply = sender(LONG).send(post(server.uri()).carryingSingleUseToken());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void anInterruptedThread_givesUpWhatMayBeRepeated() {
        server.then(stall(""));
        Thread.currentThread().interrupt();

        AuthException failure = failure(sender(LONG), post(server.uri()));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure).hasMessageContaining("interrupted");
    }

    /** What earlier tests left behind counts against the number of fresh clients, until it is collected. */
    private static void collectClients() {
        for (int i = 0; i < 1000 && HttpClients.uncollected() > 8; i++) {
            System.gc();
        }
    }

    @Test
    void singleUseTokens_travelOverConnectionsOfTheirOwn() {
        collectClients();
        server.always(json(200, "{}"));
        HttpSender sender = sender(LONG);

        IntStream.range(0, 3).forEach(i -> sender.send(post(server.uri()).carryingSingleUseToken()));

        assertThat(server.requests())
                .extracting(ScriptedServer.Received::connection)
                .doesNotHaveDuplicates();
    }

    @Test
    void hundredsOfSingleUseTokens_allArrive() {
        server.always(json(200, "{}"));
        HttpSender sender = sender(LONG);

        IntStream.range(0, 200).forEach(i -> sender.send(post(server.uri()).carryingSingleUseToken()));

        assertThat(server.requests()).hasSize(200);
    }

    @Test
    void otherRequests_shareAConnection() {
        server.always(json(200, "{}"));
        HttpSender sender = sender(LONG);

        IntStream.range(0, 3).forEach(i -> sender.send(post(server.uri())));

        assertThat(server.requests())
                .hasSize(3)
                .extracting(ScriptedServer.Received::connection)
                .containsOnly(1);
    }

    @Test
    void aBodyOfExactlyTheLimit_isComplete() {
        server.then(status(200, "text/plain", "x".repeat(HttpSender.MAX_BODY)));

        HttpReply reply = sender(LONG).send(post(server.uri()));

        assertThat(reply.extent()).isEqualTo(Extent.COMPLETE);
        assertThat(reply.body()).hasSize(HttpSender.MAX_BODY);
    }

    @Tag("B4")
    @Test
    void aBodyOfOneByteMore_isTooLarge() {
        server.then(status(200, "text/plain", "x".repeat(HttpSender.MAX_BODY + 1)));

        HttpReply reply = sender(LONG).send(post(server.uri()));

        assertThat(reply.extent()).isEqualTo(Extent.TOO_LARGE);
        assertThat(reply.body()).hasSize(HttpSender.MAX_BODY);
    }

    @Tag("B4")
    @Test
    void aBodyWithoutEnd_isLeftAtTheLimit() throws InterruptedException {
        CountDownLatch left = new CountDownLatch(1);
        server.then((request, line) -> {
            line.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            try {
                while (true) {
                    line.send("1000\r\n" + "x".repeat(0x1000) + "\r\n");
                }
            } finally {
                left.countDown();
            }
        });

        HttpReply reply = sender(LONG).send(post(server.uri()));

        assertThat(reply.extent()).isEqualTo(Extent.TOO_LARGE);
        left.await();
    }

    @Tag("H28")
    @Test
    void anInformationalAnswer_isPassedOver() {
        server.then(raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));

        assertThat(sender(LONG).send(post(server.uri())).status()).isEqualTo(200);
    }

    @Tag("H29")
    @ParameterizedTest
    @ValueSource(strings = {"garbage and nothing else\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n"})
    void anAnswerThatIsNotHttp_isAProtocolViolation(String bytes) {
        server.then(raw(bytes));

        AuthException failure = failure(sender(LONG), post(server.uri()));

        assertThat(failure.problem()).isIn(ServerProblem.NOT_JSON, ServerProblem.OUTCOME_UNKNOWN);
        assertThat(failure).hasMessageNotContaining("garbage").hasNoCause();
        assertThat(server.requests()).hasSize(1);
    }

    @Tag("H29")
    @Test
    void aHeaderWithoutEnd_isAProtocolViolationOrUnknown() {
        server.then(raw("HTTP/1.1 200 OK\r\nX: " + "x".repeat(512 * 1024)));

        AuthException failure = failure(sender(LONG), post(server.uri()));

        assertThat(failure.problem()).isIn(ServerProblem.NOT_JSON, ServerProblem.OUTCOME_UNKNOWN);
        assertThat(server.requests()).hasSize(1);
    }

    @Tag("H29")
    @Test
    void aBadChunk_isCutOff() {
        server.then(raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}"));

        assertThat(sender(LONG).send(post(server.uri())).extent()).isEqualTo(Extent.CUT_OFF);
    }

    @Tag("H1")
    @Tag("H2")
    @Tag("H3")
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirect_isNotFollowed(int status) {
        server.always(status(status, "", "", "Location: " + server.uri() + "/elsewhere"));

        assertThat(sender(LONG).send(post(server.uri())).status()).isEqualTo(status);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void unsafeClients_areRefused() {
        HttpClient.Builder client = HttpClient.newBuilder();

        assertUnsafe(client.followRedirects(Redirect.NORMAL).build(), "followRedirects: NORMAL");
        assertUnsafe(client.followRedirects(Redirect.ALWAYS).build(), "followRedirects: ALWAYS");
        client.followRedirects(Redirect.NEVER);
        assertUnsafe(client.cookieHandler(new CookieManager()).build(), "cookie handler");
        assertUnsafe(
                HttpClient.newBuilder().authenticator(new Authenticator() {}).build(), "authenticator");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", ""})
    void aJdkThatWouldRepeatPosts_isRefused(String value) {
        System.setProperty("jdk.httpclient.enableAllMethodRetry", value);
        try {
            assertThatThrownBy(() -> sender(LONG))
                    .isInstanceOfSatisfying(
                            AuthException.class,
                            e -> assertThat(e.problem()).isEqualTo(SettingProblem.HTTP_CLIENT_UNSAFE))
                    .hasMessageContaining("enableAllMethodRetry");
        } finally {
            System.clearProperty("jdk.httpclient.enableAllMethodRetry");
        }
    }

    @Tag("B12")
    @ParameterizedTest
    @ValueSource(strings = {"CANARY\r\nX: y", "CANARY\u0000", "CANARY\u00e9"})
    void aHeaderValueThatWouldBreakTheHeader_isRefusedUnseen(String value) {
        assertThatThrownBy(() -> post(server.uri()).header("Authorization", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("header Authorization")
                .hasMessageNotContaining("CANARY");
    }

    private static HttpSender sender(Duration timeout) {
        return HttpSender.of(Cloud.SALESFORCE, null, timeout);
    }

    private static HttpCall post(URI uri) {
        URI target = uri.getPath().isEmpty() ? uri.resolve("/token") : uri;
        return HttpCall.post(target, "text/x-test", "a=b".getBytes(StandardCharsets.US_ASCII));
    }

    private static AuthException failure(HttpSender sender, HttpCall call) {
        return catchThrowableOfType(AuthException.class, () -> sender.send(call));
    }

    private static void assertProblem(Problem problem, URI uri, String detail) {
        AuthException failure = failure(sender(LONG), post(uri));

        assertThat(failure.problem()).isEqualTo(problem);
        assertThat(failure).hasMessageContaining(detail);
        assertThat(failure.cloud()).contains(Cloud.SALESFORCE);
    }

    private static void assertUnsafe(HttpClient client, String detail) {
        assertThatThrownBy(() -> HttpSender.of(Cloud.SALESFORCE, client, LONG))
                .isInstanceOfSatisfying(
                        AuthException.class, e -> assertThat(e.problem()).isEqualTo(SettingProblem.HTTP_CLIENT_UNSAFE))
                .hasMessageContaining(detail);
    }
}
