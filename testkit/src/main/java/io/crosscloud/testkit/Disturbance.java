package io.crosscloud.testkit;

import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Transmission;
import io.crosscloud.testkit.internal.http.Transmission.Ending;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Turns the right answer into the one that a fault asks for. */
final class Disturbance {
    private Disturbance() {}

    static FakeResponse apply(Fault fault, FakeResponse right) {
        if (fault instanceof Fault.Disconnection disconnection) {
            return disconnect(disconnection, right);
        } else if (fault instanceof Fault.TruncatedBody truncated) {
            return right.withTransmission(
                    new Transmission.Cut(right.bodyLength() / 2, truncated.lengthDeclared(), Ending.CLOSE));
        } else if (fault instanceof Fault.SlowBody slow) {
            return right.withTransmission(new Transmission.Slow(slow.bytes(), slow.pause()));
        } else if (fault instanceof Fault.Garbage garbage) {
            return right.withTransmission(new Transmission.Raw(garbage.characters()));
        } else if (fault instanceof Fault.WrongContentType wrong) {
            return right.withHeader("Content-Type", wrong.contentType());
        } else if (fault instanceof Fault.OversizedBody oversized) {
            return right.withBody(padded(right.body(), oversized.bytes()));
        } else if (fault instanceof Fault.ChangedBody changed) {
            return right.withBody(changed.change().apply(right.bodyText()).getBytes(StandardCharsets.UTF_8));
        } else if (fault instanceof Fault.WrongDate wrong) {
            return right.withHeader("Date", wrong.date());
        } else if (fault instanceof Fault.Answer answer) {
            return answer(answer, right);
        }
        throw new IllegalStateException("no disturbance for " + fault);
    }

    private static FakeResponse disconnect(Fault.Disconnection disconnection, FakeResponse right) {
        Ending ending = switch (disconnection.kind()) {
            case DROP -> Ending.CLOSE;
            case RESET -> Ending.RESET;
            case STALL -> Ending.STALL;
        };
        return right.withTransmission(
                switch (disconnection.phase()) {
                    case IN_HEADERS -> new Transmission.CutHead(ending);
                    case IN_BODY -> new Transmission.Cut(right.bodyLength() / 2, true, ending);
                    default -> new Transmission.Nothing(ending);
                });
    }

    /** What the fake has noticed stays in the journal, whatever is answered instead. */
    private static FakeResponse answer(Fault.Answer answer, FakeResponse right) {
        FakeResponse response =
                FakeResponse.empty(answer.status()).withBody(answer.body().getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            response = response.withHeader(header.getKey(), header.getValue());
        }
        for (String tag : right.tags()) {
            response = response.withTag(tag);
        }
        return response;
    }

    private static byte[] padded(byte[] body, int length) {
        byte[] padded = Arrays.copyOf(body, Math.max(body.length, length));
        Arrays.fill(padded, body.length, padded.length, (byte) ' ');
        return padded;
    }
}
