package io.crosscloud.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No parser takes longer than its input is long. Pieces of each seed are repeated until the input is long, and four times as long; CPU
 * time may grow likewise, and not by the square. Only in the long run: it reads the clock of the CPU.
 */
@Tag("long")
class LinearTimeTest {
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final Pattern PIECES = Pattern.compile("[A-Za-z0-9]+|[^A-Za-z0-9]+");
    private static final int SHORT = 15 * 1024;
    private static final int LONG = 4 * SHORT;
    private static final int MOST_PIECES = 40;

    /** Four times, with as much again for what a measurement is worth; a square would be sixteen times. */
    private static final int MOST_GROWTH = 8;

    /** What is measured in less than that is not worth comparing. */
    private static final long FLOOR = 2_000_000;

    static Stream<Target> targets() {
        return Target.all().stream();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void cpuTime_growsWithTheInput_andNoFaster(Target target) throws Throwable {
        for (byte[] seed : target.seeds()) {
            String text = new String(seed, StandardCharsets.ISO_8859_1);
            for (String piece : pieces(text)) {
                int at = text.indexOf(piece);
                String before = text.substring(0, at);
                String after = text.substring(at + piece.length());
                assertThat(isLinear(target, before, piece, after))
                        .as(target + " with many of \"" + piece + "\" after \"" + before + "\"")
                        .isTrue();
            }
        }
    }

    private static boolean isLinear(Target target, String before, String piece, String after) throws Throwable {
        for (int attempt = 0; attempt < 3; attempt++) {
            long small = time(target, input(before, piece, after, SHORT));
            long large = time(target, input(before, piece, after, LONG));
            if (large <= Math.max(FLOOR, small) * MOST_GROWTH) {
                return true;
            }
        }
        return false;
    }

    /** The least of a few measurements: all else that happens in them only adds. */
    private static long time(Target target, byte[] input) throws Throwable {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long start = CPU.getCurrentThreadCpuTime();
            target.feed(input);
            least = Math.min(least, CPU.getCurrentThreadCpuTime() - start);
        }
        return least;
    }

    private static byte[] input(String before, String piece, String after, int length) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.writeBytes(before.getBytes(StandardCharsets.ISO_8859_1));
        byte[] each = piece.getBytes(StandardCharsets.ISO_8859_1);
        while (input.size() + after.length() + each.length <= length) {
            input.writeBytes(each);
        }
        input.writeBytes(after.getBytes(StandardCharsets.ISO_8859_1));
        return input.toByteArray();
    }

    /** Words and what stands between them; pairs of them; and all up to them from the beginning. */
    private static Set<String> pieces(String text) {
        Set<String> pieces = new LinkedHashSet<>();
        String last = "";
        for (var found :
                (Iterable<java.util.regex.MatchResult>) PIECES.matcher(text).results()::iterator) {
            pieces.add(found.group());
            pieces.add(last + found.group());
            pieces.add(text.substring(0, found.end()));
            last = found.group();
            if (pieces.size() >= MOST_PIECES) {
                return pieces;
            }
        }
        return pieces;
    }
}
