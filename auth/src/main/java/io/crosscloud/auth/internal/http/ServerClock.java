package io.crosscloud.auth.internal.http;

import io.crosscloud.Cloud;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.AuthListener;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * This machine's clock, and how far the server's is ahead of it, learned from {@code Date} headers. Differences up to
 * ten seconds count as none, those over a day are not believed. Thread-safe.
 */
public final class ServerClock {
    private static final Duration TOLERANCE = Duration.ofSeconds(10);
    private static final Duration BELIEVABLE = Duration.ofHours(24);
    private static final Duration MIN_RETRY = Duration.ofSeconds(1);
    private static final Duration MAX_RETRY = Duration.ofHours(1);
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);

    private final InstantSource clock;
    private final Cloud cloud;
    private final AuthListener listener;
    private volatile Duration ahead = Duration.ZERO;

    /** A clock that has heard of no server yet. */
    public ServerClock(InstantSource clock, Cloud cloud, AuthListener listener) {
        this.clock = clock;
        this.cloud = cloud;
        this.listener = listener;
    }

    /** This machine's time. */
    public Instant now() {
        return clock.instant();
    }

    /** The server's time, as far as known. */
    public Instant serverNow() {
        return now().plus(ahead);
    }

    /** How far the server's clock is ahead; zero if not noticeably. */
    public Duration ahead() {
        return ahead;
    }

    /** The time on this machine's clock at which the server's shows that instant. */
    public Instant toLocal(Instant serverTime) {
        return serverTime.minus(ahead);
    }

    /** By how much the server's clock is ahead as an answer that has just come has it; empty if it does not say. */
    public Optional<Duration> difference(HttpHeaders headers) {
        return date(headers).map(date -> Duration.between(now(), date));
    }

    /** Learns from an answer that has just come. */
    public void observe(HttpHeaders headers) {
        Optional<Duration> seen = difference(headers);
        if (seen.isEmpty() || seen.get().abs().compareTo(BELIEVABLE) > 0) {
            return;
        }
        Duration before = ahead;
        boolean off = seen.get().abs().compareTo(TOLERANCE) > 0;
        Duration learned = off ? seen.get() : Duration.ZERO;
        ahead = learned;
        if (off && before.minus(learned).abs().compareTo(TOLERANCE) > 0) {
            listener.on(new AuthEvent.ClockSkew(cloud, learned));
        }
    }

    /** Whether noticeably another difference than this one has been learned since. */
    public boolean movedFrom(Duration assumed) {
        return ahead.minus(assumed).abs().compareTo(TOLERANCE) > 0;
    }

    /**
     * How long the server asks to wait (RFC 9110 section 10.2.3), between a second and an hour; empty if it does not, or
     * not in a form that can be read.
     */
    public Optional<Duration> retryAfter(HttpHeaders headers) {
        return retryAfter(headers, now());
    }

    /** The same at this time; a date is measured from the answer's own {@code Date} if it has one. */
    public static Optional<Duration> retryAfter(HttpHeaders headers, Instant now) {
        Instant base = date(headers).orElse(now);
        return headers.allValues("Retry-After").stream()
                .flatMap(value -> wait(value.trim(), base).stream())
                .max(Duration::compareTo);
    }

    private static Optional<Duration> wait(String value, Instant base) {
        if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of(clamp(value.length() > 9 ? MAX_RETRY : Duration.ofSeconds(Long.parseLong(value))));
        }
        return parse(value).map(until -> clamp(Duration.between(base, until)));
    }

    private static Duration clamp(Duration wait) {
        if (wait.compareTo(MIN_RETRY) < 0) {
            return MIN_RETRY;
        }
        return wait.compareTo(MAX_RETRY) > 0 ? MAX_RETRY : wait;
    }

    private static Optional<Instant> date(HttpHeaders headers) {
        return headers.firstValue("Date").flatMap(ServerClock::parse);
    }

    private static Optional<Instant> parse(String httpDate) {
        try {
            return Optional.of(ZonedDateTime.parse(httpDate.trim(), HTTP_DATE).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
