package io.crosscloud.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README shows is what the build has compiled. */
class ReadmeTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern SHOWN =
            Pattern.compile("<!-- snippet: ([a-z ]+) -->\n```java\n(.*?)\n```", Pattern.DOTALL);
    private static final Pattern COMPILED =
            Pattern.compile("\n *// readme: ([a-z ]+)\n(.*?)\n *// readme: end\n", Pattern.DOTALL);

    @Test
    void code_isThatOfTheExamples() throws IOException {
        Map<String, String> shown = snippets(SHOWN, readme());

        assertThat(shown).isNotEmpty().isEqualTo(compiled());
    }

    @Test
    void everyPieceOfJava_hasItsSource() throws IOException {
        assertThat(readme().split("```java\n", -1)).hasSize(compiled().size() + 1);
    }

    @Test
    void version_isThatOfTheBuild() throws IOException {
        Matcher own = Pattern.compile("<artifactId>crosscloud</artifactId>\\s*<version>(.*?)</version>")
                .matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertThat(own.find()).isTrue();

        List<String> told = new ArrayList<>();
        Matcher version = Pattern.compile("<artifactId>crosscloud-\\w+</artifactId>\\s*<version>(.*?)</version>")
                .matcher(readme());
        while (version.find()) {
            told.add(version.group(1));
        }
        assertThat(told).isNotEmpty().allMatch(own.group(1)::equals);
    }

    @Test
    void files_exist() throws IOException {
        List<String> linked = new ArrayList<>();
        Matcher link = Pattern.compile("]\\((?!https?:|#)([^)]+)\\)").matcher(readme());
        while (link.find()) {
            linked.add(link.group(1));
        }
        assertThat(linked).isNotEmpty().allMatch(file -> Files.exists(ROOT.resolve(file)));
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    private static Map<String, String> compiled() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(ROOT.resolve("examples/src/test/java"))) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                all.putAll(snippets(COMPILED, Files.readString(path)));
            }
        }
        return all;
    }

    private static Map<String, String> snippets(Pattern pattern, String text) {
        Map<String, String> found = new TreeMap<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.put(matcher.group(1), matcher.group(2).stripIndent());
        }
        return found;
    }
}
