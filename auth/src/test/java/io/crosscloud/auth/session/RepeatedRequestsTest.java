package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server fails for a moment while a caller waits for a token of a grant that consumes nothing. */
class RepeatedRequestsTest extends TwoHosts {
    private final List<TokenRequest> asked = new CopyOnWriteArrayList<>();
    private final Queue<Supplier<RuntimeException>> failures = new ArrayDeque<>();

    private final Session session = host(request -> {
                asked.add(request);
                Supplier<RuntimeException> failure = failures.poll();
                if (failure != null) {
                    throw failure.get();
                }
                return TokenGrant.of(
                        token("at-" + asked.size()).expiringAt(clock.instant().plus(Duration.ofMinutes(20))));
            })
            .session(KEY);

    private static Supplier<RuntimeException> status(int status) {
        return () -> AuthFailure.of(ServerProblem.SERVER_UNAVAILABLE)
                .answer(status, null, null)
                .toException();
    }

    @Tag("H23")
    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void aFailureOfTheServersOwn_isFollowedByAnotherTry(int status) {
        failures.add(status(status));
        failures.add(status(status));

        assertThat(session.accessToken()).isNotNull();
        assertThat(asked).hasSize(3);
    }

    @Test
    void threeFailures_areTold_andTheNextCallAsksOnce() {
        for (int i = 0; i < 4; i++) {
            failures.add(status(500));
        }
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session::accessToken);
        assertThat(asked).hasSize(3);

        clock.advance(Duration.ofMinutes(2));
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session::accessToken);
        assertThat(asked).hasSize(4);

        clock.advance(Duration.ofMinutes(2));
        session.accessToken();
        session.invalidate(session.accessToken());
        failures.add(status(503));
        session.accessToken();
        assertThat(asked).hasSize(7);
    }

    @Test
    void aThrottledRequest_andOneThatSaysWhenToComeBack_areNotRepeated() {
        failures.add(() -> AuthFailure.of(ServerProblem.SERVER_THROTTLES)
                .answer(429, null, null)
                .toException());
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session::accessToken);
        clock.advance(Duration.ofMinutes(2));
        failures.add(() -> AuthFailure.of(ServerProblem.SERVER_UNAVAILABLE)
                .answer(503, null, null)
                .retryAfter(Duration.ofSeconds(30))
                .toException());
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session::accessToken);

        assertThat(asked).hasSize(2);
    }

    @Test
    void whileTheTokenLives_nothingIsRepeated() throws Exception {
        AccessToken token = session.accessToken();
        clock.advance(Duration.ofMinutes(19));
        failures.add(status(500));

        assertThat(session.accessToken()).isEqualTo(token);
        await(io.crosscloud.spi.AuthEvent.RefreshFailed.class);
        assertThat(asked).hasSize(2);
    }

    @Test
    void aRefreshToken_isNeverRepeated() {
        expire();
        server.failBefore(status(500));

        assertThatExceptionOfType(TryLaterException.class)
                .isThrownBy(host.session("salesforce", User.of("marta"))::accessToken);
        assertThat(server.requests()).hasSize(1);
    }
}
