package io.crosscloud.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Herds of callers that find no token, each with an endpoint of its own. */
final class Herds {
    private record Result(int requests, Duration told) {}

    private final Answer answer;
    private final int callers;
    private final Function<Herd.Outcome, Duration> told;

    Herds(Answer answer, int callers, Function<Herd.Outcome, Duration> told) {
        this.answer = answer;
        this.callers = callers;
        this.told = told;
    }

    /**
     * One library after another, again and again, so that none pays for what all have in common and the JVM still has to
     * compile: the most requests and the median wait.
     */
    void inTurn(int rounds, Table.Row row) throws Exception {
        Map<Library, List<Result>> results = new EnumMap<>(Library.class);
        for (int round = 0; round < rounds; round++) {
            for (Library library : Library.RIVALS) {
                results.computeIfAbsent(library, unused -> new ArrayList<>()).add(herd(library));
            }
        }
        results.forEach((library, all) -> put(row, library, all));
    }

    /** All libraries at the same time, for endpoints that are so slow that nothing else counts. */
    void together(Table.Row row) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool(Daemon.named("herd"));
        Map<Library, Future<Result>> results = new EnumMap<>(Library.class);
        for (Library library : Library.RIVALS) {
            Callable<Result> herd = () -> herd(library);
            results.put(library, threads.submit(herd));
        }
        for (Map.Entry<Library, Future<Result>> result : results.entrySet()) {
            put(row, result.getKey(), List.of(result.getValue().get()));
        }
        threads.shutdown();
    }

    private Result herd(Library library) throws Exception {
        try (Endpoint endpoint = Endpoint.start();
                Client client = library.open(endpoint, 2)) {
            client.token(0);
            endpoint.reset();
            endpoint.answers(answer);
            Herd.Outcome outcome = Herd.of(callers, () -> client.token(1));
            return new Result(endpoint.requests(), told.apply(outcome));
        }
    }

    private static void put(Table.Row row, Library library, List<Result> results) {
        int requests = results.stream().mapToInt(Result::requests).max().orElseThrow();
        double nanos = Text.median(
                results.stream().map(result -> (double) result.told().toNanos()).toList());
        row.put(library, Text.requests(requests) + ", " + Text.of(Duration.ofNanos((long) nanos)));
    }
}
