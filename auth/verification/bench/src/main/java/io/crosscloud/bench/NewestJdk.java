package io.crosscloud.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JDK with virtual threads: the one that runs, that of {@code JAVA_HOME_NEWEST}, or the newest beside the one that runs. */
final class NewestJdk {
    private static final int VIRTUAL_THREADS = 21;
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    private NewestJdk() {}

    /** What a program prints on that JDK. */
    static String run(Class<?> program) throws IOException, InterruptedException {
        Optional<Path> home = home();
        if (home.isEmpty()) {
            return "no JDK " + VIRTUAL_THREADS + " or newer";
        }
        Path java = home.get().resolve("bin/java");
        return Jvm.line(java, System.getProperty("java.class.path"), List.of(program.getName()));
    }

    private static Optional<Path> home() throws IOException {
        Path running = Path.of(System.getProperty("java.home"));
        String named = System.getenv("JAVA_HOME_NEWEST");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        if (feature(running) >= VIRTUAL_THREADS) {
            return Optional.of(running);
        }
        Path parent = running.toRealPath().getParent();
        try (Stream<Path> siblings = Files.list(parent == null ? running : parent)) {
            return siblings.filter(home -> feature(home) >= VIRTUAL_THREADS)
                    .max((a, b) -> Integer.compare(feature(a), feature(b)));
        }
    }

    private static int feature(Path home) {
        try {
            Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
            return version.find() ? Integer.parseInt(version.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
