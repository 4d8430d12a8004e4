package io.crosscloud.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules of the house that no compiled class shows. */
class SourceRulesTest {
    private static final Path HOUSE = Path.of("").toAbsolutePath().getParent();
    private static final Pattern NOT_CODE = Pattern.compile(
            "(?s)/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(\\\\.|[^\"\\\\\\n])*\"|'(\\\\.|[^'\\\\\\n])*'");
    private static final Pattern LOCK = Pattern.compile("\\bsynchronized\\b");
    private static final Pattern SLEEP = Pattern.compile("\\bsleep\\s*\\(|\\bparkNanos\\b");
    private static final Pattern DISABLED = Pattern.compile("@(Disabled|Ignore)\\b");

    @Test
    @Tag("C9")
    void noMethodNorBlock_isSynchronized() throws IOException {
        assertThat(sources("main"))
                .hasSizeGreaterThan(100)
                .filteredOn(file -> finds(LOCK, file))
                .isEmpty();
    }

    @Test
    void nothingSleeps_notEvenATest() throws IOException {
        assertThat(sources("main")).filteredOn(file -> finds(SLEEP, file)).isEmpty();
        assertThat(sources("test"))
                .hasSizeGreaterThan(30)
                .filteredOn(file -> finds(SLEEP, file))
                .isEmpty();
    }

    @Test
    void noTest_isSwitchedOff() throws IOException {
        assertThat(sources("test")).filteredOn(file -> finds(DISABLED, file)).isEmpty();
    }

    @Test
    void words_countInCodeOnly() {
        assertThat(code("a(); /* synchronized */ // sleep(1)\nb(\"Thread.sleep(1) \\\" \", '\"');"))
                .isEqualTo("a();  \nb(, );");
        assertThat(LOCK.matcher(code("\"x\"; synchronized (this) {}")).find()).isTrue();
        assertThat(SLEEP.matcher(code("TimeUnit.SECONDS.sleep(1); // no")).find())
                .isTrue();
        assertThat(SLEEP.matcher(code("Collections.synchronizedList(x); sleepy(1)"))
                        .find())
                .isFalse();
    }

    private static boolean finds(Pattern word, Path file) {
        try {
            return word.matcher(code(Files.readString(file))).find();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String code(String source) {
        return NOT_CODE.matcher(source).replaceAll("");
    }

    private static List<Path> sources(String kind) throws IOException {
        try (Stream<Path> files = Files.walk(HOUSE)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> HOUSE.relativize(file)
                            .toString()
                            .replace('\\', '/')
                            .matches("(core|auth|testkit|examples)/src/" + kind + "/.*"))
                    .toList();
        }
    }
}
