package io.crosscloud.auth.internal.session.grant;

import io.crosscloud.auth.internal.session.engine.Timed;
import io.crosscloud.token.AccessToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * When a token ends and when to replace it.
 *
 * <p>A token ends when its server says so. Salesforce says nothing of its opaque tokens: they live for the org's inactivity
 * timeout, 2 hours unless an administrator set it, 15 minutes at the least (help page "Modify Session Security Settings").
 * So a life is assumed: what the host configured, else the age at which the connection's last such token was refused by an
 * API, else 2 hours. Replacing starts a tenth of the life before the end, five minutes at most, and up to a
 * fifth of that earlier, by chance, so that a fleet does not refresh in the same second.
 */
record Lifetimes(Duration assumed) {
    static final Duration DEFAULT_ASSUMED = Duration.ofHours(2);

    private static final Duration SHORTEST_TIMEOUT = Duration.ofMinutes(15);
    /** A server that states no life, or one that is over, must not be asked again for each call. */
    private static final Duration SHORTEST_USE = Duration.ofSeconds(10);

    private static final Duration WIDEST_WINDOW = Duration.ofMinutes(5);
    private static final int WINDOW_FRACTION = 10;
    private static final double JITTER = 0.2;

    /** What is to be assumed after a token of no stated end was refused. */
    Lifetimes after(AccessToken refused, Instant now) {
        Duration age = Duration.between(refused.issuedAt(), now);
        return new Lifetimes(min(DEFAULT_ASSUMED, age.compareTo(SHORTEST_TIMEOUT) < 0 ? SHORTEST_TIMEOUT : age));
    }

    /** What is to be assumed after a token has lived to its assumed end. */
    Lifetimes longer() {
        return assumed.compareTo(DEFAULT_ASSUMED) < 0
                ? new Lifetimes(min(DEFAULT_ASSUMED, assumed.multipliedBy(2)))
                : this;
    }

    /** When a token that was just issued ends. */
    Instant expiresAt(AccessToken token, @Nullable Timed<AccessToken> last, Instant now) {
        Optional<Instant> stated = token.expiresAt().map(end -> max(end, now.plus(SHORTEST_USE)));
        return stated.orElseGet(() -> {
            if (last == null || !last.value().equals(token)) {
                return token.issuedAt().plus(assumed);
            }
            // The server handed out the session that is already open: what was assumed of it is not assumed twice.
            boolean over = !now.isBefore(last.expiresAt());
            return over ? now.plus(min(assumed, SHORTEST_TIMEOUT)) : last.expiresAt();
        });
    }

    /** The two instants of a token that ends then. */
    Timed<AccessToken> timed(AccessToken token, Instant expiresAt, Instant now) {
        Duration remaining = Duration.between(now, expiresAt);
        if (remaining.isNegative() || remaining.isZero()) {
            return new Timed<>(token, expiresAt, expiresAt);
        }
        Duration life = Duration.between(token.issuedAt(), expiresAt);
        Duration window = min(WIDEST_WINDOW, life.dividedBy(WINDOW_FRACTION));
        Duration early =
                window.plus(scaled(window, JITTER * ThreadLocalRandom.current().nextDouble()));
        Instant refreshAt = expiresAt.minus(early);
        return new Timed<>(token, refreshAt.isAfter(now) ? refreshAt : now.plus(remaining.dividedBy(2)), expiresAt);
    }

    private static Duration scaled(Duration duration, double factor) {
        return Duration.ofMillis((long) (duration.toMillis() * factor));
    }

    private static Instant max(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
