package io.crosscloud.auth.connectedapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.User;
import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.junit.Fake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackLoginTest {
    private static final User MARTA = User.of("marta");

    @Fake
    private FakeSalesforce salesforce;

    private final URI redirect = URI.create("http://127.0.0.1:" + freePort() + "/callback");
    private final URI second = URI.create("http://localhost:" + freePort() + "/callback");
    private final List<URI> pages = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();
    private SessionManager sessions;

    @BeforeEach
    void start() {
        salesforce.put(ConnectedApp.of(salesforce.clientId(), salesforce.clientSecret(), redirect, second));
        sessions = SessionManager.builder()
                .connection(
                        "salesforce",
                        ConnectedAppTokenRefresher.builder(
                                        salesforce.org(),
                                        salesforce.clientId(),
                                        ClientAuthentication.secret(salesforce.clientSecret()))
                                .clock(salesforce.clock())
                                .build())
                .clock(salesforce.clock())
                .build();
    }

    @AfterEach
    void stop() throws IOException {
        sessions.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private LoopbackLogin.Builder login(Consumer<URI> browser) {
        return LoopbackLogin.builder(
                        uri -> ConnectedAppLogin.builder(sessions, "salesforce", uri)
                                .build(),
                        pages::add,
                        redirect)
                .browser(browser);
    }

    /** Something that happens in the browser, while the program waits. */
    private static void meanwhile(Runnable action) {
        CompletableFuture<?> unused = CompletableFuture.runAsync(action);
    }

    private static String get(URI uri) {
        return ask(
                uri,
                "GET " + uri.getRawPath() + "?" + uri.getRawQuery() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                        + "\r\n\r\n");
    }

    private static String ask(URI uri, String request) {
        try (Socket socket = new Socket(InetAddress.getByName(uri.getHost()), uri.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "cut off";
        }
    }

    private Socket connect() {
        try {
            Socket socket = new Socket(InetAddress.getByName(redirect.getHost()), redirect.getPort());
            sockets.add(socket);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertFree(URI uri) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(uri.getHost()), uri.getPort()));
        } catch (IOException e) {
            throw new AssertionError("the port is taken still", e);
        }
    }

    @Test
    void theBrowserComesBack_andTheProgramIsLoggedIn() throws Exception {
        List<String> shown = new CopyOnWriteArrayList<>();
        LoopbackLogin login = login(uri -> meanwhile(() -> shown.add(get(salesforce.login(uri)))))
                .build();

        Session session = login.logIn(MARTA);

        assertThat(session.accessToken()).isNotNull();
        assertThat(session.key().user()).isEqualTo(MARTA);
        assertThat(pages).hasSize(1);
        assertThat(pages.get(0).toString()).startsWith(salesforce.uri() + "/services/oauth2/authorize?");
        assertFree(redirect);
        assertThat(salesforce.journal().tokenRequests("authorization_code")).hasSize(1);
    }

    @Test
    @DisplayName("L14: the page shows nothing that the browser brought along")
    void thePage_isStaticAndRunsNothing() throws Exception {
        CompletableFuture<String> shown = new CompletableFuture<>();
        LoopbackLogin login = login(uri -> meanwhile(() -> {
                    String state = salesforce.login(uri).getRawQuery().replaceAll(".*state=([^&]*).*", "$1");
                    shown.complete(get(URI.create(redirect + "?error=access_denied&error_description="
                            + "%3Cscript%3Ealert(1)%3C/script%3E&state=" + state)));
                }))
                .build();

        LoginRequiredException denied = catchThrowableOfType(LoginRequiredException.class, () -> login.logIn(MARTA));

        assertThat(denied.problem()).isEqualTo(LoginProblem.LOGIN_DENIED);
        assertThat(shown.get())
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("Content-Security-Policy: default-src 'none'")
                .contains("You can close this page.")
                .doesNotContain("script", "alert", "state", "denied");
    }

    @Test
    @DisplayName("L10: a port that is taken is followed by the next of the registered ones")
    void aPortThatIsTaken_isFollowedByTheNext() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getByName(redirect.getHost()), redirect.getPort()));
            LoopbackLogin login = login(uri -> meanwhile(() -> get(salesforce.login(uri))))
                    .or(second)
                    .build();

            assertThat(login.logIn(MARTA).accessToken()).isNotNull();
        }
        assertThat(salesforce
                        .journal()
                        .tokenRequests("authorization_code")
                        .get(0)
                        .parameter("redirect_uri"))
                .contains(second.toString());
    }

    @Test
    @DisplayName("L10: no port is free")
    void noPortIsFree_isToldWithAllOfThem() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getByName(redirect.getHost()), redirect.getPort()));
            LoopbackLogin login = login(uri -> {}).build();

            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> login.logIn(MARTA))
                    .matches(e -> e.problem() == LoginProblem.LOGIN_PORT_TAKEN)
                    .withMessageContaining(redirect.toString());
        }
        assertThat(pages).isEmpty();
    }

    @Test
    @DisplayName("L11: nobody comes back")
    void nobodyComesBack_isToldWithTheCausesThatNeverReachTheCallback() {
        LoopbackLogin login = login(uri -> {}).timeout(Duration.ofMillis(20)).build();

        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(() -> login.logIn(MARTA))
                .matches(e -> e.problem() == LoginProblem.LOGIN_TOO_LATE)
                .withMessageContaining(redirect.toString())
                .withMessageContaining("wrong redirect URI")
                .withMessageContaining("not installed");
        assertFree(redirect);
    }

    @Test
    void theWaitingThreadIsInterrupted_nobodyCanComeBack() throws Exception {
        FutureTask<Session> waiting = new FutureTask<>(
                () -> login(uri -> Thread.currentThread().interrupt()).build().logIn(MARTA));
        Thread thread = new Thread(waiting);
        thread.start();
        thread.join();

        assertThat(catchThrowableOfType(Exception.class, waiting::get)).hasCauseInstanceOf(InterruptedException.class);
        assertFree(redirect);
    }

    @Test
    @DisplayName("L12: what is not this login's callback is answered 404 and changes nothing")
    void anythingElse_isNotFoundAndWaitedPast() throws Exception {
        String host = "\r\nHost: " + redirect.getAuthority() + "\r\n\r\n";
        List<String> answers = new CopyOnWriteArrayList<>();
        LoopbackLogin login = login(uri -> meanwhile(() -> {
                    URI callback = salesforce.login(uri);
                    String right = "/callback?" + callback.getRawQuery();
                    for (String request : List.of(
                            "GET " + right + " HTTP/1.1\r\nHost: evil.example:" + redirect.getPort() + "\r\n\r\n",
                            "GET " + right + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                            "GET " + right + " HTTP/1.1\r\n\r\n",
                            "GET " + right + " HTTP/1.1\r\nHost: " + redirect.getAuthority() + host,
                            "POST " + right + " HTTP/1.1" + host,
                            "HEAD " + right + " HTTP/1.1" + host,
                            "GET " + redirect + "?" + callback.getRawQuery() + " HTTP/1.1" + host,
                            "GET /other?" + callback.getRawQuery() + " HTTP/1.1" + host,
                            "GET /favicon.ico HTTP/1.1" + host,
                            "GET /callback HTTP/1.1" + host,
                            "GET /callback?code=c&state=foreign HTTP/1.1" + host,
                            "GET /callback?code=c HTTP/1.1" + host,
                            "\r\n\r\n",
                            "garbage\r\n\r\n")) {
                        answers.add(ask(redirect, request));
                    }
                    get(callback);
                }))
                .build();

        assertThat(login.logIn(MARTA).accessToken()).isNotNull();

        assertThat(answers).hasSize(14).allMatch(answer -> answer.startsWith("HTTP/1.1 404 Not Found\r\n"));
        assertThat(salesforce.journal().tokenRequests("authorization_code")).hasSize(1);
    }

    @Test
    @DisplayName("L13: too much, too little and too slow do not stop a login")
    void hostileConnections_doNotStopALogin() throws Exception {
        List<String> answers = new CopyOnWriteArrayList<>();
        String thousand = IntStream.range(0, 1000).mapToObj(i -> "a" + i + "=b").collect(Collectors.joining("&"));
        LoopbackLogin login = login(uri -> meanwhile(() -> {
                    for (int i = 0; i < 500; i++) {
                        connect();
                    }
                    try {
                        connect().getOutputStream().write("GET /callback?co".getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    answers.add(get(URI.create(redirect + "?code=" + "x".repeat(1_000_000))));
                    answers.add(get(URI.create(redirect + "?" + thousand)));
                    answers.add(ask(
                            redirect,
                            "GET /callback?code=%zz&state=%x HTTP/1.1\r\nHost: " + redirect.getAuthority()
                                    + "\r\n\r\n"));
                    get(salesforce.login(uri));
                }))
                .build();

        assertThat(login.logIn(MARTA).accessToken()).isNotNull();

        assertThat(answers).hasSize(3).noneMatch(answer -> answer.contains(" 200 "));
    }

    @Test
    void aRequestInPieces_isPutTogether() throws Exception {
        LoopbackLogin login = login(uri -> meanwhile(() -> {
                    URI callback = salesforce.login(uri);
                    String request = "GET /callback?" + callback.getRawQuery() + " HTTP/1.1\r\nX-Long: "
                            + "y".repeat(3000) + "\r\nHOST:" + redirect.getAuthority() + "\r\n\r\n";
                    try (Socket socket = connect()) {
                        for (byte piece : request.getBytes(StandardCharsets.US_ASCII)) {
                            socket.getOutputStream().write(piece);
                            socket.getOutputStream().flush();
                        }
                        socket.getInputStream().readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }))
                .build();

        assertThat(login.logIn(MARTA).accessToken()).isNotNull();
    }

    @Test
    @DisplayName("L19: two logins at once")
    void twoLoginsAtOnce_areTwo() throws Exception {
        LoopbackLogin one =
                login(uri -> meanwhile(() -> get(salesforce.login(uri)))).build();
        LoopbackLogin inBetween = login(uri -> {
                    try {
                        assertThat(LoopbackLogin.builder(
                                                free -> ConnectedAppLogin.builder(sessions, "salesforce", free)
                                                        .build(),
                                                pages::add,
                                                second)
                                        .browser(other -> meanwhile(() -> get(salesforce.login(other))))
                                        .build()
                                        .logIn(User.of("jonas"))
                                        .key()
                                        .user())
                                .isEqualTo(User.of("jonas"));
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    meanwhile(() -> get(salesforce.login(uri)));
                })
                .build();

        assertThat(inBetween.logIn(MARTA).key().user()).isEqualTo(MARTA);
        assertThat(one.logIn(MARTA).accessToken()).isNotNull();
        assertThat(pages.stream().distinct()).hasSize(3);
    }

    @Test
    @DisplayName("L16: a browser is a program with one argument, and never a shell")
    void theBrowsersCommand_takesThePageAsOneArgument() {
        URI page = URI.create("https://login.example/authorize?a=$(id)&b=';rm%20-rf%20~;'");

        assertThat(SystemBrowser.command("Linux", Map.of("DISPLAY", ":0"), page))
                .containsExactly("xdg-open", page.toString());
        assertThat(SystemBrowser.command("Linux", Map.of("WAYLAND_DISPLAY", "wayland-0"), page))
                .containsExactly("xdg-open", page.toString());
        assertThat(SystemBrowser.command("Mac OS X", Map.of(), page)).containsExactly("open", page.toString());
        assertThat(SystemBrowser.command("Windows 11", Map.of(), page))
                .containsExactly("rundll32", "url.dll,FileProtocolHandler", page.toString());
    }

    @Test
    @DisplayName("L16: where there is no desktop, the program shows the page itself")
    void withoutADesktop_thereIsNoCommand() {
        assertThat(SystemBrowser.command("Linux", Map.of(), URI.create("https://login.example/")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://host.example/callback",
                "https://localhost:1717/callback",
                "http://localhost/callback",
                "http://localhost:1717",
                "http://192.0.2.1:1717/callback",
                "http://localhost.evil.example:1717/callback"
            })
    void aRedirectUriThatIsNotOfThisMachine_isRefused(String uri) {
        AuthException refused = catchThrowableOfType(
                AuthException.class, () -> login(page -> {}).or(URI.create(uri)).build());

        assertThat(refused.problem()).isEqualTo(SettingProblem.SETTING_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT10M0.001S"})
    void aTimeoutThatIsNone_isRefused(String timeout) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> login(page -> {}).timeout(Duration.parse(timeout)));
    }
}
