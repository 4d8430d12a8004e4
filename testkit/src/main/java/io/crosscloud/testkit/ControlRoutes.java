package io.crosscloud.testkit;

import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Json;
import io.crosscloud.testkit.internal.http.Router;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;

/**
 * What a test in another language does to a fake, and asks of it, over HTTP: {@code POST /testkit/expire-tokens}, {@code
 * POST /testkit/rotation?enabled=true}, {@code POST /testkit/fail-next?status=503&times=2} (token requests), {@code POST
 * /testkit/advance-clock?by=PT20M} and {@code GET /testkit/requests}. A wrong parameter is answered 400 and says what
 * was expected.
 */
final class ControlRoutes {
    private final Supplier<? extends FakeCloud> fake;

    private ControlRoutes(Supplier<? extends FakeCloud> fake) {
        this.fake = fake;
    }

    /** Adds the routes; the fake is asked for when a request comes. */
    static void addTo(
            Router<Route> router,
            Supplier<? extends FakeCloud> fake,
            Runnable expireTokens,
            Consumer<Boolean> rotation) {
        ControlRoutes routes = new ControlRoutes(fake);
        router.add(Route.CONTROL, "POST", "/testkit/expire-tokens", request -> done(expireTokens))
                .add(Route.CONTROL, "POST", "/testkit/rotation", request -> rotation(request, rotation))
                .add(Route.CONTROL, "POST", "/testkit/fail-next", routes::failNext)
                .add(Route.CONTROL, "POST", "/testkit/advance-clock", routes::advanceClock)
                .add(Route.CONTROL, "GET", "/testkit/requests", request -> routes.requests());
    }

    private static FakeResponse rotation(FakeRequest request, Consumer<Boolean> rotation) {
        return switch (parameter(request, "enabled")) {
            case "true" -> done(() -> rotation.accept(true));
            case "false" -> done(() -> rotation.accept(false));
            default -> expected("enabled=true or enabled=false");
        };
    }

    private FakeResponse failNext(FakeRequest request) {
        String status = parameter(request, "status");
        String times = parameter(request, "times");
        if (!status.matches("[2-9][0-9]{2}") || !times.matches("([1-9][0-9]{0,5})?")) {
            return expected("status=200 to 999, and times=1 or more unless once");
        }
        int count = times.isEmpty() ? 1 : Integer.parseInt(times);
        Fault fault = Fault.status(Integer.parseInt(status));
        return done(() -> fake.get().faults().next(Route.TOKEN).times(count).fail(fault));
    }

    private FakeResponse advanceClock(FakeRequest request) {
        Duration by;
        try {
            by = Duration.parse(parameter(request, "by"));
        } catch (DateTimeParseException notADuration) {
            return expected("by=a duration of ISO 8601 such as PT20M");
        }
        if (by.isNegative()) {
            return expected("by=a duration that is not negative");
        }
        if (fake.get().clock() instanceof TestClock clock) {
            return done(() -> clock.advance(by));
        } else if (fake.get().clock() instanceof RunningClock clock) {
            return done(() -> clock.advance(by));
        }
        return FakeResponse.text(409, "this fake runs by a clock that cannot be moved\n");
    }

    private FakeResponse requests() {
        ArrayNode all = Json.array();
        for (RecordedRequest request : fake.get().journal().requests()) {
            all.addObject()
                    .put("method", request.method())
                    .put("path", request.path())
                    .put("status", request.status().orElse(0));
        }
        return FakeResponse.json(200, all);
    }

    private static String parameter(FakeRequest request, String name) {
        return request.parameters().first(name).orElse("");
    }

    private static FakeResponse done(Runnable deed) {
        deed.run();
        return FakeResponse.empty(204);
    }

    private static FakeResponse expected(String what) {
        return FakeResponse.text(400, "expected: " + what + "\n");
    }
}
