package io.crosscloud.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No regular expression of the library looks at a character more than a few times, whatever the text: the texts come from servers,
 * browsers, files and stores. Work is counted, not timed: how often a matcher asks for a character. The texts are made of the
 * expression's own words and of a character of each class, repeated in the ways that make expressions go back.
 */
class LinearPatternsTest {
    private static final Path HOUSE = Path.of("").toAbsolutePath().getParent();
    private static final List<String> MODULES = List.of("core", "auth", "testkit");
    private static final int LENGTH = 2000;
    private static final int MOST_LOOKS = 60 * LENGTH;
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9<>\"'=/:;_ &-]{2,}+");
    private static final Pattern CALL =
            Pattern.compile("\\.(matches|replaceAll|replaceFirst|split)\\(\\s*+\"((?:[^\"\\\\]|\\\\.)*+)\"");

    /** How an expression is put to use: over a whole text, or wherever in it it fits, which begins anew at each character. */
    private enum Use {
        MATCHES,
        FINDS
    }

    private record Used(Pattern pattern, Use use) {}

    @Test
    void everyConstant_isLinear() throws Exception {
        Map<String, Used> constants = constants();

        assertThat(constants).hasSizeGreaterThan(20);
        constants.forEach(LinearPatternsTest::requireLinear);
    }

    @Test
    void everyExpressionInACall_isLinear() throws IOException {
        Map<String, Used> calls = calls();

        assertThat(calls).hasSizeGreaterThan(5);
        calls.forEach(LinearPatternsTest::requireLinear);
    }

    @Test
    void expressionsThatGoBack_areFound() {
        for (String slow : List.of(
                "<code[^>]*>x", "-----BEGIN ([A-Z ]+)-----(.*?)-----END", "ey[\\w-]{8,}\\.", "a+b", ".*(Z|x)")) {
            assertThat(slowest(new Used(Pattern.compile(slow), Use.FINDS)))
                    .as(slow)
                    .isNotEmpty();
        }
        for (String slow : List.of("(a+)+b", "select\\s+([a-z\\s]+?)\\s+from", "(.*\\.)?light\\.(.*\\.)?(com|mil)")) {
            assertThat(slowest(new Used(Pattern.compile(slow), Use.MATCHES)))
                    .as(slow)
                    .isNotEmpty();
        }
        for (String fast : List.of("ab{0,9}c", "\"code\"\\s*+:\\s*+(\\d++)", "(?<![a-z])[a-z]++=")) {
            assertThat(slowest(new Used(Pattern.compile(fast), Use.FINDS)))
                    .as(fast)
                    .isEmpty();
        }
        for (String fast : List.of("a+b", "[A-Za-z0-9][A-Za-z0-9._-]{0,63}", ".*(Z|x)")) {
            assertThat(slowest(new Used(Pattern.compile(fast), Use.MATCHES)))
                    .as(fast)
                    .isEmpty();
        }
    }

    private static void requireLinear(String where, Used used) {
        assertThat(slowest(used))
                .as(where + ": " + used.pattern() + " goes back too often over this text")
                .isEmpty();
    }

    /** The beginning of a text over which the expression takes too long; empty if there is none. */
    private static String slowest(Used used) {
        Set<String> words = words(used.pattern());
        for (String first : words) {
            for (String second : words) {
                for (String text : List.of(
                        first + second.repeat(LENGTH / second.length()),
                        (first + second).repeat(LENGTH / (first.length() + second.length())))) {
                    if (!isLinear(used, text)) {
                        return text.substring(0, Math.min(80, text.length()));
                    }
                }
            }
        }
        return "";
    }

    private static Set<String> words(Pattern pattern) {
        Set<String> words =
                new LinkedHashSet<>(Set.of("a", "A", "0", " ", "-", ".", ":", "/", "<", ">", "\"", "=", "x;", "\n"));
        WORD.matcher(pattern.pattern().replace("\\s", "  ").replace("\\", ""))
                .results()
                .forEach(word -> {
                    words.add(word.group());
                    words.add(word.group().strip() + " ");
                });
        return words;
    }

    private static boolean isLinear(Used used, String text) {
        Matcher matcher = used.pattern().matcher(new Counted(text, new int[1]));
        try {
            boolean more = used.use() == Use.FINDS ? matcher.find() : matcher.matches();
            while (more && used.use() == Use.FINDS) {
                more = matcher.find();
            }
            return true;
        } catch (TooManyLooksException | StackOverflowError e) {
            return false;
        }
    }

    private static final class TooManyLooksException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** A text that counts how often it is looked at. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Counted(String text, int[] looks) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (++looks[0] > MOST_LOOKS) {
                throw new TooManyLooksException();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static Map<String, Used> constants() throws Exception {
        Map<String, Used> constants = new TreeMap<>();
        for (JavaClass type : MainClasses.ALL) {
            for (Field field : type.reflect().getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == Pattern.class) {
                    field.setAccessible(true);
                    use(type, field.getName())
                            .ifPresent(use -> constants.put(
                                    type.getSimpleName() + "." + field.getName(), new Used(value(field), use)));
                }
            }
        }
        return constants;
    }

    private static Pattern value(Field field) {
        try {
            return (Pattern) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** By the source: whoever does not ask for {@code matches()} at once may find. Empty if it is no source of the house's main code. */
    private static Optional<Use> use(JavaClass type, String constant) throws IOException {
        String file = type.getName().replace('.', '/').replaceFirst("\\$.*", "") + ".java";
        for (String module : MODULES) {
            Path source = HOUSE.resolve(module).resolve("src/main/java").resolve(file);
            if (Files.exists(source)) {
                boolean matches = Pattern.compile("\\b" + constant + "\\s*\\.matcher\\(")
                        .splitAsStream(Files.readString(source))
                        .skip(1)
                        .map(after -> after.split(";", 2)[0])
                        .allMatch(statement -> statement.contains(".matches()"));
                return Optional.of(matches ? Use.MATCHES : Use.FINDS);
            }
        }
        return Optional.empty();
    }

    private static Map<String, Used> calls() throws IOException {
        Map<String, Used> calls = new TreeMap<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(HOUSE.resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    CALL.matcher(Files.readString(file)).results().forEach(call -> {
                        Pattern pattern = Pattern.compile(call.group(2).translateEscapes());
                        Use use = call.group(1).equals("matches") ? Use.MATCHES : Use.FINDS;
                        calls.put(file.getFileName() + ": " + pattern, new Used(pattern, use));
                    });
                }
            }
        }
        return calls;
    }
}
