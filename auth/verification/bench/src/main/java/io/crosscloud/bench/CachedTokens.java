package io.crosscloud.bench;

import java.util.List;
import java.util.stream.Stream;

/** G1: what a token costs that is there. */
final class CachedTokens implements Figure {
    private static final String BENCHMARK = CachedToken.class.getSimpleName() + ".anyOf";

    @Override
    public void measure(boolean quick, Table table) throws Exception {
        Jmh jmh = new Jmh(quick);
        List<String> libraries = Stream.of(Library.values()).map(Enum::name).toList();
        for (int threads = 1; threads <= 2; threads++) {
            Jmh.Costs costs = jmh.run(BENCHMARK, libraries, 1, threads);
            Jmh.Cost floor = costs.of(Library.FLOOR);
            String name = "G1 cached token, " + threads + (threads == 1 ? " thread" : " threads");
            Table.Row row = table.row(name, "0 B, ≤ 1.1 × " + Text.nanos(floor.nanos()));
            Library.RIVALS.forEach(library -> row.put(library, against(floor, costs.of(library))));
            table.row(name + ", looked up by key", "0 B, ≤ 2 × " + Text.nanos(floor.nanos()))
                    .put(Library.CROSSCLOUD, against(floor, costs.of(Library.CROSSCLOUD_KEYED)));
        }
    }

    private static String against(Jmh.Cost floor, Jmh.Cost cost) {
        double factor = cost.nanos() / floor.nanos();
        return factor < 100 ? cost + " (" + Text.times(factor) + ")" : cost.toString();
    }
}
