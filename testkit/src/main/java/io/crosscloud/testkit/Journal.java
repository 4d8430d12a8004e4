package io.crosscloud.testkit;

import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * All requests that a fake has received and decided upon, append-only, in the order of the decisions. An answer is in
 * the journal before its first byte is sent. Thread-safe.
 */
public final class Journal {
    private final Queue<RecordedRequest> requests = new ConcurrentLinkedQueue<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger maxInFlight = new AtomicInteger();

    Journal() {}

    /** A snapshot; an immutable list. */
    public List<RecordedRequest> requests() {
        return List.copyOf(requests);
    }

    /** A snapshot of those to the token endpoint; an immutable list. */
    public List<RecordedRequest> tokenRequests() {
        return requests.stream()
                .filter(request -> request.route() == Route.TOKEN)
                .toList();
    }

    /** A snapshot of those to the token endpoint with this {@code grant_type}; an immutable list. */
    public List<RecordedRequest> tokenRequests(String grantType) {
        return tokenRequests().stream()
                .filter(request -> request.grantType().filter(grantType::equals).isPresent())
                .toList();
    }

    /** How many token requests, at the most, the fake has been working on at the same time. */
    public int maxInFlight() {
        return maxInFlight.get();
    }

    /** The requests one to a line, for a person to read. */
    public String timeline() {
        List<RecordedRequest> snapshot = requests();
        return snapshot.isEmpty()
                ? "(no request)"
                : snapshot.stream().map(RecordedRequest::toString).collect(Collectors.joining("\n"));
    }

    @Override
    public String toString() {
        return "Journal[" + requests.size() + " requests]";
    }

    /** Numbers a request and counts it as in flight until {@link #decided}. */
    RecordedRequest received(Instant at, Route route, MaskedRequest request) {
        if (route == Route.TOKEN) {
            maxInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        }
        return new RecordedRequest(numbers.incrementAndGet(), at, route, request, RecordedRequest.Outcome.PENDING);
    }

    void decided(RecordedRequest request) {
        requests.add(request);
        if (request.route() == Route.TOKEN) {
            inFlight.decrementAndGet();
        }
    }
}
