package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.FamilyTally;
import io.crosscloud.token.Scopes;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One approval: a login, and the line of refresh tokens that came from it. Changes only under the lock of {@link Tokens}. */
final class Family {
    private final Holder holder;
    private final Scopes scopes;
    private final Instant begunAt;
    private Instant usedAt;
    private String current;
    private @Nullable String previous;
    private boolean revoked;
    private boolean reused;
    private int rotations;
    private int inFlight;

    Family(Holder holder, Scopes scopes, String first, Instant now) {
        this.holder = holder;
        this.scopes = scopes;
        this.current = first;
        this.begunAt = now;
        this.usedAt = now;
    }

    Holder holder() {
        return holder;
    }

    Scopes scopes() {
        return scopes;
    }

    String current() {
        return current;
    }

    /** Whether this token is the one that the current one replaced. */
    boolean justReplaced(String token) {
        return token.equals(previous);
    }

    void rotate(String next) {
        previous = current;
        current = next;
        rotations++;
    }

    /** A spent token of it was presented, and that was not forgiven. */
    void reuse() {
        reused = true;
    }

    FamilyTally tally() {
        return new FamilyTally(holder.username(), holder.clientId(), rotations, reused, revoked);
    }

    void used(Instant now) {
        usedAt = now;
    }

    void revoke() {
        revoked = true;
    }

    boolean isRevoked() {
        return revoked;
    }

    /** Whether the app's refresh-token policy has ended it. */
    boolean isOver(ConnectedApp app, Instant now) {
        return passed(app.refreshTokensLivingFor().orElse(null), begunAt, now)
                || passed(app.refreshTokensIdleFor().orElse(null), usedAt, now);
    }

    int enter() {
        return ++inFlight;
    }

    void leave() {
        inFlight--;
    }

    private static boolean passed(@Nullable Duration limit, Instant since, Instant now) {
        return limit != null && !now.isBefore(since.plus(limit));
    }
}
