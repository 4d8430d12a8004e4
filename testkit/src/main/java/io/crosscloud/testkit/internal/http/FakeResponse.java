package io.crosscloud.testkit.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An answer, and beside it what the journal shall say of it and how it goes over the wire. Immutable. The server adds
 * {@code Date} (unless set here) and {@code Content-Length}.
 */
public final class FakeResponse {
    private final int status;
    private final List<Map.Entry<String, String>> headers;
    private final byte[] body;
    private final Remarks remarks;
    private final Delivery delivery;

    /** For the journal: the error code answered, and what else the fake noticed. */
    private record Remarks(@Nullable String error, Set<String> tags) {
        static final Remarks NONE = new Remarks(null, Set.of());
    }

    /** How it is sent, and who is called when half of the head has been, half of the body, all of it, and when all is over. */
    record Delivery(
            Transmission transmission,
            @Nullable Runnable inHead,
            @Nullable Runnable inBody,
            @Nullable Runnable afterAnswer,
            @Nullable Runnable over) {
        static final Delivery NORMAL = new Delivery(Transmission.WHOLE, null, null, null, null);
    }

    private FakeResponse(
            int status, List<Map.Entry<String, String>> headers, byte[] body, Remarks remarks, Delivery delivery) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.remarks = remarks;
        this.delivery = delivery;
    }

    public static FakeResponse empty(int status) {
        return new FakeResponse(status, List.of(), new byte[0], Remarks.NONE, Delivery.NORMAL);
    }

    /** A body of any content type, encoded as UTF-8. */
    public static FakeResponse of(int status, String contentType, String body) {
        return empty(status).withHeader("Content-Type", contentType).withBody(body.getBytes(StandardCharsets.UTF_8));
    }

    public static FakeResponse json(int status, JsonNode body) {
        return json(status, body.toString());
    }

    public static FakeResponse json(int status, String body) {
        return of(status, "application/json;charset=UTF-8", body);
    }

    public static FakeResponse text(int status, String body) {
        return of(status, "text/plain;charset=UTF-8", body);
    }

    public static FakeResponse html(int status, String body) {
        return of(status, "text/html;charset=UTF-8", body);
    }

    public static FakeResponse xml(int status, String body) {
        return of(status, "text/xml;charset=UTF-8", body);
    }

    public static FakeResponse redirect(int status, String location) {
        return empty(status).withHeader("Location", location);
    }

    public FakeResponse withBody(byte[] newBody) {
        return new FakeResponse(status, headers, newBody.clone(), remarks, delivery);
    }

    /** With this header in place of any of the same name. */
    public FakeResponse withHeader(String name, String value) {
        List<Map.Entry<String, String>> changed = new ArrayList<>(headers);
        changed.removeIf(header -> header.getKey().equalsIgnoreCase(name));
        changed.add(header(name, value));
        return new FakeResponse(status, List.copyOf(changed), body, remarks, delivery);
    }

    /** Tells the journal which error code this answer stands for. */
    public FakeResponse withError(String error) {
        return new FakeResponse(status, headers, body, new Remarks(error, remarks.tags), delivery);
    }

    /** Tells the journal something that the fake noticed; never a secret. */
    public FakeResponse withTag(String tag) {
        Set<String> tags = new TreeSet<>(remarks.tags);
        tags.add(tag);
        return new FakeResponse(status, headers, body, new Remarks(remarks.error, Set.copyOf(tags)), delivery);
    }

    public FakeResponse withTransmission(Transmission transmission) {
        return with(new Delivery(transmission, delivery.inHead, delivery.inBody, delivery.afterAnswer, delivery.over));
    }

    /** Calls this on the connection's thread when a part of the head has been sent. */
    public FakeResponse inHead(Runnable hook) {
        return with(new Delivery(delivery.transmission, hook, delivery.inBody, delivery.afterAnswer, delivery.over));
    }

    /** Calls this on the connection's thread when half of the body has been sent. */
    public FakeResponse inBody(Runnable hook) {
        return with(new Delivery(delivery.transmission, delivery.inHead, hook, delivery.afterAnswer, delivery.over));
    }

    /** Calls this on the connection's thread when all that is to be sent has been. */
    public FakeResponse afterAnswer(Runnable hook) {
        return with(new Delivery(delivery.transmission, delivery.inHead, delivery.inBody, hook, delivery.over));
    }

    /** Calls this on the connection's thread when the answer is complete or the connection has ended, in any case once. */
    public FakeResponse over(Runnable hook) {
        return with(new Delivery(delivery.transmission, delivery.inHead, delivery.inBody, delivery.afterAnswer, hook));
    }

    private FakeResponse with(Delivery changed) {
        return new FakeResponse(status, headers, body, remarks, changed);
    }

    private static Map.Entry<String, String> header(String name, String value) {
        if (name.isEmpty() || (name + value).chars().anyMatch(c -> c == '\r' || c == '\n')) {
            throw new IllegalArgumentException("the header " + name.strip() + " has a line break (expected: none)");
        }
        return Map.entry(name, value);
    }

    public int status() {
        return status;
    }

    public List<Map.Entry<String, String>> headers() {
        return headers;
    }

    public Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    public byte[] body() {
        return body.clone();
    }

    public int bodyLength() {
        return body.length;
    }

    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public Optional<String> error() {
        return Optional.ofNullable(remarks.error);
    }

    public Set<String> tags() {
        return remarks.tags;
    }

    Delivery delivery() {
        return delivery;
    }

    byte[] rawBody() {
        return body;
    }
}
