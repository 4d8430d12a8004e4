package io.crosscloud.auth.internal.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server on loopback that says, byte by byte, what a test wrote, and remembers what it was asked. */
public final class ScriptedServer implements AutoCloseable {
    /** A request as it arrived. */
    public record Received(String line, Map<String, String> headers, String body, int connection) {
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        public Map<String, String> form() {
            Map<String, String> form = new TreeMap<>();
            for (String pair : body.split("&", -1)) {
                String[] parts = pair.split("=", 2);
                form.put(decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "");
            }
            return form;
        }

        private static String decode(String text) {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        }
    }

    /** What is said to one request. */
    @FunctionalInterface
    public interface Answer {
        void write(Received request, Line line) throws Exception;
    }

    /** The connection that a request came over. */
    public static final class Line {
        private final Socket socket;
        private boolean open = true;

        private Line(Socket socket) {
            this.socket = socket;
        }

        public void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        public void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        public void close() throws IOException {
            open = false;
            socket.close();
        }

        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            close();
        }
    }

    private final ServerSocket listening;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
    private final List<Received> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile Answer otherwise = status(500, "text/plain", "not in the script");

    private ScriptedServer(ServerSocket listening, String scheme) {
        this.listening = listening;
        this.scheme = scheme;
        threads.execute(this::accept);
    }

    public static ScriptedServer start() {
        try {
            return new ScriptedServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), "http");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Over TLS, with the test authority's certificate for localhost, on every loopback address. */
    public static ScriptedServer startTls() throws Exception {
        char[] password = "crosscloud".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in =
                ScriptedServer.class.getResourceAsStream("/io/crosscloud/testkit/internal/http/test-server.p12")) {
            store.load(in, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return new ScriptedServer(context.getServerSocketFactory().createServerSocket(0), "https");
    }

    public static Answer json(int status, String body, String... headers) {
        return status(status, "application/json;charset=UTF-8", body, headers);
    }

    public static Answer status(int status, String contentType, String body, String... headers) {
        return (request, line) -> {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Said\r\n");
            if (!contentType.isEmpty()) {
                head.append("Content-Type: ").append(contentType).append("\r\n");
            }
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            head.append(status == 204 || status == 304 ? "" : "Content-Length: " + bytes.length + "\r\n");
            line.send(head + "\r\n");
            line.send(bytes);
        };
    }

    /** These bytes, and then nothing more, on a connection that stays open. */
    public static Answer stall(String text) {
        return (request, line) -> {
            line.send(text);
            new CountDownLatch(1).await();
        };
    }

    /** Exactly these bytes, then the end of the connection. */
    public static Answer raw(String text) {
        return (request, line) -> {
            line.send(text);
            line.close();
        };
    }

    public ScriptedServer then(Answer answer) {
        script.add(answer);
        return this;
    }

    public ScriptedServer always(Answer answer) {
        otherwise = answer;
        return this;
    }

    public URI uri() {
        return URI.create(scheme + "://127.0.0.1:" + port());
    }

    public int port() {
        return listening.getLocalPort();
    }

    public List<Received> requests() {
        return List.copyOf(requests);
    }

    public Received onlyRequest() {
        if (requests.size() != 1) {
            throw new AssertionError(requests.size() + " requests instead of one");
        }
        return requests.get(0);
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                int number = sockets.size();
                threads.execute(() -> serve(socket, number));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket, int number) {
        Line line = new Line(socket);
        try {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (line.open) {
                Received request = read(in, number);
                if (request == null) {
                    return;
                }
                requests.add(request);
                Answer answer = script.poll();
                (answer == null ? otherwise : answer).write(request, line);
            }
        } catch (IOException | InterruptedException e) {
            // The client is gone, or the test is over.
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Received read(InputStream in, int connection) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).trim());
        }
        byte[] body = headers.containsKey("transfer-encoding")
                ? chunks(in)
                : in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Received(first, headers, new String(body, StandardCharsets.UTF_8), connection);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = size(in); size > 0; size = size(in)) {
            body.write(in.readNBytes(size));
            line(in);
        }
        line(in);
        return body.toByteArray();
    }

    private static int size(InputStream in) throws IOException {
        String size = line(in);
        return size == null ? 0 : Integer.parseInt(size, 16);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
