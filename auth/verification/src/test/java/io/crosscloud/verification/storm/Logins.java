package io.crosscloud.verification.storm;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.connectedapp.ConnectedAppLogin;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.connectedapp.LoginRequest;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.auth.store.jdbc.JdbcTokenStore;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.session.User;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.FamilyTally;
import io.crosscloud.testkit.SalesforceUser;
import io.crosscloud.testkit.ScriptedBrowser;
import io.crosscloud.token.Secret;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The web host on which people log in: for the first time, and when another host has found that they must. Thread-safe. */
final class Logins implements AutoCloseable {
    private static final int MOST_TRIES = 5;

    private final TokenStore store;
    private final SessionManager sessions;
    private final ConnectedAppLogin login;
    private final Set<String> storeKeys = ConcurrentHashMap.newKeySet();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final Set<String> replaced = ConcurrentHashMap.newKeySet();
    private final AtomicInteger unconfirmed = new AtomicInteger();
    private final long seed;

    /** A session that needed a login, and why, by what the store says. */
    record Ended(String user, String why) {}

    /** A login that failed, or of which nobody knows, and which was tried again. */
    record Failure(String user, Problem problem) {}

    /** The seed with which the store confirms what it has taken. */
    static final long ALWAYS_CONFIRMED = -1;

    /** @param seed from which follows which logins the store does not confirm though it has taken them */
    Logins(FakeSalesforce fake, StoreAddress address, Secret key, long seed) {
        this.seed = seed;
        this.store = address.open(Timing.MAX_PAUSE);
        if (store instanceof JdbcTokenStore tables) {
            tables.createSchema();
        }
        this.sessions = SessionManager.builder()
                .connection(
                        HostMain.CONNECTION,
                        ConnectedAppTokenRefresher.builder(
                                        fake.org(), fake.clientId(), ClientAuthentication.secret(fake.clientSecret()))
                                .build())
                .store(new Noting(), TokenCipher.aes256(key))
                .assumedLifetime(Timing.ASSUMED_LIFETIME)
                .build();
        this.login = ConnectedAppLogin.builder(sessions, HostMain.CONNECTION, fake.redirectUri())
                .build();
    }

    /** What the cloud calls a user. */
    static String username(String user) {
        return user + "@storm.example";
    }

    static SalesforceUser salesforceUser(String user) {
        return SalesforceUser.of(username(user), password(user), "Storm " + user);
    }

    private static Secret password(String user) {
        return Secret.of("correct-horse-" + user);
    }

    /** Logs a user in for the first time, and again if it is not known whether that is stored. */
    void begin(String user) {
        for (int i = 0; i < MOST_TRIES && record(user).isEmpty(); i++) {
            try {
                logIn(user);
            } catch (AuthException e) {
                failures.add(new Failure(user, e.problem()));
            }
        }
    }

    /** Logs a user in. */
    void logIn(String user) {
        LoginRequest begun = login.begin(User.of(user));
        var unused = login.complete(
                begun.sealed(),
                ScriptedBrowser.of(username(user), password(user)).approve(begun.authorizationUri()));
    }

    /** Somebody says that this user must log in: if the store says so too, that happens. */
    void logInAgain(String user) {
        logInAgain(user, false);
    }

    /** If the server refuses this user's refresh token for no known reason: logs in again rather than wait. */
    void insteadOfWaiting(String user) {
        logInAgain(user, true);
    }

    private void logInAgain(String user, boolean impatient) {
        if (!busy.add(user)) {
            return;
        }
        try {
            String why = why(user);
            if (!why.isEmpty()) {
                ended.add(new Ended(user, why));
                logIn(user);
            } else if (impatient && isRefused(user)) {
                replaced.add(username(user));
                logIn(user);
            }
        } catch (AuthException e) {
            failures.add(new Failure(user, e.problem()));
        } finally {
            busy.remove(user);
        }
    }

    private boolean isRefused(String user) {
        return record(user)
                .filter(record -> record.notBefore() != null && record.history().refusals() > 0)
                .isPresent();
    }

    /** Whether this user has logged in while there was a living login, which is revoked if a rotation of it comes late. */
    boolean hasReplaced(FamilyTally family) {
        return replaced.contains(family.username());
    }

    /** Why the session of this user has ended; empty if it goes on. */
    String why(String user) {
        return record(user).map(SessionRecord::ending).map(Enum::name).orElse("");
    }

    /** The row of this user, past the session manager. */
    Optional<SessionRecord> record(String user) {
        return storeKeys.stream()
                .filter(key -> key.startsWith(HostMain.CONNECTION + "/" + user + "#"))
                .findFirst()
                .flatMap(store::find);
    }

    List<Ended> ended() {
        return List.copyOf(ended);
    }

    List<Failure> failures() {
        return List.copyOf(failures);
    }

    /**
     * Whether this family may be of a login that failed: what it brought could not be stored, and was revoked. What may have
     * been stored must not be.
     */
    boolean failed(FamilyTally family) {
        return family.rotations() == 0
                && failures.stream()
                        .filter(each -> each.problem() != SessionProblem.STORE_UNCONFIRMED)
                        .anyMatch(each -> username(each.user()).equals(family.username()));
    }

    /** How many logins the store has taken and not confirmed. */
    int unconfirmed() {
        return unconfirmed.get();
    }

    /**
     * The store, which tells under which keys it keeps what, and now and then does not confirm what it has taken; every second
     * time it does not answer the next question either.
     */
    private final class Noting extends PassingStore {
        private static final int ONE_OF = 5;

        private final SplittableRandom random = new SplittableRandom(seed);
        private final ThreadLocal<Boolean> silent = ThreadLocal.withInitial(() -> false);

        Noting() {
            super(store);
        }

        @Override
        public Optional<SessionRecord> find(String key) {
            if (silent.get()) {
                silent.remove();
                throw lost();
            }
            return super.find(key);
        }

        @Override
        public boolean commit(String key, long generation, SealedSession session) {
            storeKeys.add(key);
            boolean committed = super.commit(key, generation, session);
            if (committed && draw(ONE_OF)) {
                unconfirmed.incrementAndGet();
                silent.set(draw(2));
                throw lost();
            }
            return committed;
        }

        private synchronized boolean draw(int oneOf) {
            return seed != ALWAYS_CONFIRMED && random.nextInt(oneOf) == 0;
        }

        private RuntimeException lost() {
            return AuthFailure.of(StoreProblem.STORE_UNAVAILABLE)
                    .detail("the confirmation was lost")
                    .toException();
        }
    }

    @Override
    public void close() {
        sessions.close();
    }
}
