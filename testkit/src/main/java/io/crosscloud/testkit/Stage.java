package io.crosscloud.testkit;

import io.crosscloud.testkit.FaultTarget.Hook;
import io.crosscloud.testkit.Faults.Strike;
import io.crosscloud.testkit.RecordedRequest.Outcome;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.FakeServer;
import io.crosscloud.testkit.internal.http.Router;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What both fakes stand on: a server that runs every request of a router through the faults and into the journal. */
final class Stage implements FakeCloud {
    private final InstantSource clock;
    private final Router<Route> router;
    private final Journal journal = new Journal();
    private final Faults faults = new Faults();
    private final FakeServer server;

    private Stage(InstantSource clock, int port, boolean https, Router<Route> router) {
        this.clock = clock;
        this.router = router;
        this.server =
                https ? FakeServer.startSecure(clock, port, this::handle) : FakeServer.start(clock, port, this::handle);
    }

    /** Starts on this port, or on any free one if 0. */
    static Stage open(InstantSource clock, int port, boolean https, Router<Route> router) {
        return new Stage(clock, port, https, router);
    }

    @Override
    public URI uri() {
        return server.uri();
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public Faults faults() {
        return faults;
    }

    @Override
    public void skewDate(Duration skew) {
        server.skewDate(skew);
    }

    @Override
    public void refuseConnections() {
        server.refuse();
    }

    @Override
    public void acceptConnections() {
        server.accept();
    }

    @Override
    public void close() {
        server.close();
    }

    private FakeResponse handle(FakeRequest request) {
        Router.Match<Route> match = router.match(request);
        if (match.key() == Route.CONTROL) {
            return match.handle();
        }
        RecordedRequest received = journal.received(clock.instant(), match.key(), MaskedRequest.of(request));
        RecordedRequest decided = received;
        Strike strike = Strike.NONE;
        try {
            strike = faults.strike(received);
            FakeResponse response = perform(match, strike, received);
            decided = received.with(
                    new Outcome(response.status(), response.error().orElse(null), response.tags(), strike.fault()));
            return withLateHooks(response, strike, decided);
        } catch (RuntimeException bug) {
            decided = received.with(new Outcome(500, "the fake failed", Set.of(), strike.fault()));
            throw bug;
        } finally {
            journal.decided(decided);
        }
    }

    private FakeResponse perform(Router.Match<Route> match, Strike strike, RecordedRequest received) {
        Fault fault = strike.fault();
        run(strike.hooks().get(Phase.ON_RECEIPT), received);
        if (fault != null && fault.phase() == Phase.ON_RECEIPT) {
            return Disturbance.apply(fault, FakeResponse.empty(0));
        }
        FakeResponse response = match.handle();
        run(strike.hooks().get(Phase.AFTER_COMMIT), received);
        return fault == null ? response : disturbed(fault, response);
    }

    private FakeResponse disturbed(Fault fault, FakeResponse right) {
        try {
            return Disturbance.apply(fault, right);
        } catch (RuntimeException | AssertionError failure) {
            faults.hookFailed(failure);
            return right;
        }
    }

    private FakeResponse withLateHooks(FakeResponse response, Strike strike, RecordedRequest decided) {
        Hook inHead = strike.hooks().get(Phase.IN_HEADERS);
        Hook inBody = strike.hooks().get(Phase.IN_BODY);
        Hook afterAnswer = strike.hooks().get(Phase.AFTER_ANSWER);
        Hook over = strike.hooks().get(Phase.OVER);
        FakeResponse hooked = inHead == null ? response : response.inHead(() -> run(inHead, decided));
        hooked = inBody == null ? hooked : hooked.inBody(() -> run(inBody, decided));
        hooked = afterAnswer == null ? hooked : hooked.afterAnswer(() -> run(afterAnswer, decided));
        return over == null ? hooked : hooked.over(() -> run(over, decided));
    }

    private void run(@Nullable Hook hook, RecordedRequest request) {
        if (hook == null) {
            return;
        }
        try {
            hook.code().accept(request);
        } catch (RuntimeException | AssertionError failure) {
            faults.hookFailed(failure);
        }
    }
}
