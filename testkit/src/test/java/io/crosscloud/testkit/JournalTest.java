package io.crosscloud.testkit;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Router;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final TestClock clock = TestClock.create();
    private final Stage fake = Stage.open(
            clock,
            0,
            false,
            new Router<>(Route.OTHER, request -> FakeResponse.empty(404))
                    .add(Route.TOKEN, "POST", "/token", JournalTest::token));

    private static FakeResponse token(FakeRequest request) {
        return switch (request.fields().first("refresh_token").orElse("")) {
            case "spent" ->
                FakeResponse.json(400, "{\"error\":\"invalid_grant\"}")
                        .withError("invalid_grant")
                        .withTag(RecordedRequest.SPENT_REFRESH_TOKEN);
            case "bug" -> throw new IllegalStateException("bug");
            default -> FakeResponse.json(200, "{}");
        };
    }

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void requests_areRecordedWithWhatWasAnswered() throws Exception {
        post("grant_type=refresh_token&refresh_token=spent&format=json");
        clock.advance(Duration.ofMinutes(1));
        get("/nowhere?b=1&b=2");
        List<RecordedRequest> requests = fake.journal().requests();
        assertThat(requests).hasSize(2);
        RecordedRequest first = requests.get(0);
        assertThat(first.number()).isEqualTo(1);
        assertThat(first.at()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(first.route()).isEqualTo(Route.TOKEN);
        assertThat(first.method()).isEqualTo("POST");
        assertThat(first.path()).isEqualTo("/token");
        assertThat(first.grantType()).hasValue("refresh_token");
        assertThat(first.parameter("format")).hasValue("json");
        assertThat(first.status()).hasValue(400);
        assertThat(first.error()).hasValue("invalid_grant");
        assertThat(first.fault()).isEmpty();
        RecordedRequest second = requests.get(1);
        assertThat(second.at()).isEqualTo("2026-01-01T00:01:00Z");
        assertThat(second.parameters()).containsExactly(Map.entry("b", List.of("1", "2")));
        assertThat(second.grantType()).isEmpty();
        assertThat(fake.journal().tokenRequests()).containsExactly(first);
        assertThatThrownBy(() -> requests.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void whatWasNoticed_isRecordedWhateverIsAnsweredInstead() throws Exception {
        fake.faults().next(Route.TOKEN).fail(Fault.status(503).afterCommit());
        fake.faults().next(Route.TOKEN).fail(Fault.status(503));
        post("grant_type=refresh_token&refresh_token=spent");
        post("grant_type=refresh_token&refresh_token=spent");
        List<RecordedRequest> requests = fake.journal().requests();
        assertThat(requests.get(0).status()).hasValue(503);
        assertThat(requests.get(0).tags()).containsExactly(RecordedRequest.SPENT_REFRESH_TOKEN);
        assertThat(requests.get(1).tags()).isEmpty();
    }

    @Test
    void secrets_areMaskedAndComparable() throws Exception {
        String secrets = "refresh_token=S3CRET-a&client_secret=S3CRET-b&assertion=S3CRET-c&code=S3CRET-d"
                + "&code_verifier=S3CRET-e&password=S3CRET-f&client_assertion=S3CRET-g&token=S3CRET-h";
        post(secrets + "&token_type_hint=access_token&client_id=me&username=joe&client_assertion_type=urn:x");
        post("refresh_token=S3CRET-a");
        postJson("{\"client_secret\":\"S3CRET-b\",\"account_id\":7}");
        List<RecordedRequest> requests = fake.journal().requests();
        RecordedRequest first = requests.get(0);
        assertThat(fake.journal().timeline() + first.parameters() + first.authorization())
                .doesNotContain("S3CRET");
        assertThat(first.parameter("token_type_hint")).hasValue("access_token");
        assertThat(first.parameter("client_id")).hasValue("me");
        assertThat(first.parameter("client_assertion_type")).hasValue("urn:x");
        assertThat(first.parameter("refresh_token")).isEqualTo(requests.get(1).parameter("refresh_token"));
        assertThat(first.parameter("refresh_token")).isNotEqualTo(first.parameter("client_secret"));
        assertThat(first.carried("S3CRET-h")).isTrue();
        assertThat(first.carried("S3CRET-x")).isFalse();
        assertThat(first.authorization()).get().asString().startsWith("Bearer ");
        assertThat(first.carried("S3CRET-bearer")).isTrue();
        assertThat(first.header("Authorization").orElseThrow()).doesNotContain("S3CRET");
        assertThat(first.header("content-TYPE")).hasValue("application/x-www-form-urlencoded");
        assertThat(first.header("X-None")).isEmpty();
        assertThat(requests.get(2).parameter("client_secret")).isEqualTo(first.parameter("client_secret"));
        assertThat(requests.get(2).parameter("account_id")).hasValue("7");
    }

    @ParameterizedTest
    @CsvSource({
        "X-SFDC-Session,S3CRET-a",
        "x-sfdc-session,S3CRET-a",
        "Authorization,Bearer S3CRET-a",
        "Authorization,S3CRET-a",
        "Proxy-Authorization,Basic S3CRET-a",
        "Cookie,S3CRET-a",
        "X-Csrf-Token,S3CRET-a"
    })
    void secretInAHeader_isMaskedAndComparable(String name, String value) {
        MaskedRequest masked =
                MaskedRequest.of(FakeRequest.of("GET", "/?id_token_hint=S3CRET-b", Map.of(name, value), ""));
        RecordedRequest request = fake.journal().received(clock.instant(), Route.OTHER, masked);
        assertThat(masked.toString()).doesNotContain("S3CRET");
        assertThat(request.header(name)).isPresent();
        assertThat(request.carried("S3CRET-a")).isTrue();
        assertThat(request.carried("S3CRET-b")).isTrue();
        assertThat(request.carried("S3CRET-c")).isFalse();
    }

    @Test
    void answerIsInTheJournalBeforeItsFirstByteIsSent() throws Exception {
        fake.faults()
                .next(Route.TOKEN)
                .run(
                        Phase.IN_BODY,
                        request -> assertThat(fake.journal().requests()).containsExactly(request));
        post("grant_type=client_credentials");
        assertThat(fake).consumedAllFaults();
    }

    @Test
    void fakeThatFails_isRecordedAs500() throws Exception {
        post("refresh_token=bug");
        assertThat(fake.journal().requests())
                .singleElement()
                .satisfies(request -> assertThat(request.status()).hasValue(500));
    }

    @Test
    void simultaneousTokenRequests_showInMaxInFlight() throws Exception {
        post("grant_type=client_credentials");
        post("grant_type=client_credentials");
        assertThat(fake.journal().maxInFlight()).isEqualTo(1);
        CyclicBarrier together = new CyclicBarrier(3);
        fake.faults().next(Route.TOKEN).times(3).run(Phase.ON_RECEIPT, request -> meet(together));
        CompletableFuture.allOf(async(), async(), async()).get(10, TimeUnit.SECONDS);
        assertThat(fake).neverHadMoreInFlightThan(3).consumedAllFaults();
        assertThatThrownBy(() -> assertThat(fake).neverHadMoreInFlightThan(2))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("in flight");
    }

    @Test
    void assertionsThatHold_passInOneChain() throws Exception {
        post("grant_type=refresh_token&refresh_token=living");
        get("/other");
        assertThat(fake)
                .receivedTokenRequests(1)
                .ofGrant("refresh_token")
                .receivedTokenRequests(1, "refresh_token")
                .receivedTokenRequests(0, "password")
                .receivedRequests(2)
                .neverSawASpentRefreshToken()
                .consumedAllFaults();
    }

    @Test
    void assertionsThatFail_printTheTimeLine() throws Exception {
        post("grant_type=refresh_token&refresh_token=spent");
        fake.faults().next(Route.SOAP).fail(Fault.reset());
        List<Runnable> failing = List.of(
                () -> assertThat(fake).receivedTokenRequests(2),
                () -> assertThat(fake).receivedRequests(0),
                () -> assertThat(fake).receivedTokenRequests(1, "password"),
                () -> assertThat(fake).ofGrant("password"),
                () -> assertThat(fake).neverSawASpentRefreshToken(),
                () -> assertThat(fake).consumedAllFaults());
        for (Runnable assertion : failing) {
            assertThatThrownBy(assertion::run)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("time line of " + fake.uri())
                    .hasMessageContaining("#1 2026-01-01T00:00:00Z POST /token (refresh_token)")
                    .hasMessageContaining("-> 400 invalid_grant {spent refresh token}")
                    .hasMessageNotContaining("refresh_token=spent");
        }
    }

    @Test
    void emptyJournal_saysSo() {
        assertThat(fake.journal().timeline()).isEqualTo("(no request)");
    }

    private CompletableFuture<?> async() {
        return CLIENT.sendAsync(form("grant_type=client_credentials"), BodyHandlers.discarding());
    }

    private void post(String form) throws IOException, InterruptedException {
        CLIENT.send(form(form), BodyHandlers.discarding());
    }

    private HttpRequest form(String form) {
        return HttpRequest.newBuilder(fake.uri().resolve("/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", "Bearer S3CRET-bearer")
                .POST(BodyPublishers.ofString(form))
                .build();
    }

    private void postJson(String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(fake.uri().resolve("/token"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
        CLIENT.send(request, BodyHandlers.discarding());
    }

    private void get(String path) throws IOException, InterruptedException {
        CLIENT.send(HttpRequest.newBuilder(fake.uri().resolve(path)).build(), BodyHandlers.discarding());
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
