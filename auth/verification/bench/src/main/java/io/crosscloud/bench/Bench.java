package io.crosscloud.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Measures and prints a table in Markdown: {@code mvn -q -Pbench compile -Dbench="[--quick] [figure…]"}. Without a name it
 * runs all figures. {@code --quick} takes less time and gives less exact numbers.
 */
public final class Bench {
    private static final Map<String, Supplier<Figure>> FIGURES = new LinkedHashMap<>();

    static {
        FIGURES.put("G1", CachedTokens::new);
        FIGURES.put("G2", ManySessions::new);
        FIGURES.put("G3", ColdHerd::new);
        FIGURES.put("G4", FailingHerd::new);
        FIGURES.put("G5", ErrorStorm::new);
        FIGURES.put("G6", RefreshWindow::new);
        FIGURES.put("G7", NoExpiry::new);
        FIGURES.put("G9", ColdTokens::new);
        FIGURES.put("G10", Startup::new);
    }

    private Bench() {}

    public static void main(String[] args) throws Exception {
        Set<String> wanted = new LinkedHashSet<>(Arrays.asList(args));
        boolean quick = wanted.remove("--quick");
        if (!FIGURES.keySet().containsAll(wanted)) {
            System.err.println("figures: " + wanted + " (expected: some of " + FIGURES.keySet() + ", and --quick)");
            System.exit(2);
        }
        System.out.println(Table.HEAD);
        boolean complete = true;
        for (Map.Entry<String, Supplier<Figure>> figure : FIGURES.entrySet()) {
            if (wanted.isEmpty() || wanted.contains(figure.getKey())) {
                System.err.println("measuring " + figure.getKey());
                complete &= measure(figure.getKey(), figure.getValue(), quick);
            }
        }
        System.out.println();
        System.out.println(circumstances(quick));
        System.exit(complete ? 0 : 1);
    }

    /** Prints the rows of a figure. Whether it could be measured: one that could not takes none of the others with it. */
    private static boolean measure(String name, Supplier<Figure> figure, boolean quick) {
        Table table = new Table();
        try {
            figure.get().measure(quick, table);
            return true;
        } catch (Exception | Error failed) {
            System.err.println(name + " could not be measured");
            failed.printStackTrace();
            return false;
        } finally {
            table.print(System.out);
        }
    }

    private static String circumstances(boolean quick) throws IOException {
        Runtime.Version java = Runtime.version();
        return "Measured on %s, %d × %s, %s %s, JDK %s (%s)%s."
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        Runtime.getRuntime().availableProcessors(),
                        processor(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        java,
                        System.getProperty("java.vendor"),
                        quick ? ", with --quick" : "");
    }

    private static String processor() throws IOException {
        Path cpus = Path.of("/proc/cpuinfo");
        List<String> lines = Files.isReadable(cpus) ? Files.readAllLines(cpus) : List.of();
        return lines.stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }
}
