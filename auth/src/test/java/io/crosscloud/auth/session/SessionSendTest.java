package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.auth.internal.http.ScriptedServer;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionSendTest {
    private static final String EXPIRED =
            "[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\"}]";

    private final TestClock clock = TestClock.create();
    private final ScriptedServer api = ScriptedServer.start();
    private final ScriptedServer newHost = ScriptedServer.start();
    private final AtomicInteger issued = new AtomicInteger();
    private URI host = api.uri();
    private final SessionManager sessions = SessionManager.builder()
            .clock(clock)
            .connection(
                    "salesforce",
                    request -> TokenGrant.of(AccessToken.of(
                            "at-CANARY-" + issued.incrementAndGet(),
                            ApiEndpoints.of(host),
                            Scopes.unspecified(),
                            clock.instant())))
            .build();
    private final Session session = sessions.session("salesforce", User.of("a"));

    @AfterEach
    void close() {
        sessions.close();
        api.close();
        newHost.close();
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(session.resolve("/services/data?x=1"));
    }

    @Test
    void aGoodAnswer_passesThrough() throws Exception {
        api.then(ScriptedServer.json(200, "{}"));

        HttpResponse<String> answer = session.send(request().build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{}");
        assertThat(answer.headers().firstValue("Content-Type")).isPresent();
        assertThat(api.onlyRequest().header("Authorization")).isEqualTo("Bearer at-CANARY-1");
    }

    @Tag("H14")
    @Test
    void anExpiredToken_isRefreshedOnceAndTheRequestReplayedOnce() throws Exception {
        api.then(ScriptedServer.json(401, EXPIRED)).then(ScriptedServer.json(200, "{}"));

        HttpResponse<String> answer =
                session.send(request().POST(BodyPublishers.ofString("body")).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(api.requests())
                .hasSize(2)
                .allMatch(received -> received.body().equals("body"));
        assertThat(api.requests().get(1).header("Authorization")).isEqualTo("Bearer at-CANARY-2");
        assertThat(issued).hasValue(2);
    }

    @Tag("H14")
    @Test
    void aSecondRefusal_isTheCallers() throws Exception {
        api.then(ScriptedServer.json(401, EXPIRED)).then(ScriptedServer.json(401, EXPIRED));

        HttpResponse<String> answer = session.send(request().build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo(EXPIRED);
        assertThat(api.requests()).hasSize(2);
        assertThat(issued).hasValue(2);
    }

    @Tag("H14")
    @Test
    void aResourceThatAlwaysRefuses_costsOneTokenAMinute() throws Exception {
        api.always(ScriptedServer.json(401, EXPIRED));

        for (int i = 0; i < 10; i++) {
            assertThat(session.send(request().build(), BodyHandlers.ofString()).body())
                    .isEqualTo(EXPIRED);
        }
        assertThat(issued).hasValue(2);

        clock.advance(Duration.ofMinutes(1));
        session.send(request().build(), BodyHandlers.ofString());
        assertThat(issued).hasValue(3);
    }

    @Tag("H14")
    @Tag("H15")
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            401 | [{"message":"This session is not valid for use with the REST API","errorCode":"INVALID_SESSION_ID"}]
            401 | [{"message":"x","errorCode":"INVALID_OPERATION_WITH_EXPIRED_PASSWORD"}]
            401 | [{"message":"INVALID_HEADER_TYPE","errorCode":"INVALID_AUTH_HEADER"}]
            401 | Connected app is not attached to Agent
            401 | {"errorcode":40004,"message":"x","documentation":""}
            403 | [{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]
            403 | [{"message":"The REST API is not enabled for this Organization.","errorCode":"API_DISABLED_FOR_ORG"}]
            """)
    void aRefusalThatNoRefreshCures_isTheCallersAtOnce_andCostsNoToken(int status, String body) throws Exception {
        api.always(ScriptedServer.json(status, body));

        for (int i = 0; i < 10; i++) {
            HttpResponse<String> answer = session.send(request().build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body()).isEqualTo(body);
        }

        assertThat(api.requests()).hasSize(10);
        assertThat(issued).hasValue(1);
    }

    @Test
    void aBodyOfUnknownLength_isNotSentTwice_butTheTokenIsReplacedForTheNextRequest() throws Exception {
        api.then(ScriptedServer.json(401, EXPIRED)).then(ScriptedServer.json(200, "{}"));
        HttpRequest streaming = request()
                .POST(BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream("body".getBytes(StandardCharsets.UTF_8))))
                .build();

        assertThat(session.send(streaming, BodyHandlers.ofString()).body()).isEqualTo(EXPIRED);
        assertThat(api.requests()).hasSize(1);

        assertThat(session.send(request().build(), BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        assertThat(issued).hasValue(2);
    }

    @Tag("U13")
    @Test
    void theOrgHasMoved_theReplayFollows() throws Exception {
        session.accessToken();
        host = newHost.uri();
        api.then(ScriptedServer.json(401, EXPIRED));
        newHost.then(ScriptedServer.json(200, "{\"moved\":true}"));

        HttpResponse<String> answer = session.send(request().build(), BodyHandlers.ofString());

        assertThat(answer.body()).isEqualTo("{\"moved\":true}");
        assertThat(newHost.onlyRequest().line()).startsWith("GET /services/data?x=1 ");
        assertThat(newHost.onlyRequest().header("Authorization")).isEqualTo("Bearer at-CANARY-2");
    }

    @Test
    void aTokenInTheBody_isPutThereAnew() throws Exception {
        String fault =
                "<soap:Fault><faultcode>q0:Security</faultcode><faultstring>Token Expired</faultstring></soap:Fault>";
        api.then(ScriptedServer.status(500, "text/xml", fault)).then(ScriptedServer.status(200, "text/xml", "<ok/>"));

        HttpResponse<String> answer = session.send(
                token -> HttpRequest.newBuilder(URI.create(token.endpoints().soap() + "/Service.asmx"))
                        .POST(BodyPublishers.ofString("<fueloauth>" + token.exposeSecret() + "</fueloauth>"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.body()).isEqualTo("<ok/>");
        assertThat(api.requests().get(0).body()).contains("at-CANARY-1");
        assertThat(api.requests().get(1).body()).contains("at-CANARY-2");
    }

    @Test
    void aSmallErrorBody_reachesEveryKindOfHandler() throws Exception {
        api.always(ScriptedServer.json(404, "[{\"errorCode\":\"NOT_FOUND\"}]"));

        assertThat(session.send(request().build(), BodyHandlers.ofString()).body())
                .contains("NOT_FOUND");
        assertThat(session.send(request().build(), BodyHandlers.ofByteArray()).body())
                .isNotEmpty();
        assertThat(session.send(request().build(), BodyHandlers.discarding()).statusCode())
                .isEqualTo(404);
        try (Stream<String> lines =
                session.send(request().build(), BodyHandlers.ofLines()).body()) {
            assertThat(lines).hasSize(1);
        }
        assertThat(session.send(request().build(), BodyHandlers.ofInputStream())
                        .body()
                        .readAllBytes())
                .isNotEmpty();
    }

    @Test
    void aLargeErrorBody_passesThroughWhole() throws Exception {
        String large = "x".repeat(300_000);
        api.then(ScriptedServer.status(401, "text/plain", large)).then(ScriptedServer.status(500, "text/plain", ""));

        assertThat(session.send(request().build(), BodyHandlers.ofString()).body())
                .isEqualTo(large);
        assertThat(session.send(request().build(), BodyHandlers.ofString()).body())
                .isEmpty();
        assertThat(issued).hasValue(1);
    }

    @Test
    void aConnectionThatBreaks_isNotRepeated() {
        api.then(ScriptedServer.raw(""));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> session.send(
                        request().POST(BodyPublishers.ofString("body")).build(), BodyHandlers.ofString()));
        assertThat(api.requests()).hasSize(1);
    }

    @Tag("U15")
    @Test
    void aForeignHost_isSentNothing() {
        HttpRequest foreign = HttpRequest.newBuilder(newHost.uri()).build();

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> session.send(foreign, BodyHandlers.ofString()))
                .withMessageContaining("session.resolve");
        assertThat(newHost.requests()).isEmpty();
    }

    @Test
    void aCallersOwnAuthorizationHeader_isReplaced() throws Exception {
        api.then(ScriptedServer.json(200, "{}"));

        session.send(request().header("Authorization", "Bearer mine").build(), BodyHandlers.discarding());

        assertThat(api.onlyRequest().header("Authorization")).isEqualTo("Bearer at-CANARY-1");
    }
}
