package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.AuthListener;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener that is slow, never returns or calls back stands in nobody's way. */
@Tag("C5")
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HungListenerTest extends TwoHosts {
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final LinkedBlockingQueue<AuthEvent> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void release() {
        released.countDown();
    }

    private AuthListener hangingOn(Class<? extends AuthEvent> kind) {
        return event -> {
            if (kind.isInstance(event)) {
                hang();
            }
            heard.add(event);
        };
    }

    private void hang() {
        try {
            released.await();
        } catch (InterruptedException e) {
            interrupted.countDown();
            Thread.currentThread().interrupt();
        }
    }

    private SessionManager manager(AuthListener listener) {
        return closedLater(builder(server).listener(listener).build());
    }

    private static AccessToken soon(CompletableFuture<AccessToken> token) throws Exception {
        return token.get(10, TimeUnit.SECONDS);
    }

    @Test
    void hangingOnCommitDelayed_theCommitIsTriedAgain() throws Exception {
        CountDownLatch stored = new CountDownLatch(1);
        SessionManager hung = manager(hangingOn(AuthEvent.CommitDelayed.class));
        expire();
        store.fail(1, FaultyStore.Verb.COMMIT);
        store.after(FaultyStore.Verb.COMMIT, stored::countDown);

        CompletableFuture<AccessToken> token = hung.session(KEY).accessTokenAsync();

        assertThat(stored.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(soon(token)).isNotNull();
    }

    @Test
    void hangingOnEverything_everySessionIsRefreshed() throws Exception {
        AtomicInteger issued = new AtomicInteger();
        SessionManager hung = closedLater(builder(rotatingForMany(issued))
                .listener(hangingOn(AuthEvent.class))
                .build());
        List<Session> sessions = IntStream.range(0, 40)
                .mapToObj(i -> User.of("user-" + i))
                .map(user -> hung.connection("salesforce").adopt(user, grant(issued)))
                .toList();
        expire();

        List<CompletableFuture<AccessToken>> tokens =
                sessions.stream().map(Session::accessTokenAsync).toList();

        for (CompletableFuture<AccessToken> token : tokens) {
            assertThat(soon(token)).isNotNull();
        }
        assertThat(issued).hasValue(80);
        assertThat(heard).isEmpty();
    }

    private TokenProvider rotatingForMany(AtomicInteger issued) {
        return new TokenProvider() {
            @Override
            public TokenGrant token(TokenRequest request) {
                return grant(issued);
            }

            @Override
            public ProviderInfo info() {
                return server.info();
            }
        };
    }

    private TokenGrant grant(AtomicInteger issued) {
        int number = issued.incrementAndGet();
        AccessToken token =
                token("at-CANARY-many-" + number).expiringAt(clock.instant().plus(RotatingProvider.LIFE));
        return TokenGrant.of(token).with(RefreshToken.of("rt-CANARY-many-" + number));
    }

    @Test
    void askingForTheSameSessionsToken_isAnswered() throws Exception {
        AtomicReference<SessionManager> calling = new AtomicReference<>();
        LinkedBlockingQueue<AccessToken> given = new LinkedBlockingQueue<>();
        calling.set(manager(event -> {
            if (event instanceof AuthEvent.TokenIssued issued) {
                given.add(calling.get().session(issued.session()).accessToken());
            }
        }));
        expire();

        AccessToken token = soon(calling.get().session(KEY).accessTokenAsync());

        assertThat(given.poll(10, TimeUnit.SECONDS)).isEqualTo(token);
    }

    @Test
    void closingTheManager_closesIt_andTheRestIsDelivered() throws Exception {
        AtomicReference<SessionManager> calling = new AtomicReference<>();
        LinkedBlockingQueue<Boolean> closed = new LinkedBlockingQueue<>();
        CountDownLatch second = new CountDownLatch(1);
        AuthListener closing = event -> {
            if (event instanceof AuthEvent.TokenIssued) {
                hang(); // until both events are told
                calling.get().close();
                closed.add(true);
            } else if (event instanceof AuthEvent.LoggedOut) {
                second.countDown();
            }
        };
        calling.set(builder(server)
                .listener(closing)
                .closeTimeout(Duration.ofHours(1))
                .build());
        expire();
        Session session = calling.get().session(KEY);
        soon(session.accessTokenAsync());
        session.revoke();

        released.countDown();

        assertThat(closed.poll(10, TimeUnit.SECONDS)).isTrue();
        assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void close_deliversWhatWasToldBefore_inOrder() throws Exception {
        SessionManager slow = builder(server)
                .listener(hangingOn(AuthEvent.TokenIssued.class))
                .closeTimeout(Duration.ofHours(1))
                .build();
        expire();
        Session session = slow.session(KEY);
        soon(session.accessTokenAsync());
        session.revoke();

        CompletableFuture<Void> closing = CompletableFuture.runAsync(slow::close);
        assertThat(heard).isEmpty();
        released.countDown();
        closing.get(10, TimeUnit.SECONDS);

        assertThat(heard)
                .extracting(AuthEvent::getClass)
                .containsExactly(AuthEvent.TokenIssued.class, AuthEvent.LoggedOut.class);
    }

    @Test
    void close_interruptsAListenerThatHangs() throws Exception {
        SessionManager hung = builder(server)
                .listener(hangingOn(AuthEvent.class))
                .closeTimeout(Duration.ofMillis(50))
                .build();
        expire();
        Session session = hung.session(KEY);
        soon(session.accessTokenAsync());
        session.revoke();

        CompletableFuture.runAsync(hung::close).get(10, TimeUnit.SECONDS);

        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isInstanceOf(AuthEvent.TokenIssued.class);
        assertThat(heard).isEmpty();
    }

    @Test
    void close_doesNotWaitForAListenerThatIgnoresItsInterrupt() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        SessionManager hung = builder(server)
                .listener(event -> {
                    entered.countDown();
                    while (released.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                })
                .closeTimeout(Duration.ofMillis(50))
                .build();
        expire();
        soon(hung.session(KEY).accessTokenAsync());
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

        CompletableFuture.runAsync(hung::close).get(10, TimeUnit.SECONDS);
    }
}
