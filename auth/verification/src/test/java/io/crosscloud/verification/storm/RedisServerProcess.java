package io.crosscloud.verification.storm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.embedded.RedisServer;

/** Redis, set as the store's documentation asks. */
final class RedisServerProcess implements StoreServer {
    private final Path directory;
    private final int port;
    private RedisServer running;

    private RedisServerProcess(Path directory, int port) throws IOException {
        this.directory = directory;
        this.port = port;
        this.running = run(directory, port);
    }

    static RedisServerProcess start() throws IOException {
        return new RedisServerProcess(Files.createTempDirectory("storm-redis"), PostgresServer.freePort());
    }

    private static RedisServer run(Path directory, int port) throws IOException {
        RedisServer server = RedisServer.builder()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("dir " + directory)
                .setting("appendonly yes")
                .setting("appendfsync always")
                .setting("maxmemory-policy noeviction")
                .setting("save \"\"")
                .build();
        server.start();
        return server;
    }

    @Override
    public StoreAddress address() {
        return new StoreAddress(Kind.REDIS, port);
    }

    @Override
    public void stop() throws IOException {
        running.stop();
    }

    @Override
    public void startAgain() throws IOException {
        running = run(directory, port);
    }

    @Override
    public void close() throws IOException {
        running.stop();
        Directories.delete(directory);
    }
}
