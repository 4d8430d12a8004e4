package io.crosscloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Router;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultsTest {
    private static final String BODY = "{\"access_token\":\"new\"}";
    private static final String REFRESH = "grant_type=refresh_token&refresh_token=old";

    private final AtomicInteger committed = new AtomicInteger();
    private final TestClock clock = TestClock.create();
    private final Stage fake = Stage.open(
            clock,
            0,
            false,
            new Router<>(Route.OTHER, request -> FakeResponse.empty(404))
                    .add(Route.TOKEN, "POST", "/token", request -> {
                        committed.incrementAndGet();
                        return FakeResponse.json(200, BODY);
                    })
                    .add(Route.REST, "GET", "/rest/{id}", request -> FakeResponse.text(200, "rest"))
                    .add(Route.CONTROL, "GET", "/testkit/ping", request -> FakeResponse.text(200, "pong")));

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void nothingScripted_theRightAnswerArrives() throws Exception {
        assertThat(refresh().body()).isEqualTo(BODY);
        assertThat(fake.faults().unconsumed()).isEmpty();
    }

    @Test
    void lostAnswer_isCommittedAndNeverArrives() throws Exception {
        fake.faults().next(Route.TOKEN).fail(Fault.lostAnswer());
        assertThat(raw()).isEmpty();
        assertThat(committed).hasValue(1);
        assertThat(fake.journal().requests()).singleElement().satisfies(request -> {
            assertThat(request.status()).hasValue(200);
            assertThat(request.fault()).hasValue(Fault.lostAnswer());
        });
        assertThat(refresh().body()).isEqualTo(BODY);
    }

    @Test
    void lostAnswer_javaClientReportsAnIoError() {
        fake.faults().next(Route.TOKEN).fail(Fault.lostAnswer());
        assertThatThrownBy(this::refresh).isInstanceOf(IOException.class);
        assertThat(committed).hasValue(1);
    }

    @Test
    void drop_isNotCommittedAndEndsInAnOrderlyWay() throws Exception {
        fake.faults().next(Route.TOKEN).fail(Fault.drop());
        assertThat(raw()).isEmpty();
        assertThat(committed).hasValue(0);
        assertThat(fake.journal().requests())
                .singleElement()
                .satisfies(request -> assertThat(request.status()).isEmpty());
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"ON_RECEIPT", "AFTER_COMMIT"})
    void resetBeforeTheAnswer_reachesTheCallerAsReset(Phase phase) {
        fake.faults().next(Route.TOKEN).fail(Fault.reset(phase));
        assertThatThrownBy(this::raw).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        assertThat(committed).hasValue(phase == Phase.ON_RECEIPT ? 0 : 1);
    }

    @Test
    void resetInBody_comesAfterHalfOfIt() throws Exception {
        CountDownLatch halfRead = new CountDownLatch(1);
        fake.faults().next(Route.TOKEN).fail(Fault.reset(Phase.IN_BODY));
        fake.faults().next(Route.TOKEN).run(Phase.AFTER_ANSWER, request -> await(halfRead));
        try (Wire wire = new Wire(fake.uri())) {
            String head = wire.post("/token", REFRESH).until("\r\n\r\n");
            assertThat(head).contains("Content-Length: " + BODY.length());
            assertThat(wire.until(BODY.substring(0, BODY.length() / 2))).isNotEmpty();
            halfRead.countDown();
            assertThatThrownBy(wire::rest).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        }
    }

    @Test
    void dropInHeaders_comesAfterTheStatusLineAndBeforeTheirEnd() throws Exception {
        fake.faults().next(Route.TOKEN).fail(Fault.drop(Phase.IN_HEADERS));
        assertThat(raw()).startsWith("HTTP/1.1 200 OK\r\nDate: ").doesNotContain("\r\n\r\n");
        assertThat(committed).hasValue(1);
        fake.faults().next(Route.TOKEN).fail(Fault.drop(Phase.IN_HEADERS));
        assertThatThrownBy(this::refresh).isInstanceOf(IOException.class);
        assertThat(refresh().body()).isEqualTo(BODY);
    }

    @Test
    void resetInHeaders_comesAfterAPartOfThem() throws Exception {
        CountDownLatch partRead = new CountDownLatch(1);
        fake.faults().next(Route.TOKEN).fail(Fault.reset(Phase.IN_HEADERS));
        fake.faults().next(Route.TOKEN).run(Phase.AFTER_ANSWER, request -> await(partRead));
        try (Wire wire = new Wire(fake.uri())) {
            wire.post("/token", REFRESH).until("\r\nDate: ");
            partRead.countDown();
            assertThatThrownBy(wire::rest).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"ON_RECEIPT", "AFTER_COMMIT", "IN_HEADERS", "IN_BODY"})
    void stall_lastsUntilTheCallerGivesUp(Phase phase) throws Exception {
        CountDownLatch stalled = new CountDownLatch(1);
        fake.faults().next(Route.TOKEN).fail(Fault.stall(phase));
        fake.faults().next(Route.TOKEN).run(Phase.AFTER_ANSWER, request -> stalled.countDown());
        try (Wire wire = new Wire(fake.uri())) {
            wire.post("/token", REFRESH);
            stalled.await();
            if (phase == Phase.IN_HEADERS) {
                assertThat(wire.until("\r\nContent-Type: a")).startsWith("HTTP/1.1 200 OK\r\n");
            } else if (phase == Phase.IN_BODY) {
                wire.until(BODY.substring(0, BODY.length() / 2));
            }
            assertThat(wire.hasMore()).isFalse();
            fake.close();
            assertThat(wire.rest()).isEmpty();
        }
        assertThat(committed).hasValue(phase == Phase.ON_RECEIPT ? 0 : 1);
    }

    @Test
    void truncatedBody_isShorterThanDeclared() throws Exception {
        fake.faults().next(Route.TOKEN).fail(Fault.truncatedBody());
        assertThat(raw())
                .contains("Content-Length: " + BODY.length())
                .endsWith("\r\n\r\n" + BODY.substring(0, BODY.length() / 2));
    }

    @Test
    void truncatedBodyWithoutLength_looksWholeToTheJavaClient() throws Exception {
        fake.faults().next(Route.TOKEN).fail(Fault.truncatedBody().withoutLength());
        HttpResponse<String> response = refresh();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Length")).isEmpty();
        assertThat(response.body()).isEqualTo(BODY.substring(0, BODY.length() / 2));
    }

    @Test
    void slowBody_comesPieceByPieceUntilTheFakeCloses() throws Exception {
        fake.faults().next(Route.TOKEN).fail(Fault.slowBody(4, Duration.ofDays(1)));
        try (Wire wire = new Wire(fake.uri())) {
            wire.post("/token", REFRESH).until("\r\n\r\n");
            assertThat(wire.until(BODY.substring(0, 4))).hasSize(4);
            assertThat(wire.hasMore()).isFalse();
            fake.close();
            assertThat(wire.rest()).isEmpty();
        }
    }

    @Test
    void slowBodyWithoutPause_arrivesWhole() throws Exception {
        fake.faults().next(Route.TOKEN).fail(Fault.slowBody(1, Duration.ZERO));
        assertThat(refresh().body()).isEqualTo(BODY);
    }

    @Test
    void garbage_isNoHttp() throws Exception {
        fake.faults().next(Route.TOKEN).times(2).fail(Fault.garbage());
        assertThat(raw()).doesNotStartWith("HTTP").contains("this is not HTTP");
        assertThatThrownBy(this::refresh).isInstanceOf(IOException.class);
        assertThat(committed).hasValue(0);
    }

    @Test
    void wrongContentType_keepsTheRightBody() throws Exception {
        fake.faults().next(Route.TOKEN).fail(Fault.wrongContentType("text/html"));
        HttpResponse<String> response = refresh();
        assertThat(response.headers().allValues("Content-Type")).containsExactly("text/html");
        assertThat(response.body()).isEqualTo(BODY);
    }

    @Test
    void oversizedBody_isTheRightOneAndBlanks() throws Exception {
        fake.faults().next(Route.TOKEN).fail(Fault.oversizedBody(1_000_000));
        assertThat(refresh().body())
                .hasSize(1_000_000)
                .startsWith(BODY)
                .isEqualTo(BODY + " ".repeat(1_000_000 - BODY.length()));
    }

    @Test
    void changedBody_isMadeOfTheRightOneAfterCommit() throws Exception {
        fake.faults().next(Route.TOKEN).fail(Fault.changedBody(body -> body.replace("new", "n\u00fcw")));
        HttpResponse<String> response = refresh();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"access_token\":\"n\u00fcw\"}");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json;charset=UTF-8");
        assertThat(committed).hasValue(1);
        assertThat(fake.journal().timeline()).contains("!! ChangedBody");
    }

    @Test
    void changeThatThrows_isKeptAndTheRightAnswerArrives() throws Exception {
        fake.faults().next(Route.TOKEN).fail(Fault.changedBody(body -> {
            throw new AssertionError("not what the test expected");
        }));
        assertThat(refresh().body()).isEqualTo(BODY);
        assertOneHookFailure();
    }

    @Test
    void garbage_canRepeatAHeaderAndHaveBytesThatAreNotUtf8() throws Exception {
        String answer = "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nRetry-After: 2\r\nContent-Length: 1\r\n\r\n\u00ff";
        fake.faults().next(Route.TOKEN).fail(new Fault.Garbage(answer, Phase.AFTER_COMMIT));
        assertThat(raw()).isEqualTo(answer);
        assertThat(committed).hasValue(1);
    }

    @Test
    void redirect_pointsElsewhereAndIsNotCommitted() throws Exception {
        fake.faults().next(Route.TOKEN).fail(Fault.redirect(307, "https://elsewhere.example/token"));
        HttpResponse<String> response = refresh();
        assertThat(response.statusCode()).isEqualTo(307);
        assertThat(response.headers().firstValue("Location")).hasValue("https://elsewhere.example/token");
        assertThat(committed).hasValue(0);
    }

    @Test
    void statusOfTheTestsOwn_bringsItsHeadersAndBody() throws Exception {
        fake.faults()
                .next(Route.TOKEN)
                .fail(Fault.status(503).header("Retry-After", "7").body("text/html", "<p>Down for maintenance"));
        HttpResponse<String> response = refresh();
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html");
        assertThat(response.body()).isEqualTo("<p>Down for maintenance");
        assertThat(committed).hasValue(0);
    }

    @Test
    void statusAfterCommit_hidesThatItWasDone() throws Exception {
        fake.faults().next(Route.TOKEN).fail(Fault.status(502).afterCommit());
        assertThat(refresh().statusCode()).isEqualTo(502);
        assertThat(committed).hasValue(1);
    }

    @Test
    void wrongDate_replacesTheRightOne() throws Exception {
        fake.faults().next(Route.TOKEN).fail(Fault.wrongDate(Instant.EPOCH));
        fake.faults().next(Route.TOKEN).fail(Fault.wrongDate("tomorrow"));
        assertThat(refresh().headers().allValues("Date")).containsExactly("Thu, 01 Jan 1970 00:00:00 GMT");
        assertThat(refresh().headers().allValues("Date")).containsExactly("tomorrow");
        fake.skewDate(Duration.ofHours(1));
        assertThat(refresh().headers().allValues("Date")).containsExactly("Thu, 01 Jan 2026 01:00:00 GMT");
    }

    @Test
    void refusedConnections_areBackAfterwards() throws Exception {
        fake.refuseConnections();
        assertThatThrownBy(() -> new Wire(fake.uri())).isInstanceOf(ConnectException.class);
        fake.acceptConnections();
        assertThat(refresh().statusCode()).isEqualTo(200);
        assertThat(fake.journal().requests()).hasSize(1);
    }

    @Test
    void target_choosesByRouteGrantPathPositionAndCount() throws Exception {
        Faults faults = fake.faults();
        faults.next(Route.TOKEN).ofGrant("refresh_token").nth(2).times(2).fail(Fault.status(500));
        faults.next(Route.REST).onPath("/7").fail(Fault.status(501));
        assertThat(List.of(
                        status("grant_type=client_credentials"),
                        status(REFRESH),
                        status("grant_type=client_credentials"),
                        status(REFRESH),
                        status("grant_type=client_credentials"),
                        status(REFRESH),
                        status(REFRESH)))
                .containsExactly(200, 200, 200, 500, 200, 500, 200);
        assertThat(get("/rest/8")).isEqualTo(200);
        assertThat(get("/rest/7")).isEqualTo(501);
        assertThat(get("/rest/7")).isEqualTo(200);
        assertThat(faults.unconsumed()).isEmpty();
    }

    @Test
    void severalFaultsForTheSameRequests_strikeOneAfterTheOther() throws Exception {
        fake.faults().next().fail(Fault.status(500));
        fake.faults().next(Route.TOKEN).fail(Fault.status(501));
        assertThat(List.of(status(REFRESH), status(REFRESH), status(REFRESH))).containsExactly(500, 501, 200);
    }

    @Test
    void always_strikesUntilCleared() throws Exception {
        fake.faults().next().always().fail(Fault.status(503));
        assertThat(fake.faults().unconsumed()).hasSize(1);
        assertThat(List.of(status(REFRESH), get("/rest/1"), get("/nowhere"))).containsOnly(503);
        assertThat(fake.faults().unconsumed()).isEmpty();
        fake.faults().clear();
        assertThat(status(REFRESH)).isEqualTo(200);
    }

    @Test
    void unconsumed_saysWhatWasToStrikeAndHowOften() throws Exception {
        fake.faults().next(Route.TOKEN).ofGrant("refresh_token").times(3).fail(Fault.status(500));
        fake.faults().next(Route.SOAP).run(Phase.ON_RECEIPT, request -> {});
        assertThat(status(REFRESH)).isEqualTo(500);
        assertThat(fake.faults().unconsumed())
                .satisfiesExactly(
                        first -> assertThat(first).contains("TOKEN", "refresh_token", "status=500", "still 2"),
                        second -> assertThat(second).contains("SOAP", "hook ON_RECEIPT"));
    }

    @Test
    void controlRequests_areNeitherDisturbedNorJournaled() throws Exception {
        fake.faults().next().fail(Fault.status(500));
        assertThat(get("/testkit/ping")).isEqualTo(200);
        assertThat(fake.journal().requests()).isEmpty();
        assertThat(fake.faults().unconsumed()).hasSize(1);
    }

    @Test
    void hooks_runInEachPhaseInOrder() throws Exception {
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(1);
        for (Phase phase : Phase.values()) {
            fake.faults()
                    .next(Route.TOKEN)
                    .run(
                            phase,
                            request -> log.add(phase + " " + committed.get() + " "
                                    + request.status().isPresent()));
        }
        fake.faults().next(Route.TOKEN).nth(2).run(Phase.AFTER_ANSWER, request -> done.countDown());
        try (Wire wire = new Wire(fake.uri())) {
            wire.post("/token", REFRESH).until(BODY);
            wire.post("/token", REFRESH).until(BODY);
        }
        done.await();
        assertThat(log)
                .containsExactly(
                        "ON_RECEIPT 0 false",
                        "AFTER_COMMIT 1 false",
                        "IN_HEADERS 1 true",
                        "IN_BODY 1 true",
                        "AFTER_ANSWER 1 true",
                        "OVER 1 true");
    }

    @ParameterizedTest
    @EnumSource(Fault.Disconnection.Kind.class)
    void over_alsoComesWhereNoAnswerDoes(Fault.Disconnection.Kind kind) throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        fake.faults().next().run(Phase.ON_RECEIPT, request -> received.countDown());
        fake.faults().next().run(Phase.OVER, request -> over.countDown());
        fake.faults().next().fail(new Fault.Disconnection(kind, Phase.AFTER_COMMIT));
        try (Wire wire = new Wire(fake.uri())) {
            wire.post("/token", REFRESH);
            received.await();
        }
        over.await();
        assertThat(committed).hasValue(1);
    }

    @Test
    void choice_isMadeForEachRequest() throws Exception {
        fake.faults()
                .next(Route.TOKEN)
                .always()
                .decide(request -> request.header("X-Case").map(status -> Fault.status(Integer.parseInt(status))));
        assertThat(status(REFRESH, "x-case", "503")).isEqualTo(503);
        assertThat(status(REFRESH)).isEqualTo(200);
        assertThat(status(REFRESH, "x-case", "429")).isEqualTo(429);
        assertThat(fake.faults().unconsumed()).isEmpty();
    }

    private void assertOneHookFailure() {
        assertThat(fake.faults().hookFailures())
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessage("not what the test expected"));
    }

    @Test
    void hookThatThrows_isKeptAndTheAnswerArrives() throws Exception {
        fake.faults().next(Route.TOKEN).run(Phase.ON_RECEIPT, request -> {
            throw new AssertionError("not what the test expected");
        });
        assertThat(refresh().body()).isEqualTo(BODY);
        assertOneHookFailure();
    }

    @Test
    void choiceThatThrows_isKeptAndIsNoFault() throws Exception {
        fake.faults().next(Route.TOKEN).decide(request -> {
            throw new AssertionError("not what the test expected");
        });
        fake.faults().next(Route.TOKEN).decide(request -> {
            throw new IllegalStateException("a bug of the test");
        });
        assertThat(refresh().body()).isEqualTo(BODY);
        assertThat(refresh().body()).isEqualTo(BODY);
        assertThat(fake.faults().hookFailures())
                .extracting(Throwable::getMessage)
                .containsExactly("not what the test expected", "a bug of the test");
        assertThat(fake.journal().requests())
                .allSatisfy(request -> assertThat(request.fault()).isEmpty())
                .hasSize(2);
        assertThat(fake.journal().maxInFlight()).isEqualTo(1);
        assertThat(fake.faults().unconsumed()).isEmpty();
    }

    @Test
    void hookAndLostAnswer_combine() throws Exception {
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        fake.faults().next(Route.TOKEN).run(Phase.AFTER_COMMIT, request -> seen.add(committed.get()));
        fake.faults().next(Route.TOKEN).fail(Fault.lostAnswer());
        assertThat(raw()).isEmpty();
        assertThat(seen).containsExactly(1);
    }

    @Test
    void senselessScripts_areRefusedAtOnce() {
        assertThatThrownBy(() -> fake.faults().next().nth(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fake.faults().next().times(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.reset(Phase.AFTER_ANSWER)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.reset(Phase.OVER)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fault.Garbage("", Phase.IN_BODY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fault.Answer(200, Map.of(), "", Phase.IN_HEADERS))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.status(100)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.slowBody(0, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    private int status(String form, String... headers) throws Exception {
        return post(form, headers).statusCode();
    }

    private HttpResponse<String> refresh() throws Exception {
        return post(REFRESH);
    }

    private HttpResponse<String> post(String form, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(fake.uri().resolve("/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
        return HttpClient.newHttpClient()
                .send(
                        headers.length == 0
                                ? request.build()
                                : request.headers(headers).build(),
                        BodyHandlers.ofString());
    }

    private int get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(fake.uri().resolve(path)).build(), BodyHandlers.ofString())
                .statusCode();
    }

    private String raw() throws IOException {
        try (Wire wire = new Wire(fake.uri())) {
            return wire.post("/token", REFRESH).rest();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
