package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.FamilyTally;
import io.crosscloud.testkit.RecordedRequest;
import io.crosscloud.testkit.Rotation;
import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.TokenTally;
import io.crosscloud.token.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The refresh tokens of the org, living and spent, and the rules of rotation. Used under the lock of {@link Tokens}
 * only.
 *
 * <p>A token that is presented while a refresh with it is in flight is told so. One that rotation has spent is reuse:
 * its whole family dies, unless the {@link Rotation} in force is more patient.
 */
final class RefreshTokens {
    /** "Five unique approvals per user per app; the next one revokes the oldest." */
    private static final int MOST_APPROVALS = 5;

    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<Holder, Deque<Family>> approvals = new HashMap<>();
    private final List<Family> families = new ArrayList<>();
    private final Switches switches;
    private final Directory directory;
    private final Duration refreshTakes;
    private final Consumer<Holder> endAll;
    private long spentPresented;
    private long familiesRevoked;
    private int mostInFlight;

    private static final class Entry {
        private final Family family;
        private @Nullable Instant spentAt;
        private @Nullable Refreshed successor;
        private @Nullable Refresh inFlight;
        private Instant takesUntil = Instant.MIN;

        Entry(Family family) {
            this.family = family;
        }

        boolean isLocked(Instant now) {
            return inFlight != null || now.isBefore(takesUntil);
        }
    }

    RefreshTokens(Switches switches, Directory directory, Duration refreshTakes, Consumer<Holder> endAll) {
        this.switches = switches;
        this.directory = directory;
        this.refreshTakes = refreshTakes;
        this.endAll = endAll;
    }

    Family add(Holder holder, Scopes scopes, String token, Instant now) {
        Family family = new Family(holder, scopes, token, now);
        Deque<Family> all = approvals.computeIfAbsent(holder, unused -> new ArrayDeque<>());
        all.removeIf(Family::isRevoked);
        while (all.size() >= MOST_APPROVALS) {
            all.removeFirst().revoke();
        }
        all.addLast(family);
        families.add(family);
        entries.put(token, new Entry(family));
        return family;
    }

    Refresh begin(String token, ConnectedApp app, Instant now) {
        Entry entry = entries.get(token);
        if (entry == null || !entry.family.holder().clientId().equals(app.clientId())) {
            throw expired(null);
        }
        Family family = entry.family;
        int before = entry.inFlight == null && entry.isLocked(now) ? 1 : 0;
        mostInFlight = Math.max(mostInFlight, before + family.enter());
        try {
            check(token, entry, app, now);
        } catch (OAuthError refused) {
            family.leave();
            throw refused;
        }
        Refresh refresh = new Refresh(family, token);
        entry.inFlight = refresh;
        entry.takesUntil = now.plus(refreshTakes);
        return refresh;
    }

    private void check(String token, Entry entry, ConnectedApp app, Instant now) {
        if (entry.isLocked(now) && !entry.family.isRevoked()) {
            throw busy(null);
        }
        Instant spentAt = entry.spentAt;
        if (spentAt != null && !isPatient(token, entry.family, spentAt, now)) {
            throw reused(entry.family);
        }
        if (entry.family.isRevoked()) {
            throw expired(null);
        }
        if (entry.family.isOver(app, now)) {
            throw OAuthError.invalidGrant("token validity expired");
        }
    }

    /** Whether a spent token gets the same pair once more; throws if it shall only wait. */
    private boolean isPatient(String token, Family family, Instant spentAt, Instant now) {
        Rotation rotation = switches.rotation();
        if (rotation instanceof Rotation.Busy busy && within(busy.window(), spentAt, now) && !family.isRevoked()) {
            spentPresented++;
            throw busy(RecordedRequest.SPENT_REFRESH_TOKEN);
        }
        return rotation instanceof Rotation.Grace grace
                && within(grace.window(), spentAt, now)
                && family.justReplaced(token);
    }

    private OAuthError reused(Family family) {
        spentPresented++;
        family.reuse();
        if (!family.isRevoked() && revokesFamily(switches.rotation())) {
            family.revoke();
            familiesRevoked++;
            if (switches.has(SalesforceSwitch.REUSE_REVOKES_USER_AND_APP)) {
                endAll.accept(family.holder());
            }
        }
        return expired(RecordedRequest.SPENT_REFRESH_TOKEN);
    }

    /** Spends the token if tokens rotate. One that is spent gets what it got before, and this session is not needed. */
    Refreshed commit(Refresh refresh, ApiSession session, Instant now) {
        Family family = refresh.family();
        leave(refresh);
        if (family.isRevoked()) {
            throw expired(null);
        }
        family.used(now);
        Entry entry = Objects.requireNonNull(entries.get(refresh.token()), "a refresh is of a known token");
        if (entry.successor != null) {
            return entry.successor;
        }
        if (switches.rotation() instanceof Rotation.None) {
            return new Refreshed(session, null);
        }
        String next = RandomText.refreshToken();
        entry.spentAt = now;
        entry.successor = new Refreshed(session, next);
        family.rotate(next);
        entries.put(next, new Entry(family));
        return entry.successor;
    }

    /** A refresh that comes to nothing frees its token at once. */
    void abandon(Refresh refresh) {
        leave(refresh).ifPresent(entry -> entry.takesUntil = Instant.MIN);
    }

    private Optional<Entry> leave(Refresh refresh) {
        Entry entry = entries.get(refresh.token());
        if (entry == null || entry.inFlight != refresh) {
            return Optional.empty();
        }
        entry.inFlight = null;
        refresh.family().leave();
        return Optional.of(entry);
    }

    Optional<Family> live(String token, Instant now) {
        return Optional.ofNullable(entries.get(token))
                .filter(entry -> entry.spentAt == null && isLive(entry.family, now))
                .map(entry -> entry.family);
    }

    boolean has(Holder holder, Instant now) {
        return approvals.getOrDefault(holder, new ArrayDeque<>()).stream().anyMatch(family -> isLive(family, now));
    }

    /** Whether its current refresh token is good: neither revoked nor past what the app's policy allows. */
    private boolean isLive(Family family, Instant now) {
        return !family.isRevoked()
                && directory
                        .app(family.holder().clientId().value())
                        .filter(app -> family.isOver(app, now))
                        .isEmpty();
    }

    void revokeAll(Predicate<Holder> whose) {
        approvals.forEach((holder, all) -> {
            if (whose.test(holder)) {
                all.forEach(Family::revoke);
            }
        });
    }

    TokenTally tally(long issued, int liveSessions, Instant now) {
        int live = (int) approvals.values().stream()
                .flatMap(Deque::stream)
                .filter(family -> isLive(family, now))
                .count();
        return new TokenTally(issued, liveSessions, live, spentPresented, familiesRevoked, mostInFlight);
    }

    List<FamilyTally> families() {
        return families.stream().map(Family::tally).toList();
    }

    private static boolean revokesFamily(Rotation rotation) {
        return !(rotation instanceof Rotation.None)
                && !(rotation instanceof Rotation.Strict strict && !strict.revokesFamily());
    }

    private static boolean within(Duration window, Instant since, Instant now) {
        return now.isBefore(since.plus(window));
    }

    private static OAuthError expired(@Nullable String tag) {
        return new OAuthError("invalid_grant", "expired access/refresh token", tag);
    }

    private static OAuthError busy(@Nullable String tag) {
        return new OAuthError("invalid_grant", "token request is already being processed", tag);
    }
}
