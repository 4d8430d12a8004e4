package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.FamilyTally;
import io.crosscloud.testkit.TokenTally;
import io.crosscloud.token.Scopes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * All that is alive in the org: codes, sessions, and through {@link RefreshTokens} approvals. Every operation is atomic
 * under one lock, and none does I/O. Thread-safe.
 */
public final class Tokens {
    private final ReentrantLock lock = new ReentrantLock();
    private final InstantSource clock;
    private final Map<String, LoginCode> codes = new HashMap<>();
    private final Map<String, ApiSession> sessions = new HashMap<>();
    private final RefreshTokens refreshTokens;
    private long issued;

    Tokens(OrgSettings settings, Switches switches, Directory directory) {
        this.clock = settings.clock();
        this.refreshTokens =
                new RefreshTokens(switches, directory, settings.durations().refresh(), holder -> end(holder::equals));
    }

    /** Remembers what a new code stands for. */
    String issue(LoginCode meaning) {
        String code = RandomText.authorizationCode();
        return atomically(() -> {
            codes.put(code, meaning);
            return code;
        });
    }

    /** What the code stands for; it is consumed, whatever comes of it. */
    LoginCode consume(String code) {
        LoginCode meaning = atomically(() -> Optional.ofNullable(codes.remove(code)))
                .orElseThrow(() -> OAuthError.invalidGrant("invalid authorization code"));
        if (!clock.instant().isBefore(meaning.expiresAt())) {
            throw OAuthError.invalidGrant("expired authorization code");
        }
        return meaning;
    }

    /** Begins a session that no approval stands behind. */
    ApiSession open(ApiSession session) {
        return atomically(() -> register(session));
    }

    /** The live session of this user and app with these scopes, if there is one. */
    Optional<ApiSession> shared(Holder holder, Scopes scopes) {
        return atomically(() -> {
            Instant now = clock.instant();
            Optional<ApiSession> live = sessions.values().stream()
                    .filter(session -> session.isAlive(now)
                            && session.holder().equals(holder)
                            && session.scopes().equals(scopes))
                    .findFirst();
            live.ifPresent(session -> issued++);
            return live;
        });
    }

    /** Begins a session under a new approval, whose refresh token is returned; a sixth one ends the oldest. */
    String approve(ApiSession session) {
        String token = RandomText.refreshToken();
        return atomically(() -> {
            session.belongTo(refreshTokens.add(session.holder(), session.scopes(), token, clock.instant()));
            register(session);
            return token;
        });
    }

    /** A new approval without a session. */
    String approve(Holder holder, Scopes scopes) {
        String token = RandomText.refreshToken();
        return atomically(() -> {
            refreshTokens.add(holder, scopes, token, clock.instant());
            return token;
        });
    }

    /** Locks a refresh token that this app presents, or says why not. */
    Refresh begin(String token, ConnectedApp app) {
        return atomically(() -> refreshTokens.begin(token, app, clock.instant()));
    }

    /** Ends a refresh with a new session, or with what the same refresh token got before. */
    Refreshed commit(Refresh refresh, ApiSession session) {
        return atomically(() -> {
            Refreshed refreshed = refreshTokens.commit(refresh, session, clock.instant());
            if (refreshed.session() == session) {
                session.belongTo(refresh.family());
                register(session);
            }
            return refreshed;
        });
    }

    /** Ends a refresh without a result; after {@link #commit} it does nothing. */
    void abandon(Refresh refresh) {
        atomically(() -> {
            refreshTokens.abandon(refresh);
            return refresh;
        });
    }

    /** Uses the access token, if its session is alive. */
    Optional<ApiSession> use(String accessToken) {
        return atomically(
                () -> Optional.ofNullable(sessions.get(accessToken)).filter(session -> session.use(clock.instant())));
    }

    /** The live session of this access token, which does not count as use. */
    Optional<ApiSession> find(String accessToken) {
        return atomically(() ->
                Optional.ofNullable(sessions.get(accessToken)).filter(session -> session.isAlive(clock.instant())));
    }

    /** The approval that this refresh token stands for, if it would be accepted. */
    Optional<Family> approvalOf(String refreshToken) {
        return atomically(() -> refreshTokens.live(refreshToken, clock.instant()));
    }

    /** Whether the user has approved the app by a login that still holds. */
    boolean isApproved(Holder holder) {
        return atomically(() -> refreshTokens.has(holder, clock.instant()));
    }

    /** Ends an access token, or a refresh token with its access tokens; false if it is no live one of either. */
    public boolean revoke(String token) {
        return atomically(() -> {
            ApiSession session = sessions.remove(token);
            if (session != null) {
                return session.isAlive(clock.instant());
            }
            Optional<Family> family = refreshTokens.live(token, clock.instant());
            family.ifPresent(Family::revoke);
            return family.isPresent();
        });
    }

    /** Ends everything of the app. */
    void revokeAll(ClientId app) {
        atomically(() -> end(holder -> holder.clientId().equals(app)));
    }

    /** Ends everything of the user. */
    public void revokeAll(String username) {
        atomically(() -> end(holder -> holder.username().equalsIgnoreCase(username)));
    }

    /** Ends all sessions of the user; approvals live on. */
    public void expireSessions(String username) {
        atomically(() -> sessions.values()
                .removeIf(session -> session.holder().username().equalsIgnoreCase(username)));
    }

    /** Ends all sessions; approvals live on. */
    public void expireSessions() {
        atomically(() -> {
            sessions.clear();
            return sessions;
        });
    }

    public TokenTally tally() {
        return atomically(() -> {
            Instant now = clock.instant();
            long live = sessions.values().stream()
                    .filter(session -> session.isAlive(now))
                    .count();
            return refreshTokens.tally(issued, (int) live, now);
        });
    }

    public List<FamilyTally> families() {
        return atomically(refreshTokens::families);
    }

    private ApiSession register(ApiSession session) {
        issued++;
        sessions.put(session.token(), session);
        return session;
    }

    private boolean end(Predicate<Holder> whose) {
        refreshTokens.revokeAll(whose);
        return sessions.values().removeIf(session -> whose.test(session.holder()));
    }

    private <T> T atomically(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
