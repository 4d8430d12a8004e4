package io.crosscloud.auth.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
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
                .setting("repl-diskless-sync-delay 0")
                .build();
        server.start();
    }

    /** Stops it; its data stays. */
    public void stop() {
        server.stop();
    }

    /** Makes it a replica, and waits until it has what the primary has. */
    public void follow(TestRedis primary) {
        try (RedisClient replica = client(1);
                RedisClient source = primary.client(1)) {
            replica.executeCommand(replicaOf("127.0.0.1", Integer.toString(primary.port)));
            source.set("followed", "yes");
            assertThat(source.waitReplicas("followed", 1, 20_000)).isEqualTo(1);
            source.del("followed");
        }
    }

    /** Makes a primary of a replica, as a fail-over does. */
    public void promote() {
        try (RedisClient replica = client(1)) {
            replica.executeCommand(replicaOf("NO", "ONE"));
        }
    }

    private static CommandArguments replicaOf(String host, String port) {
        return new CommandArguments(Command.REPLICAOF).add(host).add(port);
    }

    /** The number of its process. */
    public long pid() {
        try (RedisClient client = client(1)) {
            return Long.parseLong(client.info().replaceAll("(?s).*process_id:(\\d+).*", "$1"));
        }
    }

    /** A client with a pool of so many connections. */
    public RedisClient client(int connections) {
        return client(connections, null);
    }

    /** The same, as this user of the server's, who has no password. */
    public RedisClient client(int connections, String user) {
        return pooled(
                connections,
                DefaultJedisClientConfig.builder().user(user).password(user).build());
    }

    /** A client that gives up a connection whose answer takes longer than that. */
    RedisClient impatientClient(Duration timeout) {
        return pooled(
                4,
                DefaultJedisClientConfig.builder()
                        .timeoutMillis((int) timeout.toMillis())
                        .build());
    }

    private RedisClient pooled(int connections, JedisClientConfig config) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        pool.setJmxEnabled(false);
        return RedisClient.builder()
                .hostAndPort(new HostAndPort("127.0.0.1", port))
                .clientConfig(config)
                .poolConfig(pool)
                .build();
    }
}
