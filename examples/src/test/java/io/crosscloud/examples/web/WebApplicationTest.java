package io.crosscloud.examples.web;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.TestClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire between browser and application. */
class WebApplicationTest {
    private final TestClock clock = TestClock.create();
    private WebExample example;
    private WebClient marta;

    @BeforeEach
    void start() throws IOException {
        example = WebExample.start(clock);
        marta = new WebClient(example.uri());
    }

    @AfterEach
    void close() {
        example.close();
    }

    @Test
    void everyAnswer_isSafeInABrowser() {
        URI unknown = URI.create("/callback/salesforce?code=c&state=s");
        List<HttpResponse<String>> answers = List.of(
                marta.get("/"),
                marta.get("/nowhere"),
                marta.get("/connect/salesforce"),
                marta.get(unknown.toString()),
                marta.get("/style.css"),
                marta.press("/", "/connect/salesforce"),
                marta.post("/connect/salesforce", ""));

        assertThat(answers).extracting(HttpResponse::statusCode).containsExactly(200, 404, 405, 403, 200, 303, 403);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(header(answer, "Content-Security-Policy"))
                    .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
                    .doesNotContain("unsafe", "script-src");
            assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(header(answer, "X-Frame-Options")).isEqualTo("DENY");
            assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.body()).doesNotContain("<script", "<style", "style=", "javascript:");
        });
        assertThat(answers)
                .filteredOn(answer -> !answer.uri().getPath().equals("/style.css"))
                .allSatisfy(
                        answer -> assertThat(header(answer, "Cache-Control")).isEqualTo("no-store"));
    }

    @Test
    void connect_sendsTheBrowserToTheCloud() {
        HttpResponse<String> answer = marta.press("/", "/connect/salesforce");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(header(answer, "Location"))
                .startsWith(example.salesforce().uri() + "/services/oauth2/authorize?")
                .contains("code_challenge_method=S256", "state=");
        assertThat(answer.headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .startsWith("login-salesforce=")
                .endsWith("; Path=/; Max-Age=600; HttpOnly; SameSite=Lax");
    }

    @Test
    void applicationOnHttps_hasCookiesThatNeverLeaveIt() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", new WebApplication(example.sessions(), URI.create("https://acme.example/"), clock));
        server.start();
        try {
            var browser = new WebClient(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()));

            Stream<HttpResponse<String>> answers =
                    Stream.of(browser.get("/"), browser.press("/", "/connect/engagement"));

            assertThat(answers.flatMap(answer -> answer.headers().allValues("Set-Cookie").stream()))
                    .hasSize(2)
                    .allMatch(cookie -> cookie.startsWith("__Host-") && cookie.endsWith("; Secure"));
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"connect,salesforce", "connect,engagement", "disconnect,salesforce", "disconnect,engagement"})
    void formOfAnotherVisitor_changesNothing(String action, String connection) {
        marta.logIn(example, connection);
        WebClient mallory = new WebClient(example.uri());
        String path = "/" + action + "/" + connection;

        assertThat(marta.post(path, mallory.form("/", "/connect/salesforce")).statusCode())
                .isEqualTo(403);
        assertThat(marta.post(path, "").statusCode()).isEqualTo(403);
        assertThat(marta.post(path, "form-token=%zz&form-token").statusCode()).isEqualTo(403);
        assertThat(marta.get(path).statusCode()).isEqualTo(405);

        assertThat(marta.get("/").body()).contains("Disconnect " + WebClient.cloud(connection));
        assertThat(marta.cookies()).containsOnlyKeys("visitor");
    }

    @Test
    void anotherBrowser_isAnotherUser() {
        marta.logIn(example, "salesforce");

        assertThat(marta.get("/").body()).contains("Disconnect Salesforce", "Connect to Engagement");
        assertThat(new WebClient(example.uri()).get("/").body()).doesNotContain("Disconnect");
        assertThat(example.salesforce()).receivedTokenRequests(1);
    }

    @Test
    void callbackInAnotherBrowser_exchangesNothing() {
        URI callback = example.salesforce().login(marta.begin("salesforce"));
        WebClient mallory = new WebClient(example.uri());
        mallory.begin("salesforce");

        HttpResponse<String> answer = mallory.get(callback);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .contains("Salesforce did not get connected", "Begin the login again, in the same browser.");
        assertThat(example.salesforce()).receivedTokenRequests(0);
    }

    @Test
    void callbackTwice_exchangesOnce() {
        URI callback = example.salesforce().login(marta.begin("salesforce"));

        assertThat(marta.get(callback).statusCode()).isEqualTo(303);
        assertThat(marta.get(callback).statusCode()).isEqualTo(403);
        assertThat(marta.get("/").body()).contains("Disconnect Salesforce");
        assertThat(example.salesforce()).receivedTokenRequests(1);
    }

    @Test
    void callbackOfTheOtherCloud_exchangesNothing() {
        URI callback = example.salesforce().login(marta.begin("salesforce"));
        marta.begin("engagement");

        HttpResponse<String> answer = marta.get(URI.create(callback.toString().replace("/salesforce", "/engagement")));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(example.engagement()).receivedTokenRequests(0);
        assertThat(example.salesforce()).receivedTokenRequests(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"salesforce", "engagement"})
    void denial_isAPageWithTheRemedy(String connection) {
        URI authorization = marta.begin(connection);

        HttpResponse<String> answer =
                marta.get(WebClient.browser(example, connection).deny(authorization));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("Log in again and press Allow", "Try again", "access_denied");
        assertThat(answer.headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .startsWith("login-" + connection + "=; Path=/; Max-Age=0");
        assertThat(WebClient.fake(example, connection)).receivedTokenRequests(0);
    }

    @Test
    void markupInACallback_isText() {
        URI authorization = marta.begin("salesforce");

        HttpResponse<String> answer = marta.get(example.salesforce()
                .browser()
                .replacing("error_description", "<img src=x onerror=\"alert('1')\">")
                .deny(authorization));

        assertThat(answer.body())
                .contains("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;")
                .doesNotContain("<img src=x");
    }

    @Test
    void tokenEndpointThatIsDown_isAPageWithTheRemedy() {
        URI callback = example.salesforce().login(marta.begin("salesforce"));
        example.salesforce().faults().next(Route.TOKEN).always().fail(Fault.status(503));

        HttpResponse<String> answer = marta.get(callback);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("Salesforce did not get connected", "Begin the login again later.");
    }

    @Test
    void expiredToken_isReplacedByThePage() {
        marta.logIn(example, "salesforce");
        clock.advance(Duration.ofHours(3));

        assertThat(marta.get("/").body()).contains("1 January 2026, 05:00 UTC", "2 h 0 min from now");
        assertThat(example.salesforce()).receivedTokenRequests(1, "refresh_token");
    }

    @Test
    void disconnect_revokesAtTheCloud() {
        marta.logIn(example, "salesforce");

        assertThat(marta.press("/", "/disconnect/salesforce").statusCode()).isEqualTo(303);

        assertThat(marta.get("/").body()).contains("Connect to Salesforce");
        assertThat(example.salesforce().tally().liveRefreshTokens()).isZero();
        assertThat(example.salesforce()).receivedTokenRequests(1);
    }

    @Test
    void disconnectThatTheCloudDoesNotHear_isAPageThatSaysSo() {
        marta.logIn(example, "salesforce");
        String form = marta.form("/", "/disconnect/salesforce");
        example.salesforce().refuseConnections();

        HttpResponse<String> answer = marta.post("/disconnect/salesforce", form);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .contains("Salesforce was not fully disconnected", "action=\"/disconnect/salesforce\"");
    }

    @Test
    void pages_showNoSecret() {
        marta.logIn(example, "salesforce");
        marta.logIn(example, "engagement");
        HttpResponse<String> overview = marta.get("/");
        var visitor = new Visitor(marta.cookies().get("visitor"));

        assertThat(overview.body()).doesNotContain(visitor.id()).contains(visitor.formToken());
        for (String connection : List.of("salesforce", "engagement")) {
            String token = example.sessions()
                    .session(connection, visitor.user())
                    .accessToken()
                    .exposeSecret();
            assertThat(overview.body()).doesNotContain(token);
        }
        assertThat(visitor.toString()).doesNotContain(visitor.id());
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("(none)");
    }
}
