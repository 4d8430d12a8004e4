package io.crosscloud.auth.connectedapp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What the browser is shown: nothing that it brought along. */
final class CallbackPage {
    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Back to the program</title>
            <h1>Back to the program</h1>
            <p>The program where you started says whether you are logged in. You can close this page.</p>
            </html>
            """;

    private CallbackPage() {}

    /** The callback has come; what becomes of it the program says. */
    static ByteBuffer done() {
        return answer("200 OK", PAGE);
    }

    /** Nothing of interest. */
    static ByteBuffer notFound() {
        return answer("404 Not Found", "");
    }

    private static ByteBuffer answer(String status, String body) {
        String head = "HTTP/1.1 " + status + "\r\n"
                + "Content-Type: text/html; charset=utf-8\r\n"
                + "Content-Length: " + body.length() + "\r\n"
                + "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
                + "X-Content-Type-Options: nosniff\r\n"
                + "Referrer-Policy: no-referrer\r\n"
                + "Cache-Control: no-store\r\n"
                + "Connection: close\r\n\r\n";
        return ByteBuffer.wrap((head + body).getBytes(StandardCharsets.US_ASCII));
    }
}
