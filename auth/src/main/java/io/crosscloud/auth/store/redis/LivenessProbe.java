package io.crosscloud.auth.store.redis;

import io.crosscloud.auth.store.DatabaseProblem;
import io.crosscloud.error.Problem;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.Pool;

/**
 * Shows that this process lives: one connection of it stays out of the pool, and every claim names it. The server forgets
 * the connection when the process ends, and not while it is paused; so who finds a lease that is over, and its connection
 * still there, does not send yet.
 *
 * <p>A name has three parts: the connection's id, the name that the connection gave itself, as ids begin again when a server
 * starts again, and the server's own, which is another after a restart or fail-over. Then the connections that it knew are
 * gone, and nobody can tell: hosts are taken to live.
 */
final class LivenessProbe {
    /** Why it is of no use without the rights for its commands. */
    static final Problem USELESS = DatabaseProblem.STORE_CLIENTS_HIDDEN;

    private static final Logger LOG = LoggerFactory.getLogger(RedisErrors.LOGGER);
    private static final Pattern SERVER = Pattern.compile("^run_id:([0-9a-f]+)", Pattern.MULTILINE);
    private static final CommandArguments INFO = new CommandArguments(Command.INFO).add("server");
    private static final int NAME_BYTES = 12;

    private final UnifiedJedis client;
    private final @Nullable Pool<Connection> pool;
    private final AtomicReference<@Nullable Named> named = new AtomicReference<>();
    private final AtomicBoolean off;
    private volatile boolean useless;

    LivenessProbe(UnifiedJedis client, boolean off) {
        Pool<Connection> connections = client instanceof RedisClient single ? single.getPool() : null;
        this.client = client;
        this.pool = connections;
        this.off = new AtomicBoolean(off || connections == null || connections.getMaxTotal() == 1);
    }

    /** Whether it was wanted and has turned out to be of no use. */
    boolean isUseless() {
        return useless;
    }

    /** The name of this process's connection, which is opened if there is none; empty where there can be none. */
    String name() {
        Named current = named.get();
        if (off.get() || (current != null && isListed(current.name()))) {
            return off.get() || current == null ? "" : current.name();
        }
        Named fresh = connect();
        if (fresh == null) {
            return "";
        }
        if (named.compareAndSet(current, fresh)) {
            release(current);
            return fresh.name();
        }
        release(fresh); // another thread was faster
        Named other = named.get();
        return other == null ? "" : other.name();
    }

    /** Whether the process behind such a name lives, or may live; false where that cannot be found out. */
    boolean mayLive(String name) {
        String[] parts = name.split("-", 3);
        return !off.get()
                && (isListed(name) || (!off.get() && !parts[2].equals(serverName(client.executeCommand(INFO)))));
    }

    private boolean isListed(String name) {
        String[] parts = name.split("-", 3);
        try {
            String clients = text(client.executeCommand(
                    new CommandArguments(Command.CLIENT).add("LIST").add("ID").add(parts[0])));
            return clients.contains(" name=" + parts[1] + " ");
        } catch (JedisDataException e) {
            turnOff(e);
            return false;
        }
    }

    private static String serverName(Object info) {
        Matcher matcher = SERVER.matcher(text(info));
        return matcher.find() ? matcher.group(1) : "";
    }

    /** Ends the connection; the next claim opens another. */
    void release() {
        release(named.getAndSet(null));
    }

    private @Nullable Named connect() {
        if (pool == null) {
            return null;
        }
        byte[] random = new byte[NAME_BYTES];
        new SecureRandom().nextBytes(random);
        String name = "crosscloud." + HexFormat.of().formatHex(random);
        Connection connection = pool.getResource();
        try {
            Object id = connection.executeCommand(new CommandArguments(Command.CLIENT).add("ID"));
            connection.executeCommand(
                    new CommandArguments(Command.CLIENT).add("SETNAME").add(name));
            String server = serverName(connection.executeCommand(INFO));
            return new Named(id + "-" + name + "-" + server, connection);
        } catch (JedisDataException e) {
            discard(connection);
            turnOff(e);
            return null;
        } catch (JedisConnectionException e) {
            discard(connection);
            throw e;
        }
    }

    private static void release(@Nullable Named old) {
        if (old != null) {
            discard(old.connection());
        }
    }

    /** Ends a connection, as it keeps its name for as long as it lives. */
    private static void discard(Connection connection) {
        connection.setBroken();
        connection.close();
    }

    private void turnOff(JedisDataException e) {
        if (off.compareAndSet(false, true)) {
            useless = true;
            LOG.warn("{} ({}). {}", USELESS.summary(), RedisErrors.code(e), USELESS.remedy());
        }
    }

    private static String text(Object answer) {
        return new String((byte[]) answer, StandardCharsets.UTF_8);
    }

    private record Named(String name, Connection connection) {}
}
