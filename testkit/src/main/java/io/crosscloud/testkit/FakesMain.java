package io.crosscloud.testkit;

import io.crosscloud.testkit.internal.http.Json;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.node.ObjectNode;

/**
 * Both fakes from a shell, for clients in any language. Starts a seeded org and a seeded tenant, prints one line of JSON
 * on standard output when both are ready, and runs until it is told to stop (SIGTERM, Ctrl-C).
 *
 * <p>From a checkout: {@code examples/fakes}. From anywhere, with the testkit and what it depends on on the class
 * path: {@code java -cp … io.crosscloud.testkit.FakesMain}. Arguments, all optional: {@code --salesforce-port=8400},
 * {@code --engagement-port=8401}; free ports unless given. A port that is taken ends it with 1, a wrong argument with 2.
 *
 * <p>The line, all values strings:
 * {@code {"salesforce":{"url","crosscloud","clientId","clientSecret","username","privateKeyPem", "refreshToken","redirectUri","soapUsername","soapPassword"},"engagement":{"url","subdomain","clientId","clientSecret",
 * "accountId","childAccountId","apiUsername","apiPassword","triggeredSendKey","webAppClientId","webAppClientSecret",
 * "publicAppClientId","legacyClientId","legacyClientSecret","refreshToken","redirectUri"}}}. {@code crosscloud} is
 * the expression by which a client of this library names the org: a loopback host does not say that Salesforce's
 * rules hold there. The person who logs in is {@code username} there and {@code apiUsername} here; the refresh token
 * is one of the web app. On each url a test can {@code POST} {@code /testkit/expire-tokens},
 * {@code /testkit/rotation?enabled=true}, {@code /testkit/fail-next?status=503&times=2} (token requests) and
 * {@code /testkit/advance-clock?by=PT20M}, and {@code GET /testkit/requests}. Each fake has a clock of its own, which
 * begins with the system's time. Assertions are judged by the system's time all the while, since their callers cannot
 * follow a clock that was moved.
 */
public final class FakesMain {
    private static final String SALESFORCE_PORT = "--salesforce-port";
    private static final String ENGAGEMENT_PORT = "--engagement-port";
    private static final String USAGE =
            "usage: FakesMain [" + SALESFORCE_PORT + "=<port>] [" + ENGAGEMENT_PORT + "=<port>]";

    private FakesMain() {}

    /**
     * Runs until the process is told to stop.
     *
     * @throws InterruptedException if the main thread is interrupted
     */
    public static void main(String... arguments) throws InterruptedException {
        Map<String, Integer> ports;
        try {
            ports = ports(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + System.lineSeparator() + USAGE);
            System.exit(2);
            return;
        }
        FakeSalesforce salesforce;
        FakeEngagement engagement;
        try {
            salesforce = salesforce(ports.getOrDefault(SALESFORCE_PORT, 0));
            engagement = engagement(ports.getOrDefault(ENGAGEMENT_PORT, 0));
        } catch (UncheckedIOException taken) {
            System.err.println(taken.getMessage());
            System.exit(1);
            return;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            salesforce.close();
            engagement.close();
            stopped.countDown();
        }));
        new PrintStream(System.out, true, StandardCharsets.UTF_8).println(description(salesforce, engagement));
        stopped.await();
    }

    private static FakeSalesforce salesforce(int port) {
        return FakeSalesforce.builder()
                .clock(new RunningClock())
                .assertionClock(InstantSource.system())
                .port(port)
                .start();
    }

    private static FakeEngagement engagement(int port) {
        return FakeEngagement.builder()
                .clock(new RunningClock())
                .assertionClock(InstantSource.system())
                .port(port)
                .start();
    }

    /** What a client needs to know of both. */
    static ObjectNode description(FakeSalesforce salesforce, FakeEngagement engagement) {
        ObjectNode all = Json.object();
        all.putObject("salesforce")
                .put("url", salesforce.uri().toString())
                .put("crosscloud", "SalesforceOrg.at(URI.create(\"" + salesforce.uri() + "\")).withSalesforceBehind()")
                .put("clientId", salesforce.clientId().value())
                .put("clientSecret", salesforce.clientSecret().exposeSecret())
                .put("username", salesforce.username())
                .put("privateKeyPem", salesforce.signingKeyPem())
                .put("refreshToken", salesforce.issueRefreshToken().exposeSecret())
                .put("redirectUri", salesforce.redirectUri().toString())
                .put("soapUsername", salesforce.username())
                .put("soapPassword", salesforce.password().exposeSecret());
        all.putObject("engagement")
                .put("url", engagement.uri().toString())
                .put("subdomain", engagement.tenant().subdomain())
                .put("clientId", engagement.clientId().value())
                .put("clientSecret", engagement.clientSecret().exposeSecret())
                .put("accountId", engagement.businessUnit().toString())
                .put("childAccountId", engagement.childBusinessUnit().toString())
                .put("apiUsername", engagement.username())
                .put("apiPassword", engagement.password().exposeSecret())
                .put("triggeredSendKey", engagement.triggeredSendKey())
                .put("webAppClientId", engagement.webApp().clientId().value())
                .put("webAppClientSecret", secret(engagement.webApp()))
                .put("publicAppClientId", engagement.publicApp().clientId().value())
                .put("legacyClientId", engagement.legacyPackage().clientId().value())
                .put("legacyClientSecret", secret(engagement.legacyPackage()))
                .put("refreshToken", engagement.issueRefreshToken().exposeSecret())
                .put("redirectUri", engagement.redirectUri().toString());
        return all;
    }

    private static String secret(InstalledPackage client) {
        return client.clientSecret().orElseThrow().exposeSecret();
    }

    private static Map<String, Integer> ports(String... arguments) {
        Map<String, Integer> ports = new TreeMap<>();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            boolean known = parts[0].equals(SALESFORCE_PORT) || parts[0].equals(ENGAGEMENT_PORT);
            if (!known || parts.length < 2 || !parts[1].matches("[0-9]{1,5}") || Integer.parseInt(parts[1]) > 65535) {
                throw new IllegalArgumentException(argument + " (expected: an option and a port from 0 to 65535)");
            }
            ports.put(parts[0], Integer.parseInt(parts[1]));
        }
        return ports;
    }
}
