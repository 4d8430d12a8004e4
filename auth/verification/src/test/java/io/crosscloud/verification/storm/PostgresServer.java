package io.crosscloud.verification.storm;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** PostgreSQL, with durable commits. */
final class PostgresServer implements StoreServer {
    private final Path directory;
    private final int port;
    private EmbeddedPostgres running;

    private PostgresServer(Path directory, int port) throws IOException {
        this.directory = directory;
        this.port = port;
        this.running = run(directory, port);
    }

    static PostgresServer start() throws IOException {
        return new PostgresServer(Files.createTempDirectory("storm-postgres"), freePort());
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static EmbeddedPostgres run(Path directory, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(directory)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    @Override
    public StoreAddress address() {
        return new StoreAddress(Kind.POSTGRES, port);
    }

    @Override
    public void stop() throws IOException {
        running.close();
    }

    @Override
    public void startAgain() throws IOException {
        running = run(directory, port);
    }

    @Override
    public void close() throws IOException {
        running.close();
        Directories.delete(directory);
    }
}
