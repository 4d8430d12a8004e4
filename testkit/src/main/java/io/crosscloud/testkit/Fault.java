package io.crosscloud.testkit;

import io.crosscloud.testkit.internal.http.HttpDate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Something that goes wrong with one request, to be scripted through {@link FakeCloud#faults()}. A fault
 * {@linkplain Phase#ON_RECEIPT on receipt} keeps the cloud from carrying the request out; with a later one the cloud
 * has done it, whatever the caller gets to see. Immutable.
 */
public sealed interface Fault {

    /** When it strikes. */
    Phase phase();

    /** The connection ends without, or within, an answer. */
    record Disconnection(Kind kind, Phase phase) implements Fault {
        /** How. */
        public enum Kind {
            /** An orderly end (FIN). */
            DROP,
            /** A hard end (RST). */
            RESET,
            /** Silence, until the caller gives up. */
            STALL
        }

        /**
         * @throws IllegalArgumentException unless the phase precedes the end of the answer
         */
        public Disconnection {
            if (phase == Phase.AFTER_ANSWER || phase == Phase.OVER) {
                throw new IllegalArgumentException(
                        "phase: " + phase + " (expected: one before the answer is complete)");
            }
        }
    }

    /** Half of the body comes, then the connection ends in an orderly way. */
    record TruncatedBody(boolean lengthDeclared) implements Fault {
        /** Without a {@code Content-Length}, so that HTTP alone cannot tell the half from the whole. */
        public TruncatedBody withoutLength() {
            return new TruncatedBody(false);
        }

        @Override
        public Phase phase() {
            return Phase.IN_BODY;
        }
    }

    /** The body comes in pieces of so many bytes with a pause, in real time, after each. */
    record SlowBody(int bytes, Duration pause) implements Fault {
        /**
         * @throws IllegalArgumentException unless there is at least one byte in a piece and the pause is not negative
         */
        public SlowBody {
            if (bytes < 1 || pause.isNegative()) {
                throw new IllegalArgumentException("slow body: " + bytes + " bytes, then " + pause
                        + " (expected: at least 1 byte, and a pause that is not negative)");
            }
        }

        @Override
        public Phase phase() {
            return Phase.IN_BODY;
        }
    }

    /**
     * These characters (as ISO-8859-1) stand where an HTTP answer should: whatever a server can send, also an answer with
     * a header that comes twice, or with bytes that are not UTF-8.
     */
    record Garbage(String characters, Phase phase) implements Fault {
        /**
         * @throws IllegalArgumentException unless the phase precedes the answer
         */
        public Garbage {
            requireBeforeAnswer(phase);
        }
    }

    /** The right answer under a wrong content type. */
    record WrongContentType(String contentType) implements Fault {
        @Override
        public Phase phase() {
            return Phase.AFTER_COMMIT;
        }
    }

    /** The right answer, followed by blanks up to so many bytes. */
    record OversizedBody(int bytes) implements Fault {
        @Override
        public Phase phase() {
            return Phase.AFTER_COMMIT;
        }
    }

    /**
     * The right answer with another body, for instance one in which a single member is broken. A change that throws is
     * kept in {@link Faults#hookFailures()}, and the right answer arrives.
     *
     * @param change gives the new body for the right one; must be quick
     */
    record ChangedBody(UnaryOperator<String> change) implements Fault {
        @Override
        public Phase phase() {
            return Phase.AFTER_COMMIT;
        }

        @Override
        public String toString() {
            return "ChangedBody";
        }
    }

    /** The right answer with this {@code Date} header. */
    record WrongDate(String date) implements Fault {
        @Override
        public Phase phase() {
            return Phase.AFTER_COMMIT;
        }
    }

    /** An answer of the test's own; the request is not carried out unless {@link #afterCommit()}. */
    record Answer(int status, Map<String, String> headers, String body, Phase phase) implements Fault {
        /**
         * @throws IllegalArgumentException unless the status is a final HTTP status and the phase precedes the answer
         */
        public Answer {
            requireBeforeAnswer(phase);
            if (status < 200 || status > 999) {
                throw new IllegalArgumentException("status: " + status + " (expected: 200 to 999)");
            }
            headers = Map.copyOf(headers);
        }

        /** The same answer with this header. */
        public Answer header(String name, String value) {
            Map<String, String> changed = new LinkedHashMap<>(headers);
            changed.put(name, value);
            return new Answer(status, changed, body, phase);
        }

        /** The same answer with this body. */
        public Answer body(String contentType, String newBody) {
            return new Answer(status, header("Content-Type", contentType).headers, newBody, phase);
        }

        /** The same answer in place of the right one, after the request has been carried out. */
        public Answer afterCommit() {
            return new Answer(status, headers, body, Phase.AFTER_COMMIT);
        }
    }

    /** The request is carried out, and then the connection ends: the answer never arrives. */
    static Disconnection lostAnswer() {
        return drop(Phase.AFTER_COMMIT);
    }

    /** The connection ends (FIN) before the request is carried out. */
    static Disconnection drop() {
        return drop(Phase.ON_RECEIPT);
    }

    /** The connection ends (FIN) in this phase. */
    static Disconnection drop(Phase phase) {
        return new Disconnection(Disconnection.Kind.DROP, phase);
    }

    /** The connection is reset (RST) before the request is carried out. */
    static Disconnection reset() {
        return reset(Phase.ON_RECEIPT);
    }

    /** The connection is reset (RST) in this phase. */
    static Disconnection reset(Phase phase) {
        return new Disconnection(Disconnection.Kind.RESET, phase);
    }

    /** The request is neither carried out nor answered; the connection stays open until the caller gives up. */
    static Disconnection stall() {
        return stall(Phase.ON_RECEIPT);
    }

    /** From this phase on nothing more is sent; the connection stays open until the caller gives up. */
    static Disconnection stall(Phase phase) {
        return new Disconnection(Disconnection.Kind.STALL, phase);
    }

    /** Half of the body comes, less than the {@code Content-Length} said. */
    static TruncatedBody truncatedBody() {
        return new TruncatedBody(true);
    }

    /** The body comes in pieces of so many bytes with a pause after each. */
    static SlowBody slowBody(int bytes, Duration pause) {
        return new SlowBody(bytes, pause);
    }

    /** Bytes that are no HTTP, before the request is carried out. */
    static Garbage garbage() {
        return new Garbage("\0\1\2 this is not HTTP\r\n\r\n", Phase.ON_RECEIPT);
    }

    /** The right answer under this content type. */
    static WrongContentType wrongContentType(String contentType) {
        return new WrongContentType(contentType);
    }

    /** The right answer, followed by blanks up to so many bytes. */
    static OversizedBody oversizedBody(int bytes) {
        return new OversizedBody(bytes);
    }

    /** The right answer with the body that this makes of the right one. */
    static ChangedBody changedBody(UnaryOperator<String> change) {
        return new ChangedBody(change);
    }

    /** The right answer with the {@code Date} of this instant. */
    static WrongDate wrongDate(Instant date) {
        return new WrongDate(HttpDate.format(date));
    }

    /** The right answer with this text as its {@code Date}. */
    static WrongDate wrongDate(String date) {
        return new WrongDate(date);
    }

    /** An answer with this status and no body. */
    static Answer status(int status) {
        return new Answer(status, Map.of(), "", Phase.ON_RECEIPT);
    }

    /** A redirect to this location. */
    static Answer redirect(int status, String location) {
        return status(status).header("Location", location);
    }

    private static void requireBeforeAnswer(Phase phase) {
        if (phase != Phase.ON_RECEIPT && phase != Phase.AFTER_COMMIT) {
            throw new IllegalArgumentException("phase: " + phase + " (expected: ON_RECEIPT or AFTER_COMMIT)");
        }
    }
}
