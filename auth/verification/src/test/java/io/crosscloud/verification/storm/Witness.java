package io.crosscloud.verification.storm;

import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.Phase;
import io.crosscloud.testkit.RecordedRequest;
import io.crosscloud.testkit.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;

/** Stands beside the fake: lets things happen, and sees who asks for whom, and whether two do at the same time. */
final class Witness {
    private static final String GRANT = "refresh_token";

    private final Plot plot;
    private final Expiries expiries;
    private final Timeline timeline;
    private final Map<Long, Attempt> attempts = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> positions = new ConcurrentHashMap<>();
    private final Map<String, List<Attempt>> inFlight = new ConcurrentHashMap<>();
    private final Queue<List<Attempt>> overlaps = new ConcurrentLinkedQueue<>();

    Witness(Plot plot, Expiries expiries, Timeline timeline) {
        this.plot = plot;
        this.expiries = expiries;
        this.timeline = timeline;
    }

    void watch(FakeSalesforce fake) {
        fake.faults().next(Route.TOKEN).ofGrant(GRANT).always().decide(this::received);
        for (Phase phase : Phase.values()) {
            fake.faults().next(Route.TOKEN).ofGrant(GRANT).always().run(phase, request -> strike(phase, request));
        }
        fake.faults().next(Route.REST).always().run(Phase.AFTER_ANSWER, this::used);
    }

    private Optional<Fault> received(RecordedRequest request) {
        String[] sender = sender(request);
        String user = sender[1];
        Attempt attempt = new Attempt(
                request.number(),
                user,
                expiries.countOf(user),
                sender[0],
                request.parameter(GRANT).orElse(""),
                request.at(),
                plot.trouble(user, positions.merge(user, 1, Integer::sum)));
        attempts.put(attempt.number(), attempt);
        inFlight.compute(user, (any, others) -> {
            List<Attempt> all = others == null ? new ArrayList<>() : new ArrayList<>(others);
            all.add(attempt);
            if (all.size() > 1) {
                overlaps.add(List.copyOf(all));
            }
            return all;
        });
        return attempt.trouble().fault();
    }

    private static String[] sender(RecordedRequest request) {
        return request.header(SendersClient.HEADER)
                .orElseThrow(() -> new IllegalStateException("a request that does not say who sent it: " + request))
                .split(" ", 2);
    }

    private void strike(Phase phase, RecordedRequest request) {
        Attempt attempt = attempts.get(request.number());
        if (attempt == null) {
            throw new IllegalStateException("not received: " + request);
        }
        timeline.add(attempt.user(), phase + " " + attempt);
        plot.at(phase, attempt);
        if (phase == Phase.OVER) {
            inFlight.computeIfPresent(
                    attempt.user(),
                    (any, all) -> all.stream()
                            .filter(other -> other.number() != attempt.number())
                            .toList());
        }
    }

    private void used(RecordedRequest request) {
        if (request.status().orElse(0) == 200) {
            String[] sender = sender(request);
            expiries.used(sender[1], sender[0], request.at());
        }
    }

    /** All requests with a refresh token, in the order in which they were received. */
    List<Attempt> attempts() {
        return List.copyOf(attempts.values());
    }

    /** Requests that were in flight for the same user at the same time. */
    List<List<Attempt>> overlaps() {
        return List.copyOf(overlaps);
    }
}
