package io.crosscloud.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All parsers in one process, for a short run: the first byte of an input chooses the parser. Jazzer fuzzes one test in a process, and
 * a process for each parser takes longer to start than to fuzz.
 */
@Tag("fuzz")
@Tag("once")
class EveryParserFuzzTest {
    private static final List<Target> TARGETS = Target.all();

    @MethodSource("seeds")
    @FuzzTest
    void anyParser(byte[] input) throws Throwable {
        if (input.length > 0) {
            TARGETS.get((input[0] & 0xff) % TARGETS.size()).feed(Arrays.copyOfRange(input, 1, input.length));
        }
    }

    static Stream<byte[]> seeds() {
        return TARGETS.stream().flatMap(target -> target.seeds().stream().map(seed -> chosen(target, seed)));
    }

    private static byte[] chosen(Target target, byte[] seed) {
        byte[] input = new byte[seed.length + 1];
        input[0] = (byte) TARGETS.indexOf(target);
        System.arraycopy(seed, 0, input, 1, seed.length);
        return input;
    }

    @Test
    void everyParser_isFuzzed_fromSeeds() {
        assertThat(TARGETS).hasSizeGreaterThan(15);
        for (Target target : TARGETS) {
            assertThat(target.seeds()).as(target.toString()).hasSizeGreaterThan(1);
        }
    }
}
