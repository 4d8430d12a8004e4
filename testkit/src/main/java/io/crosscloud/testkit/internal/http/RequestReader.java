package io.crosscloud.testkit.internal.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads HTTP/1.1 requests off one connection (RFC 9112). Bounded: 64 KiB of head, 16 MiB of body. */
final class RequestReader {
    private static final int MAX_HEAD = 64 * 1024;
    private static final int MAX_BODY = 16 * 1024 * 1024;
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[8192];
    private int position;
    private int limit;
    private int headBytes;

    RequestReader(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** The next head, or null when the client has closed the connection. */
    @Nullable
    RequestHead head() throws IOException {
        headBytes = 0;
        String line = line();
        while (line != null && line.isEmpty()) {
            line = line();
        }
        if (line == null) {
            return null;
        }
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
            throw new BadRequestException(400, "this is no HTTP/1.1 request line");
        }
        return new RequestHead(parts[0], originForm(parts[1]), parts[2], headers());
    }

    byte[] body(RequestHead head) throws IOException {
        boolean chunked = head.header("Transfer-Encoding").equalsIgnoreCase("chunked");
        int length = chunked ? 0 : contentLength(head);
        if (!chunked && length == 0) {
            return new byte[0];
        }
        if (head.header("Expect").equalsIgnoreCase("100-continue")) {
            out.write(CONTINUE);
            out.flush();
        }
        if (!chunked) {
            return bytes(length);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            if (body.size() + size > MAX_BODY) {
                throw new BadRequestException(413, "the body is larger than 16 MiB");
            }
            body.write(bytes(size));
            mandatoryLine();
        }
        headers();
        return body.toByteArray();
    }

    private Map<String, List<String>> headers() throws IOException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = mandatoryLine(); !line.isEmpty(); line = mandatoryLine()) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new BadRequestException(400, "a header line has no name");
            }
            headers.computeIfAbsent(line.substring(0, colon), unused -> new ArrayList<>(1))
                    .add(line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static String originForm(String target) {
        int scheme = target.indexOf("://");
        if (scheme < 0 || target.startsWith("/")) {
            return target;
        }
        int path = target.indexOf('/', scheme + 3);
        return path < 0 ? "/" : target.substring(path);
    }

    private static int contentLength(RequestHead head) throws BadRequestException {
        String declared = head.header("Content-Length");
        if (declared.isEmpty()) {
            return 0;
        }
        return bounded(declared, 10, "Content-Length");
    }

    private int chunkSize() throws IOException {
        String line = mandatoryLine();
        int extension = line.indexOf(';');
        return bounded((extension < 0 ? line : line.substring(0, extension)).strip(), 16, "chunk size");
    }

    private static int bounded(String digits, int radix, String what) throws BadRequestException {
        long size;
        try {
            size = Long.parseLong(digits, radix);
        } catch (NumberFormatException notANumber) {
            throw new BadRequestException(400, what + " is no number");
        }
        if (size < 0) {
            throw new BadRequestException(400, what + " is negative");
        }
        if (size > MAX_BODY) {
            throw new BadRequestException(413, "the body is larger than 16 MiB");
        }
        return (int) size;
    }

    private String mandatoryLine() throws IOException {
        String line = line();
        if (line == null) {
            throw new IOException("the client closed the connection within a request");
        }
        return line;
    }

    private @Nullable String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        while (true) {
            if (position == limit && !fill()) {
                return null;
            }
            byte next = buffer[position++];
            if (next == '\n') {
                int length = line.length();
                if (length > 0 && line.charAt(length - 1) == '\r') {
                    line.setLength(length - 1);
                }
                return line.toString();
            }
            if (++headBytes > MAX_HEAD) {
                throw new BadRequestException(431, "the head is larger than 64 KiB");
            }
            line.append((char) (next & 0xff));
        }
    }

    private byte[] bytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count) {
            if (position == limit && !fill()) {
                throw new IOException("the client closed the connection within a body");
            }
            int some = Math.min(limit - position, count - done);
            System.arraycopy(buffer, position, bytes, done, some);
            position += some;
            done += some;
        }
        return bytes;
    }

    private boolean fill() throws IOException {
        int read = in.read(buffer, 0, buffer.length);
        position = 0;
        limit = Math.max(read, 0);
        return read > 0;
    }

    /** Reads and forgets whatever comes until the client, or whoever closes the socket, ends the connection. */
    void untilClosed() throws IOException {
        position = limit;
        while (fill()) {
            position = limit;
        }
    }
}
