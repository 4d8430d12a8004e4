package io.crosscloud.auth.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.Cloud;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.testkit.TestClock;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerClockTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final TestClock local = TestClock.startingAt(NOW);
    private final List<AuthEvent> events = new ArrayList<>();
    private final ServerClock clock = new ServerClock(local, Cloud.SALESFORCE, events::add);

    @ParameterizedTest
    @ValueSource(longs = {0, 10, -10})
    void aSmallDifference_countsAsNone(long seconds) {
        clock.observe(date(NOW.plusSeconds(seconds)));

        assertThat(clock.serverNow()).isEqualTo(NOW);
        assertThat(events).isEmpty();
    }

    @Tag("K6")
    @ParameterizedTest
    @ValueSource(longs = {11, -11, 300, -300, 86_400, -86_400})
    void aNoticeableDifference_isLearnedAndTold(long seconds) {
        clock.observe(date(NOW.plusSeconds(seconds)));

        assertThat(clock.serverNow()).isEqualTo(NOW.plusSeconds(seconds));
        assertThat(clock.toLocal(NOW.plusSeconds(seconds))).isEqualTo(NOW);
        assertThat(events).containsExactly(new AuthEvent.ClockSkew(Cloud.SALESFORCE, Duration.ofSeconds(seconds)));
    }

    @Tag("K9")
    @ParameterizedTest
    @ValueSource(longs = {86_401, -86_401, 1_000_000_000})
    void aDifferenceOverADay_isNotBelieved(long seconds) {
        clock.observe(date(NOW.plusSeconds(seconds)));

        assertThat(clock.ahead()).isZero();
        assertThat(events).isEmpty();
    }

    @Tag("K9")
    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-11-23T10:05:00Z", "Mon, 99 Nov 2026 10:05:00 GMT"})
    void aDateThatIsNone_isIgnored(String date) {
        clock.observe(headers(Map.of("Date", List.of(date))));

        assertThat(clock.ahead()).isZero();
    }

    @Test
    void aDifferenceThatStays_isToldOnce() {
        clock.observe(date(NOW.plusSeconds(300)));
        local.advance(Duration.ofMinutes(5));
        clock.observe(date(NOW.plusSeconds(603)));

        assertThat(events).hasSize(1);
    }

    @Test
    void aClockThatWasSetRight_isNoLongerCorrected() {
        clock.observe(date(NOW.plusSeconds(300)));
        local.advance(Duration.ofMinutes(5));
        clock.observe(date(NOW.plusSeconds(300)));

        assertThat(clock.serverNow()).isEqualTo(NOW.plusSeconds(300));
        assertThat(clock.movedFrom(Duration.ofMinutes(5))).isTrue();
    }

    @Tag("H20")
    @Tag("H22")
    @ParameterizedTest
    @CsvSource({
        "7, PT7S",
        "0, PT1S",
        "3600, PT1H",
        "3601, PT1H",
        "1000000000000, PT1H",
        "'Mon, 23 Nov 2026 10:02:00 GMT', PT2M",
        "'Mon, 23 Nov 2020 10:02:00 GMT', PT1S",
        "'Sat, 23 Nov 2030 10:02:00 GMT', PT1H"
    })
    void retryAfter_isBetweenASecondAndAnHour(String value, Duration expected) {
        HttpHeaders headers =
                headers(Map.of("Retry-After", List.of(value), "Date", List.of("Mon, 23 Nov 2026 10:00:00 GMT")));

        assertThat(clock.retryAfter(headers)).contains(expected);
    }

    @Tag("H21")
    @Test
    void retryAfterAsADate_isMeasuredByTheServersClock() {
        HttpHeaders headers = headers(Map.of(
                "Retry-After", List.of("Mon, 23 Nov 2026 12:00:30 GMT"),
                "Date", List.of("Mon, 23 Nov 2026 12:00:00 GMT")));

        assertThat(clock.retryAfter(headers)).contains(Duration.ofSeconds(30));
    }

    @Tag("H22")
    @ParameterizedTest
    @ValueSource(strings = {"", "-5", "abc", "1e12", "7.5"})
    void retryAfterThatCannotBeRead_isAbsent(String value) {
        assertThat(clock.retryAfter(headers(Map.of("Retry-After", List.of(value)))))
                .isEmpty();
    }

    @Tag("H22")
    @Test
    void retryAfterTwice_theLongerOne() {
        assertThat(clock.retryAfter(headers(Map.of("Retry-After", List.of("5", "abc", "9")))))
                .contains(Duration.ofSeconds(9));
    }

    private static HttpHeaders date(Instant date) {
        String text = DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC));
        return headers(Map.of("Date", List.of(text)));
    }

    private static HttpHeaders headers(Map<String, List<String>> headers) {
        return HttpHeaders.of(headers, (name, value) -> true);
    }
}
