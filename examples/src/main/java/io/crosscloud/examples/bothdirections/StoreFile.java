package io.crosscloud.examples.bothdirections;

import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.auth.store.jdbc.JdbcTokenStore;
import io.crosscloud.spi.TokenStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;

/** A file that keeps sessions, and the key that they are sealed with. It can be opened again and again, once at a time. */
public final class StoreFile implements AutoCloseable {
    private final Path file;
    private final TokenCipher cipher;
    private final boolean temporary;

    private StoreFile(Path file, TokenCipher cipher, boolean temporary) {
        this.file = file;
        this.cipher = cipher;
        this.temporary = temporary;
    }

    /** A file that stays. */
    public static StoreFile at(Path file, TokenCipher cipher) {
        return new StoreFile(file.toAbsolutePath(), cipher, false);
    }

    /** A file that is deleted in the end, with a key that nobody has. */
    public static StoreFile temporary() {
        try {
            Path file = Files.createTempDirectory("crosscloud").resolve("sessions");
            return new StoreFile(file, TokenCipher.generated(), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What sessions are sealed with. */
    public TokenCipher cipher() {
        return cipher;
    }

    /** Opens the database. */
    public Opened open() {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:file:" + file + ";WRITE_DELAY=0", "sa", "");
        JdbcTokenStore store = JdbcTokenStore.create(pool);
        store.createSchema();
        return new Opened(store, pool);
    }

    /** The opened database. */
    public record Opened(TokenStore tokens, JdbcConnectionPool pool) implements AutoCloseable {
        @Override
        public void close() {
            pool.dispose();
        }
    }

    @Override
    public void close() {
        if (!temporary) {
            return;
        }
        Path directory = file.resolveSibling(".");
        try (Stream<Path> paths = Files.walk(directory.normalize())) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
