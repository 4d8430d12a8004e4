package io.crosscloud.auth.internal.http;

import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.SettingProblem;
import java.lang.ref.Cleaner;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where the connections come from: the host's {@code HttpClient} or one that all share, and for what the server takes only
 * once a client, and so a connection, of its own.
 */
final class HttpClients {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final String RETRY_PROPERTY = "jdk.httpclient.enableAllMethodRetry";

    /** Before JDK 21 a client keeps a thread until it is garbage collected; more than this many are not left behind. */
    private static final int MAX_UNCOLLECTED = 64;

    private static final Cleaner CLEANER = Cleaner.create();
    private static final AtomicInteger UNCOLLECTED = new AtomicInteger();
    private static final Executor EXECUTOR = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "crosscloud-http");
        thread.setDaemon(true);
        return thread;
    });

    /** Null until the first request. */
    private static volatile @Nullable HttpClient shared;

    private final @Nullable HttpClient given;

    private HttpClients(@Nullable HttpClient given) {
        this.given = given;
    }

    /** The client that all share. */
    static HttpClients shared() {
        return new HttpClients(null);
    }

    /**
     * A host's own client.
     *
     * @throws io.crosscloud.error.ConfigurationException if it follows redirects, keeps cookies or answers challenges
     */
    static HttpClients of(HttpClient given) {
        check(
                given.followRedirects() == Redirect.NEVER,
                "followRedirects: " + given.followRedirects() + " (expected: NEVER)");
        check(given.cookieHandler().isEmpty(), "cookie handler: present (expected: none)");
        check(given.authenticator().isEmpty(), "authenticator: present (expected: none)");
        return new HttpClients(given);
    }

    /** @throws io.crosscloud.error.ConfigurationException if the JDK was told to send a POST again on its own */
    static void checkRetries() {
        String value = System.getProperty(RETRY_PROPERTY);
        boolean on = value != null && (value.isEmpty() || Boolean.parseBoolean(value));
        check(!on, "system property " + RETRY_PROPERTY + ": on (expected: absent)");
    }

    HttpClient any() {
        return given != null ? given : sharedClient();
    }

    private static HttpClient sharedClient() {
        HttpClient known = shared;
        if (known == null) {
            known = plain().build();
            shared = known;
        }
        return known;
    }

    /** A client without any connection yet; to be given to {@link #discard} after use. */
    HttpClient fresh() {
        boolean copyable = given == null || given.getClass().getModule() == HttpClient.class.getModule();
        if (!copyable || UNCOLLECTED.get() >= MAX_UNCOLLECTED) {
            return any();
        }
        HttpClient client = given == null ? plain().build() : copy(given);
        UNCOLLECTED.incrementAndGet();
        CLEANER.register(client, UNCOLLECTED::decrementAndGet);
        return client;
    }

    /** How many clients of {@link #fresh()} the garbage collector has not taken yet. */
    static int uncollected() {
        return UNCOLLECTED.get();
    }

    void discard(HttpClient client) {
        if (client != any() && client instanceof AutoCloseable closeable) {
            EXECUTOR.execute(() -> close(closeable));
        }
    }

    private static void close(AutoCloseable client) {
        try {
            client.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpClient.Builder plain() {
        return HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(EXECUTOR);
    }

    private static HttpClient copy(HttpClient given) {
        HttpClient.Builder copy = plain().connectTimeout(given.connectTimeout().orElse(CONNECT_TIMEOUT))
                .executor(given.executor().orElse(EXECUTOR))
                .sslContext(given.sslContext())
                .sslParameters(given.sslParameters());
        given.proxy().ifPresent(copy::proxy);
        return copy.build();
    }

    private static void check(boolean safe, String detail) {
        if (!safe) {
            throw AuthFailure.of(SettingProblem.HTTP_CLIENT_UNSAFE)
                    .detail(detail)
                    .toException();
        }
    }
}
