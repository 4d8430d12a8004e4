package io.crosscloud.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs a benchmark for some values of its parameter {@code library}, each in JVMs of its own and turn by turn, so that a
 * machine that is busy for a while spoils no comparison.
 */
final class Jmh {
    private static final String BYTES = "gc.alloc.rate.norm";

    /** What one operation costs: time in the best iteration, which a busy machine disturbs least, and bytes in the median one. */
    record Cost(double nanos, double bytes) {
        @Override
        public String toString() {
            return Text.nanos(nanos) + ", " + Text.bytes(bytes);
        }
    }

    /** What each library has cost. */
    record Costs(Map<String, Cost> of) {
        Cost of(Library library) {
            return of(library.name());
        }

        Cost of(String name) {
            return Objects.requireNonNull(of.get(name), name);
        }
    }

    private final int rounds;
    private final int iterations;
    private final TimeValue each;

    Jmh(boolean quick) {
        this(quick ? 1 : 3, quick ? 3 : 4, TimeValue.milliseconds(quick ? 300 : 500));
    }

    private Jmh(int rounds, int iterations, TimeValue each) {
        this.rounds = rounds;
        this.iterations = iterations;
        this.each = each;
    }

    /** The same for what takes milliseconds: the JVM needs many calls before it compiles it. */
    Jmh patient() {
        return new Jmh(rounds, iterations, TimeValue.milliseconds(each.convertTo(TimeUnit.MILLISECONDS) * 8));
    }

    Costs run(String benchmark, List<String> libraries, int users, int threads) throws RunnerException {
        Map<String, List<Cost>> costs = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (String library : libraries) {
                costs.computeIfAbsent(library, unused -> new ArrayList<>())
                        .addAll(fork(benchmark, library, users, threads));
            }
        }
        Map<String, Cost> results = new LinkedHashMap<>();
        costs.forEach((library, all) -> results.put(
                library,
                new Cost(
                        all.stream().mapToDouble(Cost::nanos).min().orElseThrow(),
                        Text.median(all.stream().map(Cost::bytes).toList()))));
        return new Costs(results);
    }

    private List<Cost> fork(String benchmark, String library, int users, int threads) throws RunnerException {
        RunResult result = new Runner(new OptionsBuilder()
                        .include("\\." + benchmark + "$")
                        .param("library", library)
                        .param("users", String.valueOf(users))
                        .threads(threads)
                        .forks(1)
                        .warmupIterations(2)
                        .warmupTime(each)
                        .measurementIterations(iterations)
                        .measurementTime(each)
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .runSingle();
        return result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .map(Jmh::cost)
                .toList();
    }

    private static Cost cost(IterationResult iteration) {
        Result<?> bytes =
                iteration.getSecondaryResults().get(BYTES); // the profiler says nothing of what allocates nothing
        return new Cost(iteration.getPrimaryResult().getScore(), bytes == null ? 0 : bytes.getScore());
    }
}
