package io.crosscloud.testkit.internal.http;

import java.time.Duration;

/** How an answer goes over the wire. Everything but {@link Whole} is a fault. */
public sealed interface Transmission {

    Transmission WHOLE = new Whole();

    /** What becomes of the connection after the last byte that is sent. */
    enum Ending {
        /** The next request may come. */
        KEEP_ALIVE,
        /** An orderly end (FIN). */
        CLOSE,
        /** A hard end (RST). */
        RESET,
        /** Silence, until the client gives up or the server stops. */
        STALL
    }

    /** As HTTP wants it. */
    record Whole() implements Transmission {}

    /** Not one byte, not even a status line. */
    record Nothing(Ending ending) implements Transmission {}

    /** The status line and a part of the headers. */
    record CutHead(Ending ending) implements Transmission {}

    /** The head and the first bytes of the body; the head declares the whole length, or none at all. */
    record Cut(int bytes, boolean lengthDeclared, Ending ending) implements Transmission {}

    /** The whole answer, its body in small pieces with a pause in real time after each. */
    record Slow(int bytes, Duration pause) implements Transmission {}

    /** These characters, as ISO-8859-1, in place of status line, headers and body; then an orderly end. */
    record Raw(String characters) implements Transmission {}
}
