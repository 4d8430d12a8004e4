package io.crosscloud.verification.storm;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The storm as a program: {@code mvn -q -Pstorm test-compile}. Prints a table, and ends with status 1 if a promise was broken; but
 * if something is broken on purpose, with status 1 if no promise was.
 * Arguments, in {@code -Dstorm="…"}: {@code --store=postgres} or {@code redis} (both unless given), {@code --seed},
 * {@code --hosts}, {@code --threads}, {@code --sessions}, {@code --expiries}, {@code --stalls} (of a thousand), {@code --grace},
 * {@code --lease-alone} for a store that does not see who lives, {@code --limit} (seconds), and {@code --control=no-lock} and the like
 * to break something on purpose; {@code --peers} puts other clients beside it.
 * {@code --throughput}, or {@code --throughput=30} (seconds for each line), measures the stores in fair weather instead.
 */
public final class StormMain {
    private StormMain() {}

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        long seed = ThreadLocalRandom.current().nextLong(1_000_000);
        List<StoreServer.Kind> stores = List.of(StoreServer.Kind.values());
        for (String argument : arguments) {
            if (argument.startsWith("--seed=")) {
                seed = Long.parseLong(argument.substring("--seed=".length()));
            } else if (argument.startsWith("--store=")) {
                stores = List.of(StoreServer.Kind.valueOf(
                        argument.substring("--store=".length()).toUpperCase(Locale.ROOT)));
            }
        }
        for (String argument : arguments) {
            if (argument.startsWith("--throughput")) {
                measure(stores, argument);
                System.exit(0);
            }
        }
        List<String> rows = new ArrayList<>();
        boolean asExpected = true;
        for (StoreServer.Kind store : stores) {
            System.out.println("a storm over " + store + ", seed " + seed);
            Settings settings = Settings.of(arguments, store, seed);
            Verdict verdict = Storm.pass(settings);
            System.out.print(verdict.story());
            rows.add(verdict.row());
            asExpected &= verdict.broken().isEmpty() == (settings.control() == Control.NONE);
        }
        if (List.of(arguments).contains("--peers")) {
            rows.add(Peers.SPRING_SECURITY.run(1).row());
            rows.add(Peers.SPRING_SECURITY.run(2).row());
            rows.add(Peers.GOOGLE_AUTH.run(1).row());
        }
        System.out.println(Verdict.HEAD);
        rows.forEach(System.out::println);
        System.exit(asExpected ? 0 : 1);
    }

    private static void measure(List<StoreServer.Kind> stores, String argument)
            throws IOException, InterruptedException {
        String[] pair = argument.split("=", 2);
        Throughput throughput = new Throughput(Duration.ofSeconds(pair.length == 1 ? 10 : Long.parseLong(pair[1])));
        List<Throughput.Row> rows = new ArrayList<>();
        List<Throughput.Cost> costs = new ArrayList<>();
        for (StoreServer.Kind store : stores) {
            throughput.measure(store, rows, costs);
        }
        System.out.println();
        System.out.println(Throughput.Row.HEAD);
        rows.forEach(System.out::println);
        System.out.println();
        System.out.println(Throughput.Cost.HEAD);
        costs.forEach(System.out::println);
    }
}
