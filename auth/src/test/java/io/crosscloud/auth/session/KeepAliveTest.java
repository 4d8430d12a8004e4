package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

class KeepAliveTest {
    private static final Duration IDLE_LIMIT = Duration.ofDays(30);
    private static final Duration WITHIN = Duration.ofDays(25);

    private final TestClock clock = TestClock.create();
    private final TokenCipher cipher = TokenCipher.generated();
    private final InMemoryTokenStore store = InMemoryTokenStore.create(clock);
    private final IdleServer server = new IdleServer(clock);

    private SessionManager host(String... keptAlive) {
        return SessionManager.builder()
                .connection("salesforce", server)
                .connection("other", server)
                .store(store, cipher)
                .clock(clock)
                .scheduler(clock.scheduler())
                .concurrency(4)
                .keepAlive(WITHIN, keptAlive)
                .build();
    }

    private void pass(SessionManager host, Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plusHours(1)) {
            clock.advance(Duration.ofHours(1));
            host.keepAlive().lastPass().join();
        }
    }

    /** 100,000 sessions, 30 days, four requests at a time, and a restart in the middle. */
    @Test
    @Tag("once")
    void aHundredThousandIdleSessions_outliveThirtyDaysAndARestart() {
        int sessions = 100_000;
        Set<String> threads = ConcurrentHashMap.newKeySet();
        server.onRequest = () -> threads.add(Thread.currentThread().getName());
        try (SessionManager host = host("salesforce")) {
            for (int i = 0; i < sessions; i++) {
                User user = User.of("user-" + i);
                host.connection("salesforce").adopt(user, server.login(user));
            }
            pass(host, Duration.ofDays(22));
        }
        try (SessionManager restarted = host("salesforce")) {
            pass(restarted, Duration.ofDays(8));

            assertThat(server.mostInFlight).hasValueLessThanOrEqualTo(4);
            assertThat(threads).hasSizeLessThanOrEqualTo(8);
            assertThat(server.dead).hasValue(0);
            assertThat(server.requests).hasValue(sessions);
            assertThat(server.requestsByDay).hasSizeGreaterThanOrEqualTo(5);
            assertThat(restarted.session("salesforce", User.of("user-17")).accessToken())
                    .isNotNull();
        }
    }

    @Test
    void onlyChosenConnections_areKeptAlive() {
        try (SessionManager host = host("salesforce")) {
            host.connection("salesforce").adopt(User.of("kept"), server.login(User.of("kept")));
            host.connection("other").adopt(User.of("left"), server.login(User.of("left")));

            pass(host, IDLE_LIMIT);

            assertThat(server.usedBy).containsOnlyKeys("kept");
        }
    }

    @Test
    void twoHosts_useEachRefreshTokenOnce() throws Exception {
        try (SessionManager one = host("salesforce");
                SessionManager two = host("salesforce")) {
            one.connection("salesforce").adopt(User.of("a"), server.login(User.of("a")));
            for (int hour = 0; hour < 30 * 24; hour++) {
                clock.advance(Duration.ofHours(1));
                awaitMovingTheClock(one.keepAlive().lastPass());
                awaitMovingTheClock(two.keepAlive().lastPass());
            }
        }
        assertThat(server.requests).hasValue(1);
        assertThat(server.dead).hasValue(0);
    }

    /** A host that finds the other at work waits a little, by the clock. */
    private void awaitMovingTheClock(CompletableFuture<?> pass) throws Exception {
        while (!pass.isDone()) {
            try {
                pass.get(10, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                clock.advance(Duration.ofMillis(100));
            }
        }
    }

    @Test
    void aSessionThatFails_doesNotHoldUpTheOthers() {
        server.refused.add("broken");
        try (SessionManager host = host("salesforce")) {
            for (String user : Set.of("broken", "a", "b")) {
                host.connection("salesforce").adopt(User.of(user), server.login(User.of(user)));
            }
            pass(host, WITHIN);

            assertThat(server.usedBy).containsOnlyKeys("a", "b");
            assertThat(host.session(SessionKey.of("salesforce", User.of("a"))).accessToken())
                    .isNotNull();
        }
    }

    @Test
    void anyNumberOfAnotherBindingsSessions_doesNotHoldUpOurs() {
        server.client = "before";
        try (SessionManager host = host("salesforce")) {
            for (int i = 0; i < 3_000; i++) {
                User user = User.of("left-" + i);
                host.connection("salesforce").adopt(user, server.login(user));
            }
        }
        store.commit("removed/b#0", 0, new SealedSession("of a connection that is gone", 1, clock.instant()));
        clock.advance(WITHIN.dividedBy(4));
        server.client = "after";
        try (SessionManager host = host("salesforce")) {
            host.connection("salesforce").adopt(User.of("a"), server.login(User.of("a")));
        }
        clock.advance(WITHIN);
        try (SessionManager host = host("salesforce")) {
            pass(host, Duration.ofHours(1));
        }
        assertThat(server.usedBy).containsOnlyKeys("a");
    }

    @Test
    void tooManyFailures_endThePassWithAWarning() {
        try (SessionManager host = host("salesforce")) {
            for (int i = 0; i < 1_020; i++) {
                User user = User.of("broken-" + i);
                server.refused.add(user.name());
                host.connection("salesforce").adopt(user, server.login(user));
            }
        }
        clock.advance(WITHIN);
        AtomicInteger tries = new AtomicInteger();
        server.onRequest = tries::incrementAndGet;
        List<String> warnings;
        try (SessionManager host = host("salesforce")) {
            warnings = warnings(() -> pass(host, Duration.ofHours(1)));
        }
        assertThat(tries).hasValue(1_000);
        assertThat(warnings).singleElement().asString().contains("1000 sessions", "PT1H");
    }

    private static List<String> warnings(Runnable action) {
        Logger logger = (Logger) LoggerFactory.getLogger(SessionManager.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            action.run();
        } finally {
            logger.detachAppender(log);
        }
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aSessionInDoubt_isWaitedForUntilItsTokenEnds_thenProbed() {
        try (SessionManager host = host("salesforce")) {
            host.connection("salesforce").adopt(User.of("a"), server.login(User.of("a")));
            server.unanswered.add("a");

            pass(host, WITHIN.minusDays(1));
            server.unanswered.clear();
            pass(host, Duration.ofDays(6));

            assertThat(server.usedBy).containsOnlyKeys("a");
            assertThat(server.dead).hasValue(0);
        }
    }

    /** A strict rotating server whose refresh tokens die of idleness. */
    private static final class IdleServer implements TokenProvider {
        private final TestClock clock;
        private final Map<String, String> living = new ConcurrentHashMap<>();
        private final Map<String, Instant> lastUse = new ConcurrentHashMap<>();
        private final Map<String, Integer> usedBy = new ConcurrentHashMap<>();
        private final Map<Long, Integer> requestsByDay = new ConcurrentHashMap<>();
        private final Set<String> refused = ConcurrentHashMap.newKeySet();
        private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
        private final AtomicInteger issued = new AtomicInteger();
        private final AtomicInteger requests = new AtomicInteger();
        private final AtomicInteger dead = new AtomicInteger();
        private final AtomicInteger inFlight = new AtomicInteger();
        private final AtomicInteger mostInFlight = new AtomicInteger();
        private volatile String client = "client";
        private volatile Runnable onRequest = () -> {};

        IdleServer(TestClock clock) {
            this.clock = clock;
        }

        TokenGrant login(User user) {
            return grant(user);
        }

        @Override
        public ProviderInfo info() {
            return ProviderInfo.of(GrantType.REFRESH_TOKEN, SalesforceOrg.myDomain("acme"), ClientId.of(client));
        }

        @Override
        public TokenGrant token(TokenRequest request) {
            mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            try {
                onRequest.run();
                String user = request.user().name();
                if (refused.contains(user)) {
                    throw AuthFailure.of(ServerProblem.NETWORK).toException();
                }
                if (unanswered.contains(user)) {
                    throw AuthFailure.of(ServerProblem.OUTCOME_UNKNOWN).toException();
                }
                requests.incrementAndGet();
                String shown = request.refreshToken().orElseThrow().exposeSecret();
                boolean idle = !clock.instant().isBefore(lastUse.get(user).plus(IDLE_LIMIT));
                if (idle || !shown.equals(living.get(user))) {
                    dead.incrementAndGet();
                    throw AuthFailure.of(ServerProblem.SALESFORCE_REFRESH_TOKEN_EXPIRED)
                            .toException();
                }
                usedBy.merge(user, 1, Integer::sum);
                requestsByDay.merge(clock.instant().getEpochSecond() / 86_400, 1, Integer::sum);
                return grant(request.user());
            } finally {
                inFlight.decrementAndGet();
            }
        }

        private TokenGrant grant(User user) {
            String refreshToken = "rt-CANARY-" + issued.incrementAndGet();
            living.put(user.name(), refreshToken);
            lastUse.put(user.name(), clock.instant());
            AccessToken token = AccessToken.of(
                    "at-CANARY-" + issued.incrementAndGet(),
                    ApiEndpoints.of(URI.create("https://acme.my.salesforce.com")),
                    Scopes.unspecified(),
                    clock.instant());
            return TokenGrant.of(token).with(RefreshToken.of(refreshToken));
        }
    }
}
