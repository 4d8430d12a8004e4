package io.crosscloud.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What was measured, as Markdown: a row for each figure, a column for each library. */
final class Table {
    /** The lines above the rows. */
    static final String HEAD = "| figure | goal | "
            + Library.RIVALS.stream().map(Library::title).collect(Collectors.joining(" | ")) + " |\n|---|---|"
            + "---|".repeat(Library.RIVALS.size());

    private static final String NONE = "–";

    /** A row: what was measured, what was wanted, what came out. */
    static final class Row {
        private final String figure;
        private final String goal;
        private final Map<Library, String> cells = new EnumMap<>(Library.class);

        private Row(String figure, String goal) {
            this.figure = figure;
            this.goal = goal;
        }

        Row put(Library library, String cell) {
            cells.put(library, cell);
            return this;
        }

        private String markdown() {
            return "| " + figure + " | " + goal + " | "
                    + Library.RIVALS.stream()
                            .map(library -> cells.getOrDefault(library, NONE))
                            .collect(Collectors.joining(" | "))
                    + " |";
        }
    }

    private final List<Row> rows = new ArrayList<>();

    Row row(String figure, String goal) {
        Row row = new Row(figure, goal);
        rows.add(row);
        return row;
    }

    void print(PrintStream out) {
        rows.forEach(row -> out.println(row.markdown()));
    }
}
