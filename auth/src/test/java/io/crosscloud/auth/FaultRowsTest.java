package io.crosscloud.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What can go wrong outside, row by row: faults.csv says what follows from each, and every row is the tag of a test that
 * shows it. {@code -Dgroups=H14} runs those of one row. N is the network, H the HTTP status, B the body, U the hosts that an
 * answer names, K keys and clocks, S the store, C what a host does with the library. The numbers have gaps.
 */
class FaultRowsTest {
    private static final Path HOUSE = Path.of("").toAbsolutePath().getParent();
    private static final Pattern ROW = Pattern.compile("^([NHBUKSC]\\d+),[^,]+,[^,]+$", Pattern.MULTILINE);
    private static final Pattern TAG = Pattern.compile("@Tag\\(\"([NHBUKSC]\\d+)\"\\)");

    @Test
    void everyRow_hasATest_andEveryTestARow() throws IOException {
        Set<String> rows = found(ROW, table());
        Set<String> tags = new TreeSet<>();
        for (Path test : tests()) {
            tags.addAll(found(TAG, Files.readString(test)));
        }

        assertThat(rows).hasSize(18 + 30 + 26 + 16 + 12 + 23 + 10);
        assertThat(tags).isEqualTo(rows);
    }

    @Test
    void everyLineOfTheTable_isARow() throws IOException {
        assertThat(table().lines().skip(1)).allMatch(line -> ROW.matcher(line).matches());
    }

    private static String table() throws IOException {
        try (InputStream table = FaultRowsTest.class.getResourceAsStream("faults.csv")) {
            return new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Path> tests() throws IOException {
        try (Stream<Path> files = Files.walk(HOUSE)) {
            return files.filter(file -> HOUSE.relativize(file)
                            .toString()
                            .replace('\\', '/')
                            .matches("(core|auth|testkit)/src/test/java/.*\\.java"))
                    .collect(Collectors.toSet());
        }
    }
}
