package io.crosscloud.auth.connectedapp;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The head of an HTTP request, as far as it has come, up to 20 KiB. Not thread-safe. */
final class CallbackRequest {
    private static final int MAX_HEAD = 20 * 1024;
    private static final int FIRST = 1024;
    private static final String END = "\r\n\r\n";

    private ByteBuffer head = ByteBuffer.allocate(FIRST);

    /** Reads what has come. Whether more of the head is to come; if not, it is complete, too long, or over. */
    boolean readFrom(ReadableByteChannel channel) throws IOException {
        while (true) {
            int before = head.position();
            int read = channel.read(head);
            if (read < 0 || endsAfter(before)) {
                return false;
            }
            if (head.hasRemaining()) {
                return true;
            }
            if (head.capacity() >= MAX_HEAD) {
                return false;
            }
            head = ByteBuffer.allocate(Math.min(MAX_HEAD, head.capacity() * 2)).put(head.flip());
        }
    }

    /** Whether the end stands in what has come since, or began just before. */
    private boolean endsAfter(int position) {
        return text(Math.max(0, position - END.length())).contains(END);
    }

    private String text(int start) {
        return new String(head.array(), start, head.position() - start, StandardCharsets.ISO_8859_1);
    }

    /** The URI that is asked for, if it is a GET of this redirect URI, by this host name, with a query. */
    Optional<URI> callback(URI redirectUri) {
        String text = text(0);
        int end = text.indexOf(END);
        if (end < 0) {
            return Optional.empty();
        }
        List<String> lines = List.of(text.substring(0, end).split("\r\n", -1));
        String[] request = lines.get(0).split(" ", -1);
        boolean get = request.length == 3 && request[0].equals("GET") && request[2].startsWith("HTTP/1.");
        if (!get || !hosts(lines).equals(List.of(redirectUri.getRawAuthority().toLowerCase(Locale.ROOT)))) {
            return Optional.empty();
        }
        return asked(redirectUri, request[1]);
    }

    private static Optional<URI> asked(URI redirectUri, String target) {
        try {
            URI asked = new URI(redirectUri.getScheme() + "://" + redirectUri.getRawAuthority() + target);
            boolean ours = target.startsWith("/")
                    && redirectUri.getRawPath().equals(asked.getRawPath())
                    && asked.getRawQuery() != null;
            return ours ? Optional.of(asked) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Another name for this machine is how a page of somebody else's reaches it (DNS rebinding). */
    private static List<String> hosts(List<String> lines) {
        return lines.stream()
                .skip(1)
                .map(line -> line.split(":", 2))
                .filter(header -> header.length == 2 && header[0].equalsIgnoreCase("host"))
                .map(header -> header[1].trim().toLowerCase(Locale.ROOT))
                .toList();
    }

    @Override
    public String toString() {
        return "CallbackRequest[" + head.position() + " bytes]";
    }
}
