package io.crosscloud.examples.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** The files that the pages refer to. */
final class StaticFiles {
    private static final Map<String, String> TYPES =
            Map.of("/style.css", "text/css; charset=utf-8", "/icon.svg", "image/svg+xml");

    private StaticFiles() {}

    static Optional<Answer> find(String path) {
        return Optional.ofNullable(TYPES.get(path))
                .map(type -> Answer.of(200, type, read(path.substring(1))).cacheable());
    }

    private static byte[] read(String name) {
        try (InputStream file = StaticFiles.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("no resource " + name + " (expected: it is in the jar)");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
