package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When the server is asked for another token, and when not. */
class FreshTokensTest extends EngagementSessions {
    @Test
    void manyColdCallers_causeOneRequest() throws Exception {
        Gate gate = new Gate();
        sessions.addConnection("slow", request -> {
            requests.add(request);
            gate.pass();
            return grant("slow");
        });
        Session session = sessions.session("slow", User.of("a"));

        List<CompletableFuture<AccessToken>> callers = IntStream.range(0, 1000)
                .mapToObj(i -> session.accessTokenAsync())
                .toList();
        gate.open();

        for (CompletableFuture<AccessToken> caller : callers) {
            assertThat(caller.get().exposeSecret()).isEqualTo("slow");
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void fiftyRefusalsOfOneToken_causeOneMoreRequest() {
        Session session = sessions.session("engagement", User.of("a"));
        AccessToken token = session.accessToken();

        List<AccessToken> fresh = IntStream.range(0, 50)
                .parallel()
                .mapToObj(i -> {
                    session.invalidate(token);
                    return session.accessToken();
                })
                .distinct()
                .toList();

        assertThat(fresh).hasSize(1).doesNotContain(token);
        assertThat(requests).hasSize(2);
    }

    @Tag("H9")
    @Test
    void aWrongSetting_isNotAskedAboutAgainForAMinute() {
        sessions.addConnection("broken", request -> {
            requests.add(request);
            throw AuthFailure.of(ServerProblem.SALESFORCE_ASSERTION_INVALID).toException();
        });
        Session session = sessions.session("broken", User.of("a"));

        for (int i = 0; i < 100; i++) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(session::accessToken)
                    .withMessageStartingWith("broken/a: ");
        }
        assertThat(requests).hasSize(1);
        assertThat(session.status().state()).isEqualTo(SessionStatus.State.FAILING);
        assertThat(session.status().problem()).contains(ServerProblem.SALESFORCE_ASSERTION_INVALID);

        clock.advance(Duration.ofMinutes(1));
        assertThatExceptionOfType(ConfigurationException.class).isThrownBy(session::accessToken);
        assertThat(requests).hasSize(2);
    }

    @Tag("B14")
    @Test
    void noStatedEnd_theAssumedLifeHolds_andTheSameTokenAgainIsTrustedForLess() {
        sessions.addConnection("opaque", request -> {
            requests.add(request);
            return TokenGrant.of(AccessToken.of("same", ApiEndpoints.of(HOST), Scopes.unspecified(), clock.instant()));
        });
        Session session = sessions.session("opaque", User.of("a"));
        for (int i = 0; i < 100; i++) {
            session.accessToken();
        }
        assertThat(requests).hasSize(1);
        assertThat(session.status().token().orElseThrow().expiresAt())
                .isEqualTo(clock.instant().plus(Duration.ofHours(2)));

        clock.advance(Duration.ofHours(2));
        session.accessToken();

        assertThat(requests).hasSize(2);
        assertThat(session.status().token().orElseThrow().expiresAt())
                .isEqualTo(clock.instant().plus(Duration.ofMinutes(15)));
    }

    @Test
    void anEarlierEnd_isLearnedFromRefusals_unlessTheHostKnowsBetter() {
        TokenProvider opaque = request -> {
            requests.add(request);
            return TokenGrant.of(AccessToken.of(
                    "at-CANARY-" + requests.size(), ApiEndpoints.of(HOST), Scopes.unspecified(), clock.instant()));
        };
        try (SessionManager told = builder()
                .assumedLifetime(Duration.ofHours(4))
                .connection("opaque", opaque)
                .build()) {
            sessions.addConnection("opaque", opaque);
            Session learning = sessions.session("opaque", User.of("a"));
            Session knowing = told.session("opaque", User.of("a"));
            for (Session session : List.of(learning, knowing)) {
                AccessToken token = session.accessToken();
                clock.advance(Duration.ofMinutes(30));
                session.invalidate(token);
                session.accessToken();
            }

            assertThat(lifeOf(learning)).isEqualTo(Duration.ofMinutes(30));
            assertThat(lifeOf(knowing)).isEqualTo(Duration.ofHours(4));
        }
    }

    private static Duration lifeOf(Session session) {
        SessionStatus.Token token = session.status().token().orElseThrow();
        return Duration.between(token.issuedAt(), token.expiresAt());
    }

    @Tag("B15")
    @Test
    void aTokenThatIsOverAtOnce_isStillUsedForAWhile() {
        sessions.addConnection("over", request -> {
            requests.add(request);
            return TokenGrant.of(AccessToken.of(
                            "over-" + requests.size(), ApiEndpoints.of(HOST), Scopes.unspecified(), clock.instant())
                    .expiringAt(clock.instant()));
        });
        Session session = sessions.session("over", User.of("a"));

        for (int i = 0; i < 100; i++) {
            session.accessToken();
        }

        assertThat(requests).hasSizeLessThanOrEqualTo(2);
    }

    @Tag("K8")
    @Test
    void aClockThatJumpsAYearAhead_costsOneRequest() {
        Session session = sessions.session("engagement", User.of("a"));
        session.accessToken();
        clock.set(clock.instant().plus(Duration.ofDays(365)));

        IntStream.range(0, 100).parallel().forEach(i -> session.accessToken());

        assertThat(requests).hasSize(2);
    }

    @Tag("K7")
    @Test
    void aClockThatIsSetBack_makesNoTokenImmortal_sinceARefusalIsBelieved() {
        Session session = sessions.session("engagement", User.of("a"));
        AccessToken token = session.accessToken();
        clock.set(clock.instant().minus(Duration.ofDays(1)));
        assertThat(session.accessToken()).isEqualTo(token);

        session.invalidate(token);

        assertThat(session.accessToken()).isNotEqualTo(token);
        assertThat(requests).hasSize(2);
    }

    @Test
    void theTokenThatWasJustRefused_again_isAFailureWithAPause() {
        sessions.addConnection("shared", request -> {
            requests.add(request);
            return grant("same");
        });
        Session session = sessions.session("shared", User.of("a"));
        session.invalidate(session.accessToken());

        assertThatExceptionOfType(TryLaterException.class)
                .isThrownBy(session::accessToken)
                .matches(e -> e.problem() == SessionProblem.SAME_TOKEN_AGAIN);
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session::accessToken);
        assertThat(requests).hasSize(2);
    }
}
