package io.crosscloud.examples.strangers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A port that leads to a fake, and keeps what clients sent: the journal has no secrets and no assertions. */
final class Wiretap implements AutoCloseable {
    private final URI target;
    private final ServerSocket port;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<ByteArrayOutputStream> sent = new CopyOnWriteArrayList<>();

    Wiretap(URI target) throws IOException {
        this.target = target;
        this.port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port.getLocalPort());
    }

    /** The fields of each form that was posted, in the order of the connections. */
    List<Map<String, String>> forms() {
        return sent.stream()
                .map(bytes -> bytes.toString(StandardCharsets.ISO_8859_1))
                .flatMap(text -> Stream.of(text.split("\r\n\r\n|\r\n|(?=POST )|(?=GET )", -1)))
                .filter(line -> line.contains("grant_type="))
                .map(Wiretap::fields)
                .toList();
    }

    private static Map<String, String> fields(String form) {
        return Stream.of(form.split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private void accept() {
        while (!port.isClosed()) {
            try {
                Socket client = port.accept();
                Socket server = new Socket(target.getHost(), target.getPort());
                ByteArrayOutputStream kept = new ByteArrayOutputStream();
                sockets.addAll(List.of(client, server));
                sent.add(kept);
                threads.execute(() -> pump(client, server, kept));
                threads.execute(() -> pump(server, client, OutputStream.nullOutputStream()));
            } catch (IOException e) {
                if (!port.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void pump(Socket from, Socket to, OutputStream copy) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                copy.write(buffer, 0, read);
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One side has gone, which ends the connection: what was sent until then is kept.
        }
    }

    @Override
    public void close() throws IOException {
        port.close();
        for (Socket socket : new ArrayList<>(sockets)) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
