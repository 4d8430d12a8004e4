package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.auth.client.CredentialProblem;
import io.crosscloud.auth.internal.session.engine.Refresher;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.StoreException;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.ForwardingTokenProvider;
import io.crosscloud.spi.PreparedRequest;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code of the host's hangs: it holds no lease, and no token of anybody else. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostCodeTest extends TwoHosts {
    private static final Duration SOON = Duration.ofMillis(100);

    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        end.countDown();
    }

    /** Marta's server, to which this is done while a request is prepared. */
    private TokenProvider preparing(Runnable first) {
        return new ForwardingTokenProvider(server) {
            @Override
            public PreparedRequest prepare(TokenRequest request) {
                first.run();
                return super.prepare(request);
            }

            @Override
            public TokenProvider withDelegate(TokenProvider delegate) {
                return this;
            }
        };
    }

    private void hang() {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted");
        }
    }

    private void hangForGood() {
        boolean over = false;
        while (!over) {
            try {
                end.await();
                over = true;
            } catch (InterruptedException e) {
                // ignored, which is what is tested
            }
        }
    }

    @Tag("K5")
    @Test
    void aSupplierThatHangs_holdsNoLease() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        Session stuck = host(preparing(() -> {
                    hanging.countDown();
                    hang();
                }))
                .session(KEY);
        expire();
        CompletableFuture<AccessToken> unused = stuck.accessTokenAsync();
        hanging.await();

        assertThat(stored().lease()).isNull();
        assertThat(stored().attemptedAt()).isNull();
        assertThat(otherHost.session(KEY).accessToken().exposeSecret()).startsWith("at-");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aSupplierThatHangs_isInterruptedAtItsDeadline_andNamed() {
        CountDownLatch interrupted = new CountDownLatch(1);
        SessionManager host = closedLater(builder(preparing(() -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                }))
                .acquireTimeout(SOON)
                .build());
        expire();

        Throwable failure = failureOf(host.session(KEY).accessTokenAsync());

        assertThat(failure)
                .isInstanceOfSatisfying(
                        TryLaterException.class, e -> assertThat(e.problem()).isEqualTo(SessionProblem.HOST_CODE_HANGS))
                .hasMessageContaining("connection salesforce, secret or signature");
        assertThat(server.requests()).isEmpty();
        assertThat(awaitUninterruptibly(interrupted)).isTrue();
    }

    @Test
    void callsThatIgnoreTheInterrupt_areTold_andBounded() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        TokenProvider provider = preparing(() -> {
            calls.incrementAndGet();
            hangForGood();
        });
        SessionManager host = closedLater(builder(provider).acquireTimeout(SOON).build());
        for (int i = 0; i < 12; i++) {
            User user = User.of("user-" + i);
            host.connection("salesforce").adopt(user, server.login());
        }
        expire();

        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            failures.add(
                    failureOf(host.session("salesforce", User.of("user-" + i)).accessTokenAsync()));
        }

        assertThat(failures)
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                TryLaterException.class,
                                e -> assertThat(e.problem()).isEqualTo(SessionProblem.HOST_CODE_HANGS)));
        assertThat(calls).hasValue(8);
        assertThat(failures.get(11)).hasMessageContaining("8 earlier calls have not come back");
        assertThat(await(AuthEvent.HostCodeHangs.class).connection()).isEqualTo("salesforce");
    }

    @Test
    void aConnectionWhoseCodeHangs_keepsNoOtherWaiting() throws Exception {
        CountDownLatch hanging = new CountDownLatch(40);
        List<TokenRequest> asked = new ArrayList<>();
        SessionManager host = closedLater(builder(server)
                .connection("stuck", request -> {
                    hanging.countDown();
                    hang();
                    throw AuthFailure.of(ServerProblem.NETWORK).toException();
                })
                .connection("well", newTokens(asked))
                .concurrency(40)
                .build());
        for (int i = 0; i < 200; i++) {
            CompletableFuture<AccessToken> unused =
                    host.session("stuck", User.of("user-" + i)).accessTokenAsync();
        }
        hanging.await();

        assertThat(host.session("well", MARTA).accessToken().exposeSecret()).startsWith("at-custom-");
    }

    @Test
    void aProviderThatHangsWithTheRefreshToken_isInterruptedAndTold_andWhatItBringsLateIsKept() throws Exception {
        Gate gate = new Gate();
        SessionManager host =
                closedLater(builder(server).lease(Duration.ofMillis(200)).build());
        expire();
        server.gateAfter(gate::passUninterrupted);

        CompletableFuture<AccessToken> slow = host.session(KEY).accessTokenAsync();
        assertThat(await(AuthEvent.HostCodeHangs.class).code()).isEqualTo("token request");
        assertThat(stored().attemptedAt()).isNotNull();
        gate.open();

        AccessToken token = slow.join();
        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(token);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aThreadThatIsInterrupted_leavesNoCallBehind() {
        for (int i = 0; i < 20; i++) {
            AccessToken token = session().accessToken();
            Thread.currentThread().interrupt();
            host.connection("salesforce").managed().discard(MARTA, RefreshToken.of("rt-of-nobody"));
            boolean unused = Thread.interrupted();
            session().invalidate(token);
        }
        clock.advance(Duration.ofHours(1));
        assertThat(session().accessToken()).isNotNull();
    }

    @Test
    void aMappingOfUsersThatHangs_holdsNobodyElsesSession() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        TokenProvider mapping = new TokenProvider() {
            @Override
            public TokenGrant token(TokenRequest request) {
                return TokenGrant.of(HostCodeTest.this.token("at-" + request.user()));
            }

            @Override
            public String subject(User user) {
                if (user.equals(MARTA)) {
                    hanging.countDown();
                    hang();
                }
                return user.name();
            }

            @Override
            public ProviderInfo info() {
                return server.info();
            }
        };
        SessionManager host = host(mapping);
        Thread stuck =
                new Thread(() -> assertThatThrownBy(() -> host.session(KEY)).isNotNull());
        stuck.setDaemon(true);
        stuck.start();
        hanging.await();

        for (int i = 0; i < 1_000; i++) {
            assertThat(host.session(SessionKey.of("salesforce", User.of("user-" + i))))
                    .isNotNull();
        }
        stuck.interrupt();
        stuck.join();
    }

    @Test
    void aStoreThatHangs_isInterruptedAtItsDeadline_andNamed() throws Exception {
        SessionManager host = hurried();
        expire();
        CountDownLatch interrupted = new CountDownLatch(1);
        store.before(FaultyStore.Verb.FIND, () -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });

        Throwable failure = failureOf(host.session(KEY).accessTokenAsync());

        assertThat(failure)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.problem()).isEqualTo(StoreProblem.STORE_UNAVAILABLE))
                .hasMessageContaining("connection salesforce, store, find: no answer within PT0.3S");
        assertThat(awaitUninterruptibly(interrupted)).isTrue();
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aStoreThatIgnoresTheInterrupt_isTold_andHoldsNobodyElsesToken() throws Exception {
        SessionManager host = hurried();
        User otto = User.of("otto");
        host.connection("salesforce").adopt(otto, server.login());
        expire();
        store.before(FaultyStore.Verb.FIND, this::hangForGood);
        CompletableFuture<AccessToken> stuck = host.session(KEY).accessTokenAsync();

        AuthEvent.HostCodeHangs told = await(AuthEvent.HostCodeHangs.class);

        assertThat(told).isEqualTo(new AuthEvent.HostCodeHangs("salesforce", "store, find", 1));
        assertThat(failureOf(stuck)).isInstanceOf(StoreException.class);
        assertThat(host.session("salesforce", otto).accessToken().exposeSecret())
                .startsWith("at-");
    }

    /** The only copy of a living refresh token. */
    @Test
    void aCommitThatHangs_isTriedAgain_andNothingIsLost() {
        SessionManager host = hurried();
        expire();
        store.before(FaultyStore.Verb.COMMIT, this::hangForGood);

        AccessToken token = host.session(KEY).accessToken();
        host.close();

        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(token);
        assertThat(server.requests()).hasSize(1);
    }

    /** As when a network drops what is sent, and a driver waits for ever. */
    @Test
    void commitsThatHangForGood_doNotKeepTheNextOneOut_onceTheStoreIsBack() {
        SessionManager host = hurried();
        expire();
        AtomicInteger hung = new AtomicInteger();
        store.before(FaultyStore.Verb.COMMIT, () -> hangTimes(12, hung));

        AccessToken token = host.session(KEY).accessToken();
        while (otherRow().isEmpty()) {
            Thread.onSpinWait();
        }
        host.close();

        assertThat(hung).hasValue(12);
        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(token);
        assertThat(server.requests()).hasSize(1);
    }

    private void hangTimes(int times, AtomicInteger hung) {
        if (hung.incrementAndGet() < times) {
            store.before(FaultyStore.Verb.COMMIT, () -> hangTimes(times, hung));
        }
        hangForGood();
    }

    /** The second generation, once it is stored. */
    private Optional<SessionRecord> otherRow() {
        return rows.find(row()).filter(record -> record.generation() == 2);
    }

    /** One that waits little for its store. */
    private SessionManager hurried() {
        SessionManager.Builder builder = builder(server);
        builder.settings.storeTimeout = Duration.ofMillis(300);
        return closedLater(builder.build());
    }

    private static Throwable failureOf(CompletableFuture<?> future) {
        return future.handle((value, failure) -> Refresher.causeOf(failure)).join();
    }

    private static boolean awaitUninterruptibly(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void failuresOfHostCode_comeThroughAsTheyAre() {
        Session session = host(preparing(() -> {
                    throw AuthFailure.of(CredentialProblem.SECRET_UNAVAILABLE).toException();
                }))
                .session(KEY);
        expire();

        assertThatExceptionOfType(io.crosscloud.error.ConfigurationException.class)
                .isThrownBy(session::accessToken)
                .matches(e -> e.problem() == CredentialProblem.SECRET_UNAVAILABLE);
        assertThat(stored().lease()).isNull();
    }
}
