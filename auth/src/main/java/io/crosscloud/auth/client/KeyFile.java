package io.crosscloud.auth.client;

import io.crosscloud.internal.Shown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.PrivateKey;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key in a file, read again when the file's time or size has changed. A new file that cannot be read leaves the last
 * good key in use, and says so once for each state of the file.
 */
final class KeyFile implements Supplier<PrivateKey> {
    private static final Logger LOG = LoggerFactory.getLogger(SigningKey.class);
    private static final int MAX_SIZE = 256 * 1024;

    /** Turns a file's content into a key. */
    @FunctionalInterface
    interface Format {
        PrivateKey read(byte[] content) throws BadKeyException;
    }

    private record Stamp(FileTime modified, long size) {
        static final Stamp GONE = new Stamp(FileTime.fromMillis(0), -1);
    }

    private record Loaded(Stamp stamp, PrivateKey key) {}

    private final Path path;
    private final Format format;
    private volatile Loaded loaded;

    KeyFile(Path path, Format format) {
        this.path = path;
        this.format = format;
        Stamp stamp = stamp();
        try {
            this.loaded = new Loaded(stamp, read(stamp));
        } catch (BadKeyException e) {
            throw e.at(path.toString());
        }
    }

    @Override
    public PrivateKey get() {
        Loaded current = loaded;
        Stamp stamp = stamp();
        if (stamp.equals(current.stamp())) {
            return current.key();
        }
        try {
            loaded = new Loaded(stamp, read(stamp));
        } catch (BadKeyException e) {
            LOG.warn(
                    "{}: {}; the key that was read before stays in use",
                    path,
                    Shown.onOneLine(String.valueOf(e.getMessage())));
            loaded = new Loaded(stamp, current.key());
        }
        return loaded.key();
    }

    private Stamp stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.isRegularFile() ? attributes.size() : -1);
        } catch (IOException e) {
            return Stamp.GONE;
        }
    }

    private PrivateKey read(Stamp stamp) throws BadKeyException {
        if (stamp.size() < 0 || stamp.size() > MAX_SIZE) {
            String found = stamp.size() < 0 ? "no file that can be read" : "a file of " + stamp.size() + " bytes";
            throw BadKeyException.unreadable(found);
        }
        try {
            return format.read(Files.readAllBytes(path));
        } catch (IOException e) {
            throw BadKeyException.unreadable(e.getClass().getSimpleName());
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
