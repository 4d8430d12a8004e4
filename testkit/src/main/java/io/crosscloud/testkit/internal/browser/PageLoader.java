package io.crosscloud.testkit.internal.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Fetches pages one by one, keeping cookies and following no redirect. For one login, on one thread. */
public final class PageLoader {
    private final Supplier<SSLContext> tls;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    /** What came back: a page, or where to go. */
    public record Loaded(
            URI uri, int status, String html, @Nullable URI target) {
        public Optional<URI> location() {
            return Optional.ofNullable(target);
        }

        public FormPage page() {
            return FormPage.read(uri, html);
        }
    }

    public PageLoader(Supplier<SSLContext> tls) {
        this.tls = tls;
    }

    public Loaded get(URI uri) {
        return load(uri, null);
    }

    public Loaded post(URI uri, Map<String, String> fields) {
        String form = fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return load(uri, form.getBytes(StandardCharsets.US_ASCII));
    }

    private Loaded load(URI uri, byte @Nullable [] form) {
        try {
            HttpURLConnection connection = open(uri);
            if (form != null) {
                connection.setRequestMethod("POST");
                connection.setDoOutput(true);
                connection.setFixedLengthStreamingMode(form.length);
                connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
                connection.getOutputStream().write(form);
            }
            return read(uri, connection);
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "cannot load " + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath()
                            + " (expected: a fake that is running)",
                    failed);
        }
    }

    private HttpURLConnection open(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(tls.get().getSocketFactory());
        }
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(10_000);
        connection.setReadTimeout(30_000);
        connection.setRequestProperty("Accept", "text/html");
        connection.setRequestProperty("Connection", "close");
        if (!cookies.isEmpty()) {
            connection.setRequestProperty(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return connection;
    }

    private Loaded read(URI uri, HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        String location = connection.getHeaderField("Location");
        List<String> set = new ArrayList<>();
        connection.getHeaderFields().forEach((name, values) -> {
            if ("Set-Cookie".equalsIgnoreCase(name)) {
                set.addAll(values);
            }
        });
        set.forEach(this::keep);
        try (InputStream body = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            String html = body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
            return new Loaded(uri, status, html, location == null ? null : uri.resolve(location));
        }
    }

    private void keep(String cookie) {
        int end = cookie.indexOf(';');
        String pair = end < 0 ? cookie : cookie.substring(0, end);
        int equals = pair.indexOf('=');
        if (equals > 0) {
            cookies.put(
                    pair.substring(0, equals).strip(),
                    pair.substring(equals + 1).strip());
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
