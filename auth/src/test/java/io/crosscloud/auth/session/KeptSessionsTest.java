package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.testkit.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who asks for a session twice gets the same one, as long as anybody holds it. */
class KeptSessionsTest extends EngagementSessions {
    @Test
    void sameKey_isTheSameSession() {
        assertThat(sessions.session("engagement", User.of("a"))).isSameAs(sessions.session("engagement", User.of("a")));
    }

    @Test
    @Tag("C8")
    void evictedFromTheCache_aHeldSessionStaysTheSame() {
        try (SessionManager tiny = builder()
                .keep(1, Duration.ofMinutes(1))
                .connection("engagement", provider(JWT))
                .build()) {
            Session held = tiny.session("engagement", User.of("a"));
            held.accessToken();
            for (int i = 0; i < 100; i++) {
                tiny.session("engagement", User.of("user-" + i));
            }

            assertThat(tiny.session("engagement", User.of("a"))).isSameAs(held);
            assertThat(requests).hasSize(1);
        }
    }

    @Test
    @Tag("C8")
    void idleForTooLong_aHeldSessionStaysTheSame() {
        TestClock time = TestClock.create();
        try (SessionManager brief = keepingForAMinute(time)) {
            Session held = brief.session("engagement", User.of("a"));
            held.accessToken();
            time.advance(Duration.ofMinutes(2));
            brief.session("engagement", User.of("b")).accessToken();

            assertThat(brief.list()).hasSize(2);
            assertThat(brief.session("engagement", User.of("a"))).isSameAs(held);

            time.advance(Duration.ofMinutes(2));
            brief.session("engagement", User.of("b")).accessToken();
            assertThat(brief.session("engagement", User.of("a"))).isSameAs(held); // not cleaned up before
            assertThat(requests).hasSize(2);
        }
    }

    @Test
    void firstUseAfterALongRest_doesNotEvictTheSession() {
        TestClock time = TestClock.create();
        try (SessionManager brief = keepingForAMinute(time)) {
            time.advance(Duration.ofMinutes(2));
            brief.session("engagement", User.of("a")).accessToken();
            assertThat(brief.list()).hasSize(1);
            System.gc(); // takes what was evicted, as nobody holds it

            assertThat(brief.list()).hasSize(1);
        }
    }

    private SessionManager keepingForAMinute(TestClock time) {
        return builder()
                .keep(10, Duration.ofMinutes(1))
                .clock(time)
                .connection("engagement", provider(JWT))
                .build();
    }

    @Test
    void list_saysHowSessionsStand() {
        sessions.session("engagement", User.of("a")).accessToken();
        Session idle = sessions.session("engagement", User.of("b"));

        assertThat(sessions.list())
                .extracting(SessionStatus::key, SessionStatus::state)
                .contains(
                        tuple(SessionKey.of("engagement", User.of("a")), SessionStatus.State.VALID),
                        tuple(idle.key(), SessionStatus.State.IDLE));
        assertThat(sessions.list().toString()).doesNotContain("at-CANARY-1");
    }
}
