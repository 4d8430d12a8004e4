package io.crosscloud.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** G4: all want a token, and the endpoint refuses, or takes very long. */
final class FailingHerd implements Figure {
    @Override
    public void measure(boolean quick, Table table) throws Exception {
        beside(
                table.row(
                        "G4 failing herd, 100 callers, 400 after 200 ms: the last is told",
                        "1 request, ≤ 1.1 × best peer"),
                Answer.failing(400).after(Duration.ofMillis(200)),
                100);
        beside(
                table.row("G4 herd, 50 callers, answer after 7 s: the last is told", "1 request"),
                Answer.token(Duration.ofHours(1)).after(Duration.ofSeconds(7)),
                50);
    }

    /** All libraries at the same time: they only wait, and some wait long. */
    private static void beside(Table.Row row, Answer answer, int callers) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool(Daemon.named("herd"));
        Map<Library, Future<String>> results = new LinkedHashMap<>();
        for (Library library : Library.RIVALS) {
            results.put(library, threads.submit(() -> herd(library, answer, callers)));
        }
        for (Map.Entry<Library, Future<String>> result : results.entrySet()) {
            row.put(result.getKey(), result.getValue().get());
        }
        threads.shutdown();
    }

    private static String herd(Library library, Answer answer, int callers) throws Exception {
        try (Endpoint endpoint = Endpoint.start();
                Client client = library.open(endpoint, 2)) {
            client.token(0);
            endpoint.reset();
            endpoint.answers(answer);
            Herd.Outcome outcome = Herd.of(callers, () -> client.token(1));
            return Text.requests(endpoint.requests()) + ", " + Text.of(outcome.slowest());
        }
    }
}
