package io.crosscloud.auth.internal.http;

import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An answer of which at least the headers have come. */
public final class HttpReply {
    /** How much of a body has come. */
    public enum Extent {
        /** All, as far as the transport can tell. */
        COMPLETE,
        /** The connection or the deadline ended before the body did. */
        CUT_OFF,
        /** More than was read. */
        TOO_LARGE
    }

    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;
    private final Extent extent;
    private final @Nullable String tlsProtocol;

    HttpReply(int status, HttpHeaders headers, byte[] body, Extent extent) {
        this(status, headers, body, extent, null);
    }

    private HttpReply(int status, HttpHeaders headers, byte[] body, Extent extent, @Nullable String tlsProtocol) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.extent = extent;
        this.tlsProtocol = tlsProtocol;
    }

    /** The same, as one that came over this version of TLS. */
    HttpReply over(String protocol) {
        return new HttpReply(status, headers, body, extent, protocol);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The headers. */
    public HttpHeaders headers() {
        return headers;
    }

    /** What has come of the body; not to be changed. */
    public byte[] body() {
        return body;
    }

    /** Whether that is all. */
    public Extent extent() {
        return extent;
    }

    /** The version of TLS that it came over, such as {@code TLSv1.3}; empty if over none, or if it was cut off. */
    public Optional<String> tlsProtocol() {
        return Optional.ofNullable(tlsProtocol);
    }

    /** Whether the status is 2xx. */
    public boolean succeeded() {
        return status / 100 == 2;
    }

    /** The media type without its parameters, in lower case; empty if the answer has none. */
    public String mediaType() {
        String value = headers.firstValue("Content-Type").orElse("");
        int end = value.indexOf(';');
        return (end < 0 ? value : value.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    }

    /** The content coding other than {@code identity} that was applied, though none was asked for. */
    public Optional<String> contentEncoding() {
        return headers.firstValue("Content-Encoding")
                .map(value -> value.trim().toLowerCase(Locale.ROOT))
                .filter(value -> !value.isEmpty() && !value.equals("identity"));
    }

    @Override
    public String toString() {
        return "HttpReply[" + status + ", " + body.length + " bytes, " + extent + "]";
    }
}
