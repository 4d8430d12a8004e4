package io.crosscloud.auth.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.error.StoreException;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.SealedSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;

/**
 * What is asked of a Redis that knows {@code WAITAOF}, and what follows from its answers. No such server can be embedded yet;
 * one that answers as Redis 7.2 documents stands in.
 */
class RedisOnDiskTest {
    private static final String GRANTED =
            "*4\r\n$7\r\ngranted\r\n:0\r\n:1000\r\n*16\r\n$1\r\n0\r\n" + "$-1\r\n".repeat(15);
    private static final Duration LEASE = Duration.ofSeconds(20);

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final RedisClient client;
    private final RedisTokenStore store;
    private volatile String scriptsAnswer = GRANTED;
    private volatile String synced = "*2\r\n:1\r\n:1\r\n";

    RedisOnDiskTest() throws IOException {
        Thread acceptor = new Thread(this::accept, "redis-stand-in");
        acceptor.setDaemon(true);
        acceptor.start();
        client = RedisClient.builder()
                .hostAndPort(new HostAndPort("127.0.0.1", server.getLocalPort()))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .protocol(RedisProtocol.RESP2)
                        .build())
                .build();
        store = RedisTokenStore.builder(client)
                .maxPause(Duration.ZERO)
                .onDisk(1, Duration.ofMillis(250))
                .build();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        client.close();
    }

    @Test
    void whatIsOnDisk_isAskedForBehindEachClaimAndCommit_andOnceBefore() {
        assertThat(store.claim("key", 0, "a", LEASE)).isInstanceOf(Claim.Granted.class);
        scriptsAnswer = ":1\r\n";
        assertThat(store.commit("key", 0, new SealedSession("x", 1, null))).isTrue();
        assertThat(heard).containsExactly("WAITAOF 1 0 1", "EVALSHA", "WAITAOF 1 1 250", "EVALSHA", "WAITAOF 1 1 250");
    }

    @Test
    void disksThatDoNotHaveIt_areNamed() {
        synced = "*2\r\n:1\r\n:0\r\n";
        assertThatThrownBy(() -> store.claim("key", 0, "a", LEASE))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Redis: on the disks of 0 of 1 replicas within PT0.25S; nothing is sent");
        synced = "*2\r\n:0\r\n:1\r\n";
        assertThatThrownBy(() -> store.claim("key", 0, "a", LEASE))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("not on the primary's disk, and on 1 of 1 replicas");
        assertThat(heard)
                .containsExactly(
                        "WAITAOF 1 0 1",
                        "EVALSHA",
                        "WAITAOF 1 1 250",
                        "EVALSHA", // given back
                        "EVALSHA",
                        "WAITAOF 1 1 250",
                        "EVALSHA");
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread thread = new Thread(() -> answer(socket), "redis-stand-in");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void answer(Socket socket) {
        try (socket;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
            OutputStream out = socket.getOutputStream();
            for (String head = in.readLine(); head != null; head = in.readLine()) {
                List<String> words = new ArrayList<>();
                for (int i = Integer.parseInt(head.substring(1)); i > 0; i--) {
                    in.readLine();
                    words.add(in.readLine());
                }
                out.write(answer(words).getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private String answer(List<String> words) {
        switch (words.get(0)) {
            case "EVALSHA" -> {
                heard.add("EVALSHA");
                return scriptsAnswer;
            }
            case "WAITAOF" -> {
                heard.add(String.join(" ", words));
                return synced;
            }
            case "HELLO" -> {
                return "*4\r\n$6\r\nserver\r\n$5\r\nredis\r\n$5\r\nproto\r\n:2\r\n";
            }
            default -> {
                return "+OK\r\n";
            }
        }
    }
}
