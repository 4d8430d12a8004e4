package io.crosscloud.testkit.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.testkit.TestClock;
import io.crosscloud.testkit.Wire;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FakeServerTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final TestClock clock = TestClock.startingAt(Instant.parse("2031-02-03T04:05:06Z"));
    private final FakeServer server = FakeServer.start(clock, 0, FakeServerTest::echo);

    @AfterEach
    void close() {
        server.close();
    }

    private static FakeResponse echo(FakeRequest request) {
        return FakeResponse.text(200, request.method() + " " + request.target() + " [" + request.bodyText() + "]");
    }

    @Test
    void requestWithBody_isReadAndAnswered() throws Exception {
        HttpResponse<String> response = CLIENT.send(
                HttpRequest.newBuilder(server.uri().resolve("/a%20b?c=d"))
                        .POST(BodyPublishers.ofString("körper"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("POST /a%20b?c=d [körper]");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain;charset=UTF-8");
    }

    @Test
    void dateHeader_followsTheFakesClockAndItsSkewOnly() throws Exception {
        assertThat(dates()).containsExactly("Mon, 03 Feb 2031 04:05:06 GMT");
        clock.advance(Duration.ofDays(30));
        assertThat(dates()).containsExactly("Wed, 05 Mar 2031 04:05:06 GMT");
        server.skewDate(Duration.ofMinutes(-7));
        assertThat(dates()).containsExactly("Wed, 05 Mar 2031 03:58:06 GMT");
    }

    private List<String> dates() throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(server.uri()).build(), BodyHandlers.ofString())
                .headers()
                .allValues("Date");
    }

    @Test
    void severalRequestsOnOneConnection_areAnsweredInTurn() throws IOException {
        try (Wire wire = new Wire(server.uri())) {
            wire.send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\n");
            assertThat(wire.rest())
                    .containsSubsequence("GET /1 []", "HTTP/1.1 200 OK", "Connection: close", "GET /2 []");
        }
    }

    @Test
    void oldClient_getsAnAnswerAndTheEndOfTheConnection() throws IOException {
        try (Wire wire = new Wire(server.uri())) {
            assertThat(wire.send("GET /old HTTP/1.0\r\n\r\n").rest()).endsWith("GET /old []");
        }
    }

    @Test
    void chunkedBody_isPutTogether() throws IOException {
        try (Wire wire = new Wire(server.uri())) {
            wire.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
            wire.send("3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: z\r\n\r\n");
            assertThat(wire.rest()).endsWith("[abc0123456789]");
        }
    }

    @Test
    void clientThatWaitsForContinue_isToldToGoOn() throws IOException {
        try (Wire wire = new Wire(server.uri())) {
            wire.send("POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(wire.until("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(wire.send("ok").until("[ok]")).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void absoluteTarget_isReadAsItsPath() throws IOException {
        try (Wire wire = new Wire(server.uri())) {
            wire.send("GET http://example.com/p?q HTTP/1.1\r\nConnection: close\r\n\r\n");
            assertThat(wire.rest()).endsWith("GET /p?q []");
        }
    }

    @Test
    void headRequest_getsTheHeadOnly() throws Exception {
        HttpRequest head = HttpRequest.newBuilder(server.uri())
                .method("HEAD", BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = CLIENT.send(head, BodyHandlers.ofString());
        assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue("HEAD / []".length());
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense|400",
                "GET / HTTP/1.1\\r\\nno colon|400",
                "POST / HTTP/1.1\\r\\nContent-Length: many\\r\\n|400",
                "POST / HTTP/1.1\\r\\nContent-Length: -1\\r\\n|400",
                "POST / HTTP/1.1\\r\\nContent-Length: 99999999\\r\\n|413",
                "POST / HTTP/1.1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz|400"
            })
    void bytesThatAreNoRequest_areAnsweredAndTheConnectionEnds(String bytes, int status) throws IOException {
        try (Wire wire = new Wire(server.uri())) {
            wire.send(bytes.replace("\\r\\n", "\r\n") + "\r\n");
            assertThat(wire.until("\r\n\r\n")).startsWith("HTTP/1.1 " + status).contains("Connection: close");
        }
    }

    @Test
    void endlessHead_isCutOff() throws IOException {
        try (Wire wire = new Wire(server.uri())) {
            wire.send("GET / HTTP/1.1\r\nX: " + "x".repeat(65_536));
            assertThat(wire.until("\r\n")).startsWith("HTTP/1.1 431");
        }
    }

    @Test
    void handlerThatThrows_answers500AndTheConnectionLives() throws IOException {
        FakeServer broken = FakeServer.start(clock, 0, request -> {
            throw new IllegalStateException("no such thing");
        });
        try (broken;
                Wire wire = new Wire(broken.uri())) {
            assertThat(wire.send("GET / HTTP/1.1\r\n\r\n").until("no such thing"))
                    .startsWith("HTTP/1.1 500");
            assertThat(wire.send("GET / HTTP/1.1\r\n\r\n").until("no such thing"))
                    .startsWith("HTTP/1.1 500");
        }
    }

    @Test
    void hooks_runInMidBodyAndAfterTheAnswer() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        FakeServer hooked = FakeServer.start(
                clock,
                0,
                request -> FakeResponse.text(200, "0123456789")
                        .inBody(() -> await(goOn))
                        .afterAnswer(sent::countDown));
        try (hooked;
                Wire wire = new Wire(hooked.uri())) {
            wire.send("GET / HTTP/1.1\r\n\r\n").until("01234");
            assertThat(wire.hasMore()).isFalse();
            assertThat(sent.getCount()).isEqualTo(1);
            goOn.countDown();
            assertThat(wire.until("9")).isEqualTo("56789");
            sent.await();
        }
    }

    @Test
    void refusing_clientsCannotConnectAndCanAgainAfterwardsOnTheSamePort() throws Exception {
        URI uri = server.uri();
        try (Wire before = new Wire(uri)) {
            before.send("GET / HTTP/1.1\r\n\r\n").until("[]");
            server.refuse();
            server.refuse();
            assertThat(before.rest()).isEmpty();
            assertThatThrownBy(() -> new Wire(uri)).isInstanceOf(ConnectException.class);
        }
        server.accept();
        server.accept();
        try (Wire after = new Wire(uri)) {
            assertThat(after.send("GET /again HTTP/1.1\r\n\r\n").until("[]")).endsWith("GET /again []");
        }
    }

    @Test
    void closed_endsStalledConnectionsFreesThePortAndMayBeClosedAgain() throws IOException {
        FakeServer stalling = FakeServer.start(
                clock,
                0,
                request ->
                        FakeResponse.empty(200).withTransmission(new Transmission.Nothing(Transmission.Ending.STALL)));
        try (Wire wire = new Wire(stalling.uri())) {
            wire.send("GET / HTTP/1.1\r\n\r\n");
            stalling.close();
            assertThatEnds(wire);
        }
        stalling.close();
        FakeServer next = FakeServer.start(clock, stalling.uri().getPort(), FakeServerTest::echo);
        next.close();
    }

    private static void assertThatEnds(Wire wire) throws IOException {
        try {
            assertThat(wire.rest()).isEmpty();
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    @Test
    void manyClientsAtOnce_eachGetsItsOwnAnswer() {
        AtomicInteger handled = new AtomicInteger();
        FakeServer counting = FakeServer.start(clock, 0, request -> {
            handled.incrementAndGet();
            return echo(request);
        });
        try (counting) {
            var answers = IntStream.range(0, 300)
                    .mapToObj(i -> CLIENT.sendAsync(
                            HttpRequest.newBuilder(counting.uri().resolve("/" + i))
                                    .build(),
                            BodyHandlers.ofString()))
                    .toList();
            for (int i = 0; i < 300; i++) {
                assertThat(answers.get(i).join().body()).isEqualTo("GET /" + i + " []");
            }
        }
        assertThat(handled).hasValue(300);
    }

    @Test
    void overTls_clientsWithTheTestAuthorityConnectAndOthersDoNot() throws Exception {
        FakeServer secure = FakeServer.startSecure(clock, 0, FakeServerTest::echo);
        HttpClient trusting =
                HttpClient.newBuilder().sslContext(TestTls.clientContext()).build();
        try (secure) {
            assertThat(secure.uri()).hasScheme("https").hasHost("127.0.0.1");
            URI byName = URI.create("https://localhost:" + secure.uri().getPort() + "/tls");
            for (URI uri : List.of(secure.uri().resolve("/tls"), byName)) {
                HttpResponse<String> response = trusting.send(
                        HttpRequest.newBuilder(uri)
                                .POST(BodyPublishers.ofString("x"))
                                .build(),
                        BodyHandlers.ofString());
                assertThat(response.body()).isEqualTo("POST /tls [x]");
            }
            assertThatThrownBy(() -> CLIENT.send(HttpRequest.newBuilder(byName).build(), BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void testCertificates_areValidUntil2099() {
        assertThat(TestTls.authority().getNotAfter().toInstant()).isEqualTo("2099-12-31T23:59:59Z");
        assertThat(TestTls.authority().getBasicConstraints()).isZero();
    }

    @Test
    void headerWithALineBreak_isRefused() {
        assertThatThrownBy(() -> FakeResponse.redirect(302, "/a\r\nSet-Cookie: b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Location");
    }

    @Test
    void requestReadings_queryFormAndJsonWithDuplicatesVisible() {
        FakeRequest form = FakeRequest.of(
                "POST",
                "/t?a=1&b=%C3%BC+x&bad=%zz",
                Map.of("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
                "a=2&empty=&flag&==");
        assertThat(form.parameters().all("a")).containsExactly("1", "2");
        assertThat(form.parameters().repeated()).containsExactly("a");
        assertThat(form.query().first("b")).hasValue("ü x");
        assertThat(form.query().first("bad")).hasValue("%zz");
        assertThat(form.form().first("empty")).hasValue("");
        assertThat(form.form().has("flag")).isTrue();
        assertThat(form.form().first("")).hasValue("=");
        assertThat(form.header("CONTENT-TYPE")).isPresent();

        FakeRequest json = FakeRequest.of(
                "POST", "/t", Map.of("Content-Type", "application/json"), "{\"account_id\":42,\"n\":null,\"o\":{}}");
        assertThat(json.fields().names()).containsExactly("account_id");
        assertThat(json.fields().first("account_id")).hasValue("42");
        assertThat(json.parameters().names()).isEmpty();
        assertThat(FakeRequest.of("POST", "/t", Map.of("Content-Type", "application/json"), "{")
                        .json())
                .isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
