package io.crosscloud.testkit;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures how many client credentials requests each of the two fakes answers in a second, in a process of its own, with
 * 64 clients at once, each on a connection that it keeps. No test: it asserts nothing but the answers' status. Run it
 * with the test class path of this module; the optional argument is the number of requests of one round (50,000).
 */
public final class FakesLoad {
    private static final int CLIENTS = 64;
    private static final int ROUNDS = 3;

    private FakesLoad() {}

    public static void main(String... arguments) throws Exception {
        int requests = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50_000;
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FakesMain.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            JsonNode seeds = JsonMapper.shared().readTree(output.readLine());
            for (int round = 1; round <= ROUNDS; round++) {
                run("salesforce", round, requests, seeds, "/services/oauth2/token");
                run("engagement", round, requests, seeds, "/v2/token");
            }
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static void run(String name, int round, int requests, JsonNode seeds, String path) throws Exception {
        JsonNode seed = seeds.get(name);
        String form = "grant_type=client_credentials&client_id="
                + seed.get("clientId").stringValue() + "&client_secret="
                + seed.get("clientSecret").stringValue();
        byte[] request = ("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length()
                        + "\r\n\r\n" + form)
                .getBytes(StandardCharsets.US_ASCII);
        URI uri = URI.create(seed.get("url").stringValue());
        int each = requests / CLIENTS;
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            long start = System.nanoTime();
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(() -> {
                    ask(uri, request, each);
                    return null;
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%s, round %d: %d requests in %.1f s, %.0f a second%n",
                    name,
                    round,
                    each * CLIENTS,
                    seconds,
                    each * CLIENTS / seconds);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void ask(URI uri, byte[] request, int times) throws IOException {
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < times; i++) {
                socket.getOutputStream().write(request);
                String status = line(in);
                if (!status.startsWith("HTTP/1.1 200 ")) {
                    throw new IOException("answer: " + status + " (expected: 200)");
                }
                in.skipNBytes(bodyLength(in));
            }
        }
    }

    private static int bodyLength(InputStream in) throws IOException {
        int length = -1;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        return length;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the answer ends within its head");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }
}
