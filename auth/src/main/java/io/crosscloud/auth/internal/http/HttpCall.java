package io.crosscloud.auth.internal.http;

import io.crosscloud.spi.Deadline;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request to an authorization server. Immutable; each method returns a changed copy. */
public final class HttpCall {
    private final URI uri;
    private final byte @Nullable [] body;
    private final Map<String, String> headers;
    private final boolean singleUse;
    private final Deadline sendBy;

    private HttpCall(URI uri, byte @Nullable [] body, Map<String, String> headers, boolean singleUse, Deadline sendBy) {
        this.uri = uri;
        this.body = body;
        this.headers = headers;
        this.singleUse = singleUse;
        this.sendBy = sendBy;
    }

    /** A GET that wants JSON. */
    public static HttpCall get(URI uri) {
        return new HttpCall(uri, null, Map.of("Accept", "application/json"), false, Deadline.none());
    }

    /** A POST that wants JSON. */
    public static HttpCall post(URI uri, String contentType, byte[] body) {
        return new HttpCall(uri, body.clone(), Map.of("Accept", "application/json"), false, Deadline.none())
                .header("Content-Type", contentType);
    }

    /**
     * The same, with this header.
     *
     * @throws IllegalArgumentException if the value holds anything but printable ASCII; the value is not quoted
     */
    public HttpCall header(String name, String value) {
        if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("header " + name + ": holds other than printable ASCII characters");
        }
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpCall(uri, body, more, singleUse, sendBy);
    }

    /**
     * The same, carrying what the server takes only once: it gets a new connection where it can, so that no idle one can die
     * under it, waits a little longer for its answer, and is not given up when the waiting thread is interrupted.
     */
    public HttpCall carryingSingleUseToken() {
        return new HttpCall(uri, body, headers, true, sendBy);
    }

    /** The same, which leaves before this deadline or not at all. */
    public HttpCall sendBy(Deadline sendBy) {
        return new HttpCall(uri, body, headers, singleUse, sendBy);
    }

    URI uri() {
        return uri;
    }

    boolean singleUse() {
        return singleUse;
    }

    Deadline sendBy() {
        return sendBy;
    }

    boolean hasBody() {
        return body != null;
    }

    OnceBody onceBody(Duration timeout) {
        return new OnceBody(
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body),
                System.nanoTime() + timeout.toNanos(),
                sendBy);
    }

    HttpRequest toRequest(OnceBody once) {
        return request(once).build();
    }

    /** One whose answer must begin in time. */
    HttpRequest toRequest(OnceBody once, Duration timeout) {
        return request(once).timeout(timeout).build();
    }

    private HttpRequest.Builder request(OnceBody once) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1);
        headers.forEach(request::setHeader);
        return body == null ? request : request.POST(once);
    }

    @Override
    public String toString() {
        return (body == null ? "GET " : "POST ") + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
    }
}
