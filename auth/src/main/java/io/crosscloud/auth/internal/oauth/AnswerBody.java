package io.crosscloud.auth.internal.oauth;

import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.auth.internal.http.HttpReply.Extent;
import io.crosscloud.auth.internal.json.Json;
import io.crosscloud.auth.internal.json.JsonObject;
import io.crosscloud.auth.internal.json.MalformedJsonException;
import java.util.List;

/** Reads the body of an answer, if it is JSON as far as its headers say. */
final class AnswerBody {
    private static final List<String> OTHER_TYPES = List.of("html", "xml", "form-urlencoded", "multipart");

    /** What is said of an answer of which not all came, whatever there is of it. */
    static final String CUT_OFF = "the answer was cut off";

    private AnswerBody() {}

    /** The object; else the message of the exception says what stood there instead. */
    static JsonObject read(HttpReply reply) throws UnreadableAnswerException {
        try {
            return readWhole(reply);
        } catch (UnreadableAnswerException e) {
            throw reply.extent() == Extent.CUT_OFF ? new UnreadableAnswerException(CUT_OFF) : e;
        }
    }

    private static JsonObject readWhole(HttpReply reply) throws UnreadableAnswerException {
        if (reply.contentEncoding().isPresent()) {
            throw new UnreadableAnswerException("a content encoding, though none was asked for");
        }
        if (reply.body().length == 0) {
            throw new UnreadableAnswerException("an empty answer");
        }
        String type = reply.mediaType();
        if (OTHER_TYPES.stream().anyMatch(type::contains)) {
            throw new UnreadableAnswerException("a content type that is not JSON");
        }
        try {
            return Json.parse(reply.body());
        } catch (MalformedJsonException e) {
            throw new UnreadableAnswerException(String.valueOf(e.getMessage()));
        }
    }

    /** A body that is not the JSON that it should be. */
    static final class UnreadableAnswerException extends Exception {
        private static final long serialVersionUID = 1;

        UnreadableAnswerException(String message) {
            super(message);
        }
    }
}
