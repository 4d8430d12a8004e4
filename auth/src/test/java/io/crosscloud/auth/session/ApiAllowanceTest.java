package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.auth.AtOnce;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.Phase;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.SalesforceUser;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiAllowanceTest {
    private final TestClock clock = TestClock.create();
    private final FakeSalesforce salesforce =
            FakeSalesforce.builder().clock(clock).apiRequestsPerDay(100).start();
    private final FakeEngagement engagement =
            FakeEngagement.builder().clock(clock).start();
    private final List<AuthEvent> events = new CopyOnWriteArrayList<>();
    private final SessionManager sessions = SessionManager.builder()
            .clock(clock)
            .listener(AtOnce.listener(events::add))
            .connection(
                    "salesforce",
                    JwtBearerTokenProvider.builder(
                                    salesforce.org(),
                                    salesforce.clientId(),
                                    SigningKey.fromPem(salesforce.signingKeyPem()))
                            .clock(clock)
                            .build())
            .connection(
                    "engagement",
                    ClientCredentialsTokenProvider.builder(
                                    engagement.tenant(),
                                    engagement.clientId(),
                                    ClientAuthentication.secret(engagement.clientSecret()))
                            .clock(clock)
                            .build())
            .build();
    private final Session session = sessions.session("salesforce", salesforce.user());
    private final Session intoEngagement = sessions.session("engagement", User.integration());

    @AfterEach
    void close() {
        sessions.close();
        salesforce.close();
        engagement.close();
    }

    @Test
    void marketingCloudConnect_isLimitedInBulkOnly() {
        assertThat(ApiFamily.values())
                .filteredOn(ApiAllowance.MARKETING_CLOUD_CONNECT::counts)
                .containsExactly(ApiFamily.BULK);
        assertThat(ApiAllowance.MARKETING_CLOUD_CONNECT.source()).contains("Authentication Between Clouds");
    }

    @Test
    void connectionIntoSalesforce_countsEveryCall_andIntoEngagementNone() {
        assertThat(ApiFamily.values())
                .allMatch(ApiAllowance.of(sessions.connection("salesforce"))::counts)
                .noneMatch(ApiAllowance.of(sessions.connection("engagement"))::counts);
        assertThat(ApiAllowance.values())
                .allMatch(allowance -> allowance.source().startsWith("Salesforce"));
    }

    @Test
    void everyAnswer_leavesTheFiguresInTheStatusOfAllSessionsOfTheOrg() throws Exception {
        assertThat(session.status().usage()).isEmpty();

        call(7);

        assertThat(session.status().usage()).contains(new ApiUsage.Counted(7, 100, clock.instant()));
        salesforce.put(SalesforceUser.of("ann@acme.example", Secret.of("a password"), "Ann"));
        Session other = sessions.session("salesforce", User.of("ann@acme.example"));
        other.accessToken();
        assertThat(other.status().usage()).isEqualTo(session.status().usage());
        assertThat(intoEngagement.status().usage()).isEmpty();
    }

    @Test
    void eightyAndNinetyFivePercent_areEachSaidOnce() throws Exception {
        call(79);
        assertThat(lows()).isEmpty();

        call(21);

        assertThat(lows())
                .containsExactly(
                        new AuthEvent.AllowanceLow(session.key(), 80, 80, 100),
                        new AuthEvent.AllowanceLow(session.key(), 95, 95, 100));
    }

    @Test
    void nextDay_theMarksCountAgain() throws Exception {
        call(85);
        clock.advance(Duration.ofDays(1));
        call(85);

        assertThat(lows()).hasSize(2);
    }

    @Test
    void usageAroundAMark_isNewsOnce_andAJumpOverBothMarksIsOne() {
        ApiMeter meter = new ApiMeter();

        assertThat(List.of(79, 80, 79, 81, 76, 80).stream().map(used -> crossed(meter, used)))
                .containsExactly(0, 80, 0, 0, 0, 0);
        assertThat(List.of(96, 91, 95, 89, 95, 74, 99).stream().map(used -> crossed(meter, used)))
                .containsExactly(95, 0, 0, 0, 95, 0, 95);
    }

    @Test
    void limitReached_isNeverARefresh() throws Exception {
        session.accessToken();
        salesforce.on(SalesforceSwitch.REQUEST_LIMIT_EXCEEDED);

        HttpResponse<String> answer = get(session, "/services/data/v64.0/limits");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("REQUEST_LIMIT_EXCEEDED");
        assertThat(session.status().usage()).contains(new ApiUsage.LimitReached(clock.instant(), null));
        assertThat(salesforce.journal().requests()).hasSize(2);
        assertThat(salesforce.journal().tokenRequests()).hasSize(1);
    }

    @Test
    void limitReached_standsThoughTheRefusalBearsFigures_whichAreNewsAllTheSame() throws Exception {
        salesforce
                .faults()
                .next(Route.REST)
                .fail(new Fault.Answer(
                        403,
                        Map.of("Content-Type", "application/json", "Sforce-Limit-Info", "api-usage=101/100"),
                        "[{\"message\":\"TotalRequests Limit exceeded.\",\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\"}]",
                        Phase.ON_RECEIPT));

        assertThat(get(session, "/services/data/v64.0/limits").statusCode()).isEqualTo(403);

        assertThat(session.status().usage()).contains(new ApiUsage.LimitReached(clock.instant(), null));
        assertThat(lows()).containsExactly(new AuthEvent.AllowanceLow(session.key(), 95, 101, 100));
    }

    @Test
    void limitFaultOfSoap_isReadToo_andIsNeverARefresh() throws Exception {
        salesforce
                .faults()
                .next(Route.SOAP)
                .fail(new Fault.Answer(
                        500,
                        Map.of("Content-Type", "text/xml"),
                        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>"
                                + "<soapenv:Fault><faultcode>sf:REQUEST_LIMIT_EXCEEDED</faultcode><faultstring>"
                                + "REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.</faultstring></soapenv:Fault>"
                                + "</soapenv:Body></soapenv:Envelope>",
                        Phase.ON_RECEIPT));

        HttpResponse<String> answer = session.send(
                HttpRequest.newBuilder(session.soapEndpoint())
                        .POST(BodyPublishers.ofString("<soap/>"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("TotalRequests Limit exceeded.");
        assertThat(session.status().usage()).contains(new ApiUsage.LimitReached(clock.instant(), null));
        assertThat(salesforce.journal().requests()).hasSize(2);
    }

    @Test
    void throttlingOfEngagement_isNeverARefresh_andSaysWhenToComeBack() throws Exception {
        engagement.limitApiRequests(1, Duration.ofSeconds(30));

        assertThat(get(intoEngagement, "/platform/v1/tokenContext").statusCode())
                .isEqualTo(202);
        HttpResponse<String> answer = get(intoEngagement, "/platform/v1/tokenContext");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("50100");
        assertThat(intoEngagement.status().usage())
                .contains(new ApiUsage.LimitReached(
                        clock.instant(), clock.instant().plusSeconds(30)));
        assertThat(engagement.journal().requests()).hasSize(3);
        assertThat(engagement.journal().tokenRequests()).hasSize(1);
        assertThat(lows()).isEmpty();
    }

    @Test
    void limitWithADate_saysWhenToComeBack_byTheServersClock_withinAnHour() throws Exception {
        assertThat(retryAfterOf("Thu, 01 Jan 2026 05:00:42 GMT")).isEqualTo(Duration.ofSeconds(42));
        assertThat(retryAfterOf("Fri, 02 Jan 2026 05:00:00 GMT")).isEqualTo(Duration.ofHours(1));
        assertThat(retryAfterOf("86400")).isEqualTo(Duration.ofHours(1));
        assertThat(retryAfterOf("0")).isEqualTo(Duration.ofSeconds(1));
    }

    private Duration retryAfterOf(String value) throws Exception {
        salesforce
                .faults()
                .next(Route.REST)
                .fail(new Fault.Answer(
                        429,
                        Map.of("Retry-After", value, "Date", "Thu, 01 Jan 2026 05:00:00 GMT"),
                        "",
                        Phase.ON_RECEIPT));
        get(session, "/services/data/v64.0/limits");
        ApiUsage.LimitReached reached =
                (ApiUsage.LimitReached) session.status().usage().orElseThrow();
        return Duration.between(clock.instant(), reached.retryAt().orElseThrow());
    }

    @Test
    void limits_areAskedOnRequest() throws Exception {
        call(81);

        ApiUsage.Counted usage = session.limits();

        assertThat(usage).isEqualTo(new ApiUsage.Counted(82, 100, clock.instant()));
        assertThat(usage.left()).isEqualTo(18);
        assertThat(usage.percent()).isEqualTo(82);
        assertThat(session.status().usage()).contains(usage);
        assertThat(lows()).hasSize(1);
    }

    @Test
    void limitsWhenTheAllowanceIsUsedUp_areToBeAskedForLater() {
        salesforce.on(SalesforceSwitch.REQUEST_LIMIT_EXCEEDED);

        assertThatExceptionOfType(TryLaterException.class)
                .isThrownBy(session::limits)
                .satisfies(e -> assertThat(e.problem()).isEqualTo(ServerProblem.ALLOWANCE_LOW))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("View Setup"));
        assertThat(salesforce.journal().tokenRequests()).hasSize(1);
    }

    @Test
    void limitsThatAreRefusedForATime_sayForHowLong_andOfNoPermission() {
        for (int status : List.of(429, 503)) {
            salesforce
                    .faults()
                    .next(Route.REST)
                    .fail(new Fault.Answer(status, Map.of("Retry-After", "30"), "", Phase.ON_RECEIPT));

            assertThatExceptionOfType(TryLaterException.class)
                    .isThrownBy(session::limits)
                    .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(30)))
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("View Setup"));
        }
    }

    @Test
    void limitsOfEngagement_areNotAskedFor_andThoseThatAreRefusedSayWhatIsMissing() {
        assertThatExceptionOfType(ConfigurationException.class).isThrownBy(intoEngagement::limits);
        assertThat(engagement.journal().requests()).isEmpty();

        salesforce.on(SalesforceSwitch.API_DISABLED);
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(session::limits)
                .withMessageContaining("View Setup and Configuration");
    }

    private void call(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            session.send(
                    HttpRequest.newBuilder(session.resolve("/services/data/v64.0/nothing"))
                            .POST(BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.discarding());
        }
    }

    private static HttpResponse<String> get(Session session, String path) throws Exception {
        URI uri = session.resolve(path);
        return session.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private int crossed(ApiMeter meter, int used) {
        return meter.counted(new ApiUsage.Counted(used, 100, clock.instant())).orElse(0);
    }

    private List<AuthEvent> lows() {
        return events.stream().filter(AuthEvent.AllowanceLow.class::isInstance).toList();
    }
}
