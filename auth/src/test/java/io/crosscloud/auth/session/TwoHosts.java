package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.auth.AtOnce;
import io.crosscloud.auth.internal.session.record.StoreKeys;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Marta has logged in at one of two hosts, which share a store that can fail and a server that rotates strictly. */
abstract class TwoHosts {
    static final User MARTA = User.of("marta");
    static final SessionKey KEY = SessionKey.of("salesforce", MARTA);

    final TestClock clock = TestClock.create();
    final TokenCipher cipher = TokenCipher.generated();
    final RotatingProvider server = new RotatingProvider(clock);
    final InMemoryTokenStore rows = InMemoryTokenStore.create(clock);
    final FaultyStore store = new FaultyStore(rows);
    final List<AuthEvent> events = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<AuthEvent> arriving = new LinkedBlockingQueue<>();
    private final List<SessionManager> hosts = new ArrayList<>();
    final SessionManager host = host(server);
    final SessionManager otherHost = host(server);

    @BeforeEach
    void logIn() {
        host.connection("salesforce").adopt(MARTA, server.login());
    }

    @AfterEach
    void close() {
        store.heal();
        hosts.forEach(SessionManager::close);
    }

    /** One more host, which is closed after the test. */
    final SessionManager host(TokenProvider provider, TokenProvider... fallbacks) {
        return closedLater(builder(provider, fallbacks).build());
    }

    /** One more host, for the test to close. */
    final SessionManager.Builder builder(TokenProvider provider, TokenProvider... fallbacks) {
        return SessionManager.builder()
                .connection("salesforce", provider, fallbacks)
                .store(store, cipher)
                .clock(clock)
                .scheduler(new EagerScheduler(clock))
                .closeTimeout(Duration.ofSeconds(2))
                .listener(AtOnce.listener(event -> {
                    events.add(event);
                    arriving.add(event);
                }));
    }

    /** One more host, for the test to close, which tries nothing again before the clock is moved. */
    final SessionManager.Builder patient() {
        return builder(server).scheduler(clock.scheduler());
    }

    final SessionManager closedLater(SessionManager started) {
        hosts.add(started);
        return started;
    }

    final Session session() {
        return host.session(KEY);
    }

    /** Under what the store keeps Marta's login. */
    final String row() {
        return StoreKeys.storeKey(KEY, server);
    }

    final SessionRecord stored() {
        return store.find(row()).orElseThrow();
    }

    final void expire() {
        clock.advance(RotatingProvider.LIFE);
    }

    /** The access token still lives, and is about to end. */
    final void enterWindow() {
        clock.advance(RotatingProvider.LIFE.minusSeconds(30));
    }

    /** The next such event since the last one that was waited for. */
    final <E extends AuthEvent> E await(Class<E> kind) throws InterruptedException {
        AuthEvent event = arriving.take();
        while (!kind.isInstance(event)) {
            event = arriving.take();
        }
        return kind.cast(event);
    }

    /** Blocks until the store holds no session in this row any more. */
    final void awaitEnd(String row) {
        while (rows.find(row).orElseThrow().session() != null && !Thread.interrupted()) {
            Thread.onSpinWait();
        }
    }

    /** One whose end nobody knows, of no login. */
    final AccessToken token(String value) {
        return AccessToken.of(value, ApiEndpoints.of(RotatingProvider.HOST), Scopes.unspecified(), clock.instant());
    }

    /** A grant without a refresh token, with another token each time. */
    final TokenProvider newTokens(List<TokenRequest> asked) {
        return request -> {
            asked.add(request);
            return TokenGrant.of(token("at-custom-" + asked.size()));
        };
    }

    static Supplier<RuntimeException> failure(Problem problem) {
        return () -> AuthFailure.of(problem).toException();
    }

    static void assertLoggedOut(Session session) {
        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(session::accessToken)
                .matches(e -> e.problem() == SessionProblem.LOGGED_OUT, "logged out");
    }
}
