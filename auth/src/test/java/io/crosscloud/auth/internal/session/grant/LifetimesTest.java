package io.crosscloud.auth.internal.session.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.auth.internal.session.engine.Timed;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifetimesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final AccessToken TOKEN = AccessToken.of(
            "at-CANARY", ApiEndpoints.of(URI.create("https://acme.my.salesforce.com")), Scopes.unspecified(), NOW);

    private final Lifetimes lifetimes = new Lifetimes(Duration.ofHours(1));

    /** A tenth of the life before its end, five minutes at most, and up to a fifth of that earlier. */
    @Tag("B17")
    @ParameterizedTest
    @CsvSource({"PT30S, PT3S", "PT1M, PT6S", "PT18M, PT1M48S", "PT2H, PT5M", "PT24H, PT5M"})
    void theWindow_isAPartOfTheLife_withJitter(Duration life, Duration window) {
        for (int i = 0; i < 1000; i++) {
            Timed<AccessToken> timed = lifetimes.timed(TOKEN, NOW.plus(life), NOW);

            assertThat(Duration.between(timed.refreshAt(), timed.expiresAt()))
                    .isBetween(window, window.plus(window.dividedBy(5)));
        }
    }

    @Test
    void theJitter_spreads() {
        assertThat(Stream.generate(() -> lifetimes.timed(TOKEN, NOW.plus(Duration.ofHours(2)), NOW))
                        .limit(100)
                        .map(Timed::refreshAt)
                        .distinct())
                .hasSizeGreaterThan(50);
    }

    @Test
    void aTokenWhoseWindowHasBegun_isRefreshedHalfwayToItsEnd() {
        Instant now = NOW.plus(Duration.ofMinutes(119));

        assertThat(lifetimes.timed(TOKEN, NOW.plus(Duration.ofHours(2)), now).refreshAt())
                .isEqualTo(now.plusSeconds(30));
    }

    @Test
    void whatTheServerStates_comesBeforeWhatIsAssumed() {
        Instant stated = NOW.plus(Duration.ofMinutes(20));

        assertThat(lifetimes.expiresAt(TOKEN.expiringAt(stated), null, NOW)).isEqualTo(stated);
        assertThat(lifetimes.expiresAt(TOKEN, null, NOW)).isEqualTo(NOW.plus(Duration.ofHours(1)));
    }
}
