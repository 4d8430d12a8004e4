package io.crosscloud.bench;

import java.util.List;

/** G9: what a token costs that has to be got. */
final class ColdTokens implements Figure {
    @Override
    public void measure(boolean quick, Table table) throws Exception {
        List<Library> libraries = List.of(Library.FLOOR, Library.CROSSCLOUD, Library.GOOGLE);
        Jmh.Costs costs = new Jmh(quick)
                .patient()
                .run(
                        ColdToken.class.getSimpleName() + ".acquire",
                        libraries.stream().map(Enum::name).toList(),
                        1,
                        1);
        Jmh.Cost floor = costs.of(Library.FLOOR);
        Table.Row row = table.row("G9 cold token by JWT bearer", "≤ 1.1 × " + Text.nanos(floor.nanos()));
        for (Library library : List.of(Library.CROSSCLOUD, Library.GOOGLE)) {
            Jmh.Cost cost = costs.of(library);
            row.put(library, cost + " (" + Text.times(cost.nanos() / floor.nanos()) + ")");
        }
    }
}
