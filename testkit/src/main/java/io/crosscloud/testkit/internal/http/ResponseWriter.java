package io.crosscloud.testkit.internal.http;

import io.crosscloud.testkit.internal.http.Transmission.Cut;
import io.crosscloud.testkit.internal.http.Transmission.CutHead;
import io.crosscloud.testkit.internal.http.Transmission.Ending;
import io.crosscloud.testkit.internal.http.Transmission.Nothing;
import io.crosscloud.testkit.internal.http.Transmission.Raw;
import io.crosscloud.testkit.internal.http.Transmission.Slow;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes answers to one connection, whole or with the fault that they ask for. */
final class ResponseWriter {
    private final OutputStream out;
    private final Supplier<String> date;
    private final Pause pause;

    /** Waits in real time. */
    @FunctionalInterface
    interface Pause {
        void await(Duration duration) throws IOException;
    }

    ResponseWriter(OutputStream out, Supplier<String> date, Pause pause) {
        this.out = out;
        this.date = date;
        this.pause = pause;
    }

    /** Sends the answer to a request (to none if the head could not be read), and says how the connection goes on. */
    Ending write(@Nullable RequestHead request, FakeResponse response) throws IOException {
        boolean keepAlive = request != null
                && request.keepsAlive()
                && !response.header("Connection").orElse("").equalsIgnoreCase("close");
        boolean bodiless = response.status() == 204
                || response.status() == 304
                || (request != null && request.method().equals("HEAD"));
        byte[] body = bodiless ? new byte[0] : response.rawBody();
        Ending ending = transmit(response, body, keepAlive);
        Runnable afterAnswer = response.delivery().afterAnswer();
        if (afterAnswer != null) {
            afterAnswer.run();
        }
        return ending;
    }

    private Ending transmit(FakeResponse response, byte[] body, boolean keepAlive) throws IOException {
        Transmission transmission = response.delivery().transmission();
        Ending normal = keepAlive ? Ending.KEEP_ALIVE : Ending.CLOSE;
        if (transmission instanceof Nothing nothing) {
            return nothing.ending();
        } else if (transmission instanceof Raw raw) {
            send(raw.characters().getBytes(StandardCharsets.ISO_8859_1));
            return Ending.CLOSE;
        } else if (transmission instanceof CutHead cut) {
            sendHalf(response, head(response, true, keepAlive));
            return cut.ending();
        } else if (transmission instanceof Cut cut) {
            byte[] head = head(response, cut.lengthDeclared(), keepAlive && cut.lengthDeclared());
            sendBody(response, head, body, Math.min(cut.bytes(), body.length));
            return cut.ending();
        } else if (transmission instanceof Slow slow) {
            sendSlowly(response, head(response, true, keepAlive), body, slow);
            return normal;
        }
        sendBody(response, head(response, true, keepAlive), body, body.length);
        return normal;
    }

    private void sendBody(FakeResponse response, byte[] wholeHead, byte[] body, int end) throws IOException {
        byte[] head = begin(response, wholeHead);
        Runnable hook = response.delivery().inBody();
        int half = hook == null ? 0 : end / 2;
        if (hook != null) {
            send(join(head, body, 0, half));
            hook.run();
        }
        send(join(hook == null ? head : new byte[0], body, half, end));
    }

    /** Sends the head up to where the hook wants to be called, if there is one, and answers what is left of it. */
    private byte[] begin(FakeResponse response, byte[] head) throws IOException {
        if (response.delivery().inHead() == null) {
            return head;
        }
        int sent = sendHalf(response, head);
        return Arrays.copyOfRange(head, sent, head.length);
    }

    /** Sends the status line and half of the rest of the head, calls the hook, and answers how many bytes those were. */
    private int sendHalf(FakeResponse response, byte[] head) throws IOException {
        int statusLine = new String(head, StandardCharsets.ISO_8859_1).indexOf("\r\n") + 2;
        int sent = statusLine + (head.length - statusLine) / 2;
        send(Arrays.copyOf(head, sent));
        Runnable hook = response.delivery().inHead();
        if (hook != null) {
            hook.run();
        }
        return sent;
    }

    private void sendSlowly(FakeResponse response, byte[] head, byte[] body, Slow slow) throws IOException {
        Runnable hook = response.delivery().inBody();
        send(begin(response, head));
        for (int start = 0; start < body.length; start += slow.bytes()) {
            int end = Math.min(body.length, start + slow.bytes());
            send(join(new byte[0], body, start, end));
            pause.await(slow.pause());
            if (hook != null && end >= body.length / 2) {
                hook.run();
                hook = null;
            }
        }
    }

    private byte[] head(FakeResponse response, boolean lengthDeclared, boolean keepAlive) {
        StringBuilder head = new StringBuilder(256);
        head.append("HTTP/1.1 ").append(response.status()).append(' ').append(reason(response.status()));
        if (response.header("Date").isEmpty()) {
            head.append("\r\nDate: ").append(date.get());
        }
        for (Map.Entry<String, String> header : response.headers()) {
            head.append("\r\n").append(header.getKey()).append(": ").append(header.getValue());
        }
        if (lengthDeclared && response.status() != 204) {
            head.append("\r\nContent-Length: ").append(response.bodyLength());
        }
        if (!keepAlive && response.header("Connection").isEmpty()) {
            head.append("\r\nConnection: close");
        }
        return head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    private static byte[] join(byte[] head, byte[] body, int start, int end) {
        byte[] joined = new byte[head.length + end - start];
        System.arraycopy(head, 0, joined, 0, head.length);
        System.arraycopy(body, start, joined, head.length, end - start);
        return joined;
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 202 -> "Accepted";
            case 204 -> "No Content";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 303 -> "See Other";
            case 304 -> "Not Modified";
            case 307 -> "Temporary Redirect";
            case 308 -> "Permanent Redirect";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> "Status " + status;
        };
    }
}
