package io.crosscloud.examples.storm;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.connectedapp.ConnectedAppLogin;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.connectedapp.LoginRequest;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.auth.store.jdbc.JdbcTokenStore;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The web host on which people log in: for the first time, and when another host has found that they must. Thread-safe. */
final class Logins implements AutoCloseable {
    private final TokenStore store;
    private final SessionManager sessions;
    private final ConnectedAppLogin login;
    private final Set<String> storeKeys = ConcurrentHashMap.newKeySet();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();

    /** A session that needed a login, and why, by what the store says. */
    record Ended(String user, String why) {}

    /** A login that failed, and was tried again. */
    record Failure(String user, Problem problem) {}

    Logins(FakeSalesforce fake, StoreAddress address, Secret key) {
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

    /** Logs a user in. */
    void logIn(String user) {
        LoginRequest begun = login.begin(User.of(user));
        var unused = login.complete(
                begun.sealed(),
                ScriptedBrowser.of(username(user), password(user)).approve(begun.authorizationUri()));
    }

    /** Somebody says that this user must log in: if the store says so too, that happens. */
    void logInAgain(String user) {
        if (!busy.add(user)) {
            return;
        }
        try {
            String why = why(user);
            if (!why.isEmpty()) {
                ended.add(new Ended(user, why));
                logIn(user);
            }
        } catch (AuthException e) {
            failures.add(new Failure(user, e.problem()));
        } finally {
            busy.remove(user);
        }
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

    /** Whether this family may be of a login that failed: what it brought could not be stored, and was revoked. */
    boolean failed(FamilyTally family) {
        return family.rotations() == 0
                && failures.stream().anyMatch(each -> username(each.user()).equals(family.username()));
    }

    /** The store, which tells under which keys it keeps what. */
    private final class Noting extends PassingStore {
        Noting() {
            super(store);
        }

        @Override
        public boolean commit(String key, long generation, SealedSession session) {
            storeKeys.add(key);
            return super.commit(key, generation, session);
        }
    }

    @Override
    public void close() {
        sessions.close();
    }
}
