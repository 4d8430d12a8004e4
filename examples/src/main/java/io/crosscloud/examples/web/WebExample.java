package io.crosscloud.examples.web;

import com.sun.net.httpserver.HttpServer;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.token.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The application and fakes of both clouds, in one process on loopback ports. */
public final class WebExample implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final URI uri;
    private final FakeSalesforce salesforce;
    private final FakeEngagement engagement;
    private final SessionManager sessions;

    private WebExample(InstantSource clock) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        salesforce = FakeSalesforce.builder()
                .app(ConnectedApp.of(
                                ClientId.of("3MVG9.consumer.key.of.the.example"),
                                Secret.of("consumer-secret-of-the-example"),
                                Connectable.redirectUri(uri, "salesforce"))
                        .withName("Crosscloud example")
                        .with(ConnectedApp.Trait.REQUIRES_PKCE))
                .clock(clock)
                .start();
        salesforce.rotation(true);
        engagement = FakeEngagement.builder()
                .redirectUri(Connectable.redirectUri(uri, "engagement"))
                .clock(clock)
                .start();
        sessions = sessions(clock);
        server.createContext("/", new WebApplication(sessions, uri, clock));
        server.setExecutor(threads);
        server.start();
    }

    /** Starts it on free ports. */
    static WebExample start(InstantSource clock) throws IOException {
        return new WebExample(clock);
    }

    private SessionManager sessions(InstantSource clock) {
        var intoSalesforce = ConnectedAppTokenRefresher.builder(
                        salesforce.org(), salesforce.clientId(), ClientAuthentication.secret(salesforce.clientSecret()))
                .build();
        var intoEngagement = ConnectedAppTokenRefresher.builder(
                        engagement.tenant(),
                        engagement.webApp().clientId(),
                        ClientAuthentication.secret(
                                engagement.webApp().clientSecret().orElseThrow()))
                .build();
        return SessionManager.builder()
                .connection("salesforce", intoSalesforce)
                .connection("engagement", intoEngagement)
                .clock(clock)
                .build();
    }

    /** Where a browser finds the application. */
    URI uri() {
        return uri;
    }

    FakeSalesforce salesforce() {
        return salesforce;
    }

    FakeEngagement engagement() {
        return engagement;
    }

    SessionManager sessions() {
        return sessions;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        sessions.close();
        salesforce.close();
        engagement.close();
    }

    /** Runs until the process is told to stop. */
    public static void main(String[] args) throws IOException, InterruptedException {
        WebExample example = start(InstantSource.system());
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            example.close();
            stopped.countDown();
        }));
        System.out.printf(
                """
                Open %s (Ctrl-C stops it)
                The fake Salesforce knows %s with the password %s
                The fake Engagement knows %s with the password %s
                """,
                example.uri,
                example.salesforce.username(),
                example.salesforce.password().exposeSecret(),
                example.engagement.username(),
                example.engagement.password().exposeSecret());
        stopped.await();
    }
}
