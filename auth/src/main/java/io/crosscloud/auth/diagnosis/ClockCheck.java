package io.crosscloud.auth.diagnosis;

import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.auth.internal.http.ServerClock;
import io.crosscloud.auth.internal.oauth.ProviderInternals;
import io.crosscloud.error.Problem;
import java.time.Duration;
import java.util.Optional;

/** Whether this machine's clock is the server's; what is off by more than a day the library does not make up for. */
final class ClockCheck {
    private static final Duration TOLERATED = Duration.ofSeconds(10);
    private static final Duration MADE_UP_FOR = Duration.ofHours(24);

    private ClockCheck() {}

    static Answer of(Examination examination) {
        Optional<ServerClock> clock = examination
                .patient()
                .internals()
                .map(ProviderInternals::endpoint)
                .map(endpoint -> endpoint.clock());
        Optional<HttpReply> reply =
                clock.flatMap(unused -> examination.reached().answer());
        return reply.flatMap(answer -> clock.get().difference(answer.headers()))
                .map(ClockCheck::of)
                .orElseGet(() -> Answer.notCheckable("no server told its time"));
    }

    private static Answer of(Duration ahead) {
        String seen = Times.about(ahead.abs());
        if (ahead.abs().compareTo(TOLERATED) <= 0) {
            return Answer.pass("right, within ten seconds");
        }
        String off = "the server's is " + seen + (ahead.isNegative() ? " behind" : " ahead");
        return ahead.abs().compareTo(MADE_UP_FOR) > 0
                ? Answer.fail(DiagnosisProblem.CLOCK_OFF, off + ", too much to be made up for")
                : Answer.warn(DiagnosisProblem.CLOCK_OFF, off + "; assertions are stamped with the server's time");
    }
}
