package io.crosscloud.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** G10: what a library brings along, and how long it takes a fresh JVM to its first token. */
final class Startup implements Figure {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final Map<Library, String> ARTIFACTS = Map.of(
            Library.CROSSCLOUD, "crosscloud-auth",
            Library.GOOGLE, "google-auth-library-oauth2-http",
            Library.AWS, "utils",
            Library.AZURE, "azure-core",
            Library.MSAL, "msal4j",
            Library.SPRING, "spring-security-oauth2-client");
    private static final Map<Library, Class<?>> PROGRAMS = Map.of(
            Library.CROSSCLOUD, FirstToken.Crosscloud.class,
            Library.GOOGLE, FirstToken.Google.class,
            Library.MSAL, FirstToken.Msal.class);

    @Override
    public void measure(boolean quick, Table table) throws Exception {
        Closure closure = new Closure(Path.of(System.getProperty("bench.tree")));
        Table.Row sizes = table.row("G10 runtime jars", "≤ 8 jars, ≤ 6 MB");
        for (Map.Entry<Library, String> artifact : ARTIFACTS.entrySet()) {
            sizes.put(artifact.getKey(), Closure.size(closure.jars(artifact.getValue())));
        }
        Table.Row row = table.row("G10 main to first token in a fresh JVM", "");
        firstTokens(closure, quick ? 3 : 9)
                .forEach((library, millis) -> row.put(library, Text.nanos(Text.median(millis) * 1_000)));
    }

    /** Microseconds, with the libraries in turn. */
    private static Map<Library, List<Double>> firstTokens(Closure closure, int rounds) throws Exception {
        Path key = pem();
        Map<Library, List<Double>> times = new LinkedHashMap<>();
        try (Endpoint endpoint = Endpoint.start()) {
            for (int round = 0; round < rounds; round++) {
                for (Map.Entry<Library, Class<?>> program : PROGRAMS.entrySet()) {
                    List<Path> jars =
                            new ArrayList<>(closure.jars(Objects.requireNonNull(ARTIFACTS.get(program.getKey()))));
                    jars.add(Path.of(FirstToken.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI()));
                    String line = Jvm.line(
                            JAVA,
                            Closure.classPath(jars),
                            List.of(program.getValue().getName(), endpoint.uri().toString(), key.toString()));
                    times.computeIfAbsent(program.getKey(), unused -> new ArrayList<>())
                            .add(Double.valueOf(line.substring(0, line.indexOf(' '))));
                }
            }
        }
        return times;
    }

    private static Path pem() throws IOException {
        Path file = Files.createTempFile("bench", ".pem");
        file.toFile().deleteOnExit();
        Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return Files.writeString(
                file,
                "-----BEGIN PRIVATE KEY-----\n" + lines.encodeToString(Rsa.key().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
    }
}
