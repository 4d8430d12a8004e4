package io.crosscloud.bench;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** G1 and G2: a token that is there. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class CachedToken {
    /** A {@link Library} by its name. */
    @Param("CROSSCLOUD")
    String library;

    @Param("1")
    int users;

    private int[] order;
    private Endpoint endpoint;
    private Client client;

    /** Where a thread is in the order. */
    @State(Scope.Thread)
    public static class Cursor {
        private int position;
    }

    @Setup
    public void open() throws Exception {
        List<Integer> shuffled = IntStream.range(0, users).boxed().collect(Collectors.toList());
        Collections.shuffle(shuffled, new Random(1));
        order = shuffled.stream().mapToInt(Integer::intValue).toArray();
        endpoint = Endpoint.start();
        client = Library.valueOf(library).open(endpoint, users);
        for (int user = 0; user < users; user++) {
            client.token(user);
        }
        System.gc(); // sessions lie together, as in a process that has run for a while
    }

    /** For one user of them, again and again: the middle one, since there are caches that look through all. */
    @Benchmark
    public Object oneOf() throws Exception {
        return client.token(users / 2);
    }

    /** For all users, in random order. */
    @Benchmark
    public Object anyOf(Cursor cursor) throws Exception {
        int next = cursor.position + 1;
        cursor.position = next < order.length ? next : 0;
        return client.token(order[cursor.position]);
    }

    @TearDown
    public void close() {
        client.close();
        endpoint.close();
    }
}
