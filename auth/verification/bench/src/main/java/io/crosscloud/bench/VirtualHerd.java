package io.crosscloud.bench;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/** The part of G3 that needs virtual threads; run in a JVM of its own. */
final class VirtualHerd {
    private static final int CALLERS = 10_000;

    private VirtualHerd() {}

    public static void main(String[] args) throws Exception {
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        ThreadFactory virtual = (ThreadFactory)
                Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
        try (Endpoint endpoint = Endpoint.start();
                Client client = Library.CROSSCLOUD.open(endpoint, 2)) {
            client.token(0);
            endpoint.reset();
            endpoint.answers(Answer.token(Duration.ofHours(1)).after(Duration.ofMillis(200)));
            Herd.Outcome outcome = Herd.of(CALLERS, virtual, () -> client.token(1));
            System.out.printf(
                    "%s, %s, JDK %d%n",
                    Text.requests(endpoint.requests()),
                    Text.of(outcome.percentile(0.99)),
                    Runtime.version().feature());
        }
        System.exit(0);
    }
}
