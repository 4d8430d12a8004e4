package io.crosscloud.auth.store.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.embedded.RedisServer;

/** A Redis that keeps what it is given as the store's documentation asks. */
public final class TestRedis {
    private static final TestRedis SHARED = new TestRedis();

    private final int port;
    private final Path directory;
    private RedisServer server;

    private TestRedis() {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
            directory = Files.createTempDirectory("redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    }

    /** One for all tests of this process; it ends with it. */
    public static TestRedis shared() {
        return SHARED;
    }

    /** One of a test's own. */
    public static TestRedis started() {
        return new TestRedis();
    }

    /** Starts it on the data that it has. */
    public void start() {
        server = RedisServer.builder()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("dir " + directory)
                .setting("appendonly yes")
                .setting("appendfsync always")
                .setting("maxmemory-policy noeviction")
                .setting("save \"\"")
                .build();
        server.start();
    }

    /** Stops it; its data stays. */
    public void stop() {
        server.stop();
    }

    /** A client with a pool of so many connections. */
    public RedisClient client(int connections) {
        return client(connections, null);
    }

    /** The same, as this user of the server's, who has no password. */
    public RedisClient client(int connections, String user) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        pool.setJmxEnabled(false);
        return RedisClient.builder()
                .hostAndPort(new HostAndPort("127.0.0.1", port))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .user(user)
                        .password(user)
                        .build())
                .poolConfig(pool)
                .build();
    }
}
