package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.token.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One access token and what it stands for. Changes only under the lock of {@link Tokens}. */
final class ApiSession {
    /** What sets a session apart from the usual one, which slides and may do what its scopes say. */
    enum Kind {
        /** A JWT: fixed expiry, REST only. */
        JWT,
        /** Got by SOAP login() or a password: not introspectable. */
        BY_PASSWORD,
        /** Good for setting a new password only. */
        PASSWORD_EXPIRED
    }

    private final String token;
    private final Holder holder;
    private final Scopes scopes;
    private final Set<Kind> kinds;
    private final Duration timeout;
    private final Instant issuedAt;
    private Instant validUntil;
    private @Nullable Family family;

    ApiSession(String token, Holder holder, Terms terms, Instant issuedAt) {
        this.token = token;
        this.holder = holder;
        this.scopes = terms.scopes;
        this.kinds = terms.kinds.isEmpty() ? Set.of() : EnumSet.copyOf(terms.kinds);
        this.timeout = terms.timeout;
        this.issuedAt = issuedAt;
        this.validUntil = issuedAt.plus(timeout);
    }

    /** What a new session shall be like. */
    record Terms(Scopes scopes, Duration timeout, Set<Kind> kinds) {}

    /**
     * Uses the session at this time, if it is alive. Use extends it only when half of its timeout has passed since it was
     * extended last.
     */
    boolean use(Instant now) {
        if (!isAlive(now)) {
            return false;
        }
        boolean halfOver = !now.isBefore(validUntil.minus(timeout.dividedBy(2)));
        if (halfOver && !is(Kind.JWT)) {
            validUntil = now.plus(timeout);
        }
        return true;
    }

    boolean isAlive(Instant now) {
        return now.isBefore(validUntil) && (family == null || !family.isRevoked());
    }

    boolean is(Kind kind) {
        return kinds.contains(kind);
    }

    void belongTo(Family login) {
        family = login;
    }

    String token() {
        return token;
    }

    Holder holder() {
        return holder;
    }

    Scopes scopes() {
        return scopes;
    }

    Instant issuedAt() {
        return issuedAt;
    }

    Instant validUntil() {
        return validUntil;
    }
}
