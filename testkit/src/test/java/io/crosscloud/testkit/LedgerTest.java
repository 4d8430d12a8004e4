package io.crosscloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Pattern SHORT_NAME = Pattern.compile("\\b([HD]-[a-z0-9]+|[A-Z][A-Z0-9]{1,5})\\b(?! #)");
    private static final Set<String> STANDINGS = Set.of("documented", "observed", "assumed");

    private final String text = read();
    private final int sources = text.indexOf("## Sources");

    @Test
    void everyBehaviour_hasASourceAndAStanding() {
        assertThat(rows(text.substring(0, sources)))
                .hasSizeGreaterThan(100)
                .allSatisfy(row -> assertThat(row).hasSize(3))
                .allSatisfy(row -> assertThat(row.get(1)).isNotBlank())
                .allSatisfy(row -> assertThat(row.get(2)).isIn(STANDINGS));
    }

    @Test
    void whatHasNoSource_isAssumed() {
        assertThat(rows(text.substring(0, sources)).filter(row -> row.get(1).equals("–")))
                .allSatisfy(row -> assertThat(row.get(2)).isEqualTo("assumed"));
    }

    @Test
    void everySource_isListed() {
        Set<String> listed = rows(text.substring(sources))
                .flatMap(row -> Stream.of(row.get(0).split(", ")))
                .collect(Collectors.toSet());
        assertThat(rows(text.substring(0, sources))
                        .flatMap(row -> SHORT_NAME.matcher(row.get(1)).results())
                        .map(found -> found.group(1))
                        .filter(name -> !name.equals("RFC"))
                        .distinct())
                .isSubsetOf(listed);
    }

    @Test
    void everySwitch_isInIt() {
        Stream<Enum<?>> switches = Stream.of(
                        SalesforceSwitch.values(),
                        ConnectedApp.Trait.values(),
                        SalesforceUser.Trait.values(),
                        EngagementSwitch.values())
                .flatMap(Stream::of);
        assertThat(switches).allSatisfy(each -> assertThat(text).contains("`" + each.name() + "`"));
    }

    /** The cells of the rows of all tables, but for their heads. */
    private static Stream<List<String>> rows(String part) {
        return part.lines()
                .filter(line ->
                        line.startsWith("| ") && !line.startsWith("| behaviour |") && !line.startsWith("| short |"))
                .map(line -> Stream.of(line.split("(?<!\\\\)\\|"))
                        .skip(1)
                        .map(String::strip)
                        .toList());
    }

    private static String read() {
        try (InputStream in = LedgerTest.class.getResourceAsStream("LEDGER.md")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
