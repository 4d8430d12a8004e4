package io.crosscloud.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What a library brings along: the jars that it needs at run time, without optional ones, as Maven resolved them here. Read
 * from the tree that maven-dependency-plugin writes in its format "tgf", verbose: lines of "number coordinates", a line "#",
 * and lines of "number number scope".
 */
final class Closure {
    private static final Pattern NODE = Pattern.compile("(\\d+) \\(?([^:]+):([^:]+):jar:([^: ]+).*");
    private static final Pattern EDGE = Pattern.compile("(\\d+) (\\d+) .*");

    private final Map<String, Set<String>> needs = new HashMap<>();
    private final List<Path> classPath = Stream.of(
                    System.getProperty("java.class.path").split(System.getProperty("path.separator")))
            .map(Path::of)
            .toList();

    /** @param tree the file that maven-dependency-plugin wrote */
    Closure(Path tree) throws IOException {
        Map<String, String> names = new HashMap<>();
        for (String line : Files.readAllLines(tree)) {
            Matcher node = NODE.matcher(line);
            Matcher edge = EDGE.matcher(line);
            if (node.matches()) {
                names.put(node.group(1), node.group(3));
            } else if (edge.matches()) {
                needs.computeIfAbsent(names.get(edge.group(1)), unused -> new TreeSet<>())
                        .add(names.get(edge.group(2)));
            }
        }
    }

    /** The jars of an artifact, itself first. Modules of this build, which are folders of classes yet, become jars. */
    List<Path> jars(String artifact) throws IOException {
        Map<String, Path> jars = new LinkedHashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(artifact));
        while (!open.isEmpty()) {
            String next = open.remove();
            if (!jars.containsKey(next)) {
                jars.put(next, jar(next));
                open.addAll(needs.getOrDefault(next, Set.of()));
            }
        }
        return List.copyOf(jars.values());
    }

    static String size(List<Path> jars) throws IOException {
        long bytes = 0;
        for (Path jar : jars) {
            bytes += Files.size(jar);
        }
        return "%d jars, %.1f MB".formatted(jars.size(), bytes / 1e6);
    }

    static String classPath(List<Path> jars) {
        return jars.stream().map(Path::toString).collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private Path jar(String artifact) throws IOException {
        String module = artifact.replace("crosscloud-", "");
        for (Path path : classPath) {
            if (path.endsWith(Path.of(module, "target", "classes"))) {
                return packed(path, module);
            }
            if (path.getFileName().toString().matches(Pattern.quote(artifact) + "-\\d.*\\.jar")) {
                return path;
            }
        }
        throw new IOException("artifact: " + artifact + " (expected: on the class path)");
    }

    private static Path packed(Path classes, String name) throws IOException {
        Path jar = Files.createTempFile(name, ".jar");
        jar.toFile().deleteOnExit();
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(
                        new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, zip);
            }
        }
        return jar;
    }
}
