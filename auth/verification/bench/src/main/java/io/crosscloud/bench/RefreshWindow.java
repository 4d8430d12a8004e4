package io.crosscloud.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** G6: the token is still good, it is time to replace it, and the endpoint is slow or down. */
final class RefreshWindow implements Figure {
    private static final Duration LIFETIME = Duration.ofHours(1);
    /** What is left of the token's life, so that it is within the window of the library and still good. */
    private static final Duration LEFT = Duration.ofSeconds(110);

    private static final Map<Library, Duration> LEFT_ELSE =
            Map.of(Library.GOOGLE, Duration.ofSeconds(200), Library.SPRING, Duration.ofSeconds(50));
    /** azure-core refreshes no sooner than this after it has got a token. */
    private static final Duration AZURE_DELAY = Duration.ofSeconds(31);

    private static final Duration LENGTH = Duration.ofSeconds(4);

    private record Subject(Endpoint endpoint, Client client, long since) {}

    @Override
    public void measure(boolean quick, Table table) throws Exception {
        String title = "G6 valid token in its refresh window, endpoint ";
        String goal = "0 errors, p99 ≤ 3 ms, 1 in flight";
        Map<Library, Subject> slow = subjects(quick);
        Map<Library, Subject> down = subjects(quick);
        storm(
                table.row(title + "slow (2 s)", goal),
                slow,
                Answer.token(LIFETIME).after(Duration.ofSeconds(2)));
        storm(table.row(title + "down (503)", goal), down, Answer.failing(503));
    }

    private static Map<Library, Subject> subjects(boolean quick) throws Exception {
        Map<Library, Subject> subjects = new EnumMap<>(Library.class);
        for (Library library : Library.RIVALS) {
            if (!quick || library != Library.AZURE) {
                subjects.put(library, subject(library));
            }
        }
        return subjects;
    }

    /** A library that has a token which it should replace now. */
    private static Subject subject(Library library) throws Exception {
        Endpoint endpoint = Endpoint.start();
        Ahead clock = new Ahead();
        Client client = library == Library.CROSSCLOUD ? new Crosscloud(endpoint, 1, clock) : library.open(endpoint, 1);
        Duration left = LEFT_ELSE.getOrDefault(library, LEFT);
        endpoint.answers(Answer.token(library == Library.CROSSCLOUD ? LIFETIME : left));
        client.token(0);
        clock.by = LIFETIME.minus(left);
        return new Subject(endpoint, client, System.nanoTime());
    }

    private static void storm(Table.Row row, Map<Library, Subject> subjects, Answer answer) throws Exception {
        for (Map.Entry<Library, Subject> each : subjects.entrySet()) {
            Subject subject = each.getValue();
            if (each.getKey() == Library.AZURE) {
                TimeUnit.NANOSECONDS.sleep(AZURE_DELAY.toNanos() - (System.nanoTime() - subject.since()));
            }
            try (Endpoint endpoint = subject.endpoint();
                    Client client = subject.client()) {
                endpoint.reset();
                endpoint.answers(answer);
                Herd.Outcome outcome = Storm.of(LENGTH, () -> client.token(0));
                row.put(
                        each.getKey(),
                        "%,d errors, p99 %s, max %s, %d in flight"
                                .formatted(
                                        outcome.errors(),
                                        Text.of(outcome.percentile(0.99)),
                                        Text.of(outcome.slowest()),
                                        endpoint.mostInFlight()));
            }
        }
    }

    /** The system's clock, set ahead. */
    private static final class Ahead implements InstantSource {
        private volatile Duration by = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(by);
        }
    }
}
