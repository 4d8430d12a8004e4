package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.cloud.BusinessUnit;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ProtocolException;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SessionManagerTest {
    private static final URI HOST = URI.create("https://mc563885gzs27c5t9-63k636ttgm.rest.marketingcloudapis.com");
    private static final ProviderInfo JWT = ProviderInfo.of(
            GrantType.JWT_BEARER, EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm"), ClientId.of("client"));

    private final TestClock clock = TestClock.create();
    private final List<TokenRequest> requests = new CopyOnWriteArrayList<>();
    private final List<AuthEvent> events = new CopyOnWriteArrayList<>();
    private final SessionManager sessions =
            builder().connection("engagement", provider(JWT)).build();

    private SessionManager.Builder builder() {
        return SessionManager.builder()
                .clock(clock)
                .scheduler(new EagerScheduler(clock))
                .listener(events::add)
                .store(InMemoryTokenStore.create(clock), TokenCipher.generated());
    }

    private TokenProvider provider(ProviderInfo info) {
        return new TokenProvider() {
            @Override
            public TokenGrant token(TokenRequest request) {
                requests.add(request);
                return grant("at-CANARY-" + requests.size());
            }

            @Override
            public ProviderInfo info() {
                return info;
            }
        };
    }

    private TokenGrant grant(String token) {
        return TokenGrant.of(AccessToken.of(token, ApiEndpoints.of(HOST), Scopes.unspecified(), clock.instant())
                .expiringAt(clock.instant().plus(Duration.ofMinutes(18))));
    }

    @AfterEach
    void close() {
        sessions.close();
    }

    @Test
    void sameKey_isTheSameSession() {
        assertThat(sessions.session("engagement", User.of("a"))).isSameAs(sessions.session("engagement", User.of("a")));
    }

    @Test
    void aLoginForAGrantThatNeedsNone_isRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> sessions.connection("engagement").adopt(User.of("a"), grant("at-CANARY-login")))
                .withMessageContaining("expected: one whose provider is a ConnectedAppTokenRefresher");
    }

    @Test
    void everyParameterThatChangesWhatATokenMayDo_isInTheKey() {
        SessionKey key = SessionKey.of("engagement", User.of("a"));
        List<SessionKey> keys = List.of(
                key,
                SessionKey.of("engagement", User.of("b")),
                SessionKey.of("engagement", User.integration()),
                key.in(BusinessUnit.of(1)),
                key.in(BusinessUnit.of(2)),
                key.scopedTo(Scopes.of("email_read")),
                key.scopedTo(Scopes.of("email_read", "email_write")),
                key.in(BusinessUnit.of(1)).scopedTo(Scopes.of("email_read")));

        List<AccessToken> tokens =
                keys.stream().map(each -> sessions.session(each).accessToken()).toList();

        assertThat(tokens).doesNotHaveDuplicates();
        assertThat(requests).hasSize(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            assertThat(sessions.session(keys.get(i)).accessToken()).isEqualTo(tokens.get(i));
        }
        assertThat(requests).hasSize(keys.size());
    }

    @Test
    void sameNameOverOneStore_butAnotherServerOrClientOrSetting_isAnotherRecord() {
        InMemoryTokenStore store = InMemoryTokenStore.create(clock);
        TokenCipher cipher = TokenCipher.generated();
        List<ProviderInfo> infos = List.of(
                JWT,
                ProviderInfo.of(
                        GrantType.JWT_BEARER,
                        EngagementTenant.of("mc563885gzs27c5t9-63k636ttgx"),
                        ClientId.of("client")),
                ProviderInfo.of(
                        GrantType.JWT_BEARER,
                        EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm"),
                        ClientId.of("other")),
                JWT.withDefaults("account_id=7"));
        List<AccessToken> tokens = new ArrayList<>();
        for (ProviderInfo info : infos) {
            try (SessionManager each = builder()
                    .store(store, cipher)
                    .connection("engagement", provider(info))
                    .build()) {
                tokens.add(each.session("engagement", User.of("a")).accessToken());
            }
        }

        assertThat(tokens).doesNotHaveDuplicates();
        assertThat(requests).hasSize(infos.size());
    }

    @Test
    void manyColdCallers_causeOneRequest() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        sessions.addConnection("slow", request -> {
            requests.add(request);
            uninterruptibly(go);
            return grant("slow");
        });
        Session session = sessions.session("slow", User.of("a"));

        List<CompletableFuture<AccessToken>> callers = IntStream.range(0, 1000)
                .mapToObj(i -> session.accessTokenAsync())
                .toList();
        go.countDown();

        for (CompletableFuture<AccessToken> caller : callers) {
            assertThat(caller.get().exposeSecret()).isEqualTo("slow");
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void fiftyRefusalsOfOneToken_causeOneMoreRequest() {
        Session session = sessions.session("engagement", User.of("a"));
        AccessToken token = session.accessToken();

        List<AccessToken> fresh = IntStream.range(0, 50)
                .parallel()
                .mapToObj(i -> {
                    session.invalidate(token);
                    return session.accessToken();
                })
                .distinct()
                .toList();

        assertThat(fresh).hasSize(1).doesNotContain(token);
        assertThat(requests).hasSize(2);
    }

    @Tag("H9")
    @Test
    void aWrongSetting_isNotAskedAboutAgainForAMinute() {
        sessions.addConnection("broken", request -> {
            requests.add(request);
            throw AuthFailure.of(Problem.SALESFORCE_ASSERTION_INVALID).toException();
        });
        Session session = sessions.session("broken", User.of("a"));

        for (int i = 0; i < 100; i++) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(session::accessToken)
                    .withMessageStartingWith("broken/a: ");
        }
        assertThat(requests).hasSize(1);
        assertThat(session.status().state()).isEqualTo(SessionStatus.State.FAILING);
        assertThat(session.status().problem()).contains(Problem.SALESFORCE_ASSERTION_INVALID);

        clock.advance(Duration.ofMinutes(1));
        assertThatExceptionOfType(ConfigurationException.class).isThrownBy(session::accessToken);
        assertThat(requests).hasSize(2);
    }

    @Test
    void withoutRefreshToken_aFailingStoreOnlyCostsARequest() {
        FaultyStore store = new FaultyStore(InMemoryTokenStore.create(clock));
        store.fail(FaultyStore.Verb.FIND, FaultyStore.Verb.CLAIM, FaultyStore.Verb.COMMIT);
        try (SessionManager each = builder()
                .store(store, TokenCipher.generated())
                .connection("engagement", provider(JWT))
                .build()) {
            assertThat(each.session("engagement", User.of("a")).accessToken()).isNotNull();
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void withoutRefreshToken_aSecondHostAdoptsFromTheStore() {
        InMemoryTokenStore store = InMemoryTokenStore.create(clock);
        TokenCipher cipher = TokenCipher.generated();
        try (SessionManager one = builder()
                        .store(store, cipher)
                        .connection("engagement", provider(JWT))
                        .build();
                SessionManager two = builder()
                        .store(store, cipher)
                        .connection("engagement", provider(JWT))
                        .build()) {
            AccessToken token = one.session("engagement", User.of("a")).accessToken();

            assertThat(two.session("engagement", User.of("a")).accessToken()).isEqualTo(token);
        }
        assertThat(requests).hasSize(1);
    }

    @Tag("B14")
    @Test
    void noStatedEnd_theAssumedLifeHolds_andTheSameTokenAgainIsTrustedForLess() {
        sessions.addConnection("opaque", request -> {
            requests.add(request);
            return TokenGrant.of(AccessToken.of("same", ApiEndpoints.of(HOST), Scopes.unspecified(), clock.instant()));
        });
        Session session = sessions.session("opaque", User.of("a"));
        for (int i = 0; i < 100; i++) {
            session.accessToken();
        }
        assertThat(requests).hasSize(1);
        assertThat(session.status().token().orElseThrow().expiresAt())
                .isEqualTo(clock.instant().plus(Duration.ofHours(2)));

        clock.advance(Duration.ofHours(2));
        session.accessToken();

        assertThat(requests).hasSize(2);
        assertThat(session.status().token().orElseThrow().expiresAt())
                .isEqualTo(clock.instant().plus(Duration.ofMinutes(15)));
    }

    @Test
    void anEarlierEnd_isLearnedFromRefusals_unlessTheHostKnowsBetter() {
        TokenProvider opaque = request -> {
            requests.add(request);
            return TokenGrant.of(AccessToken.of(
                    "at-CANARY-" + requests.size(), ApiEndpoints.of(HOST), Scopes.unspecified(), clock.instant()));
        };
        try (SessionManager told = builder()
                .assumedLifetime(Duration.ofHours(4))
                .connection("opaque", opaque)
                .build()) {
            sessions.addConnection("opaque", opaque);
            Session learning = sessions.session("opaque", User.of("a"));
            Session knowing = told.session("opaque", User.of("a"));
            for (Session session : List.of(learning, knowing)) {
                AccessToken token = session.accessToken();
                clock.advance(Duration.ofMinutes(30));
                session.invalidate(token);
                session.accessToken();
            }

            assertThat(lifeOf(learning)).isEqualTo(Duration.ofMinutes(30));
            assertThat(lifeOf(knowing)).isEqualTo(Duration.ofHours(4));
        }
    }

    private static Duration lifeOf(Session session) {
        SessionStatus.Token token = session.status().token().orElseThrow();
        return Duration.between(token.issuedAt(), token.expiresAt());
    }

    @Tag("B15")
    @Test
    void aTokenThatIsOverAtOnce_isStillUsedForAWhile() {
        sessions.addConnection("over", request -> {
            requests.add(request);
            return TokenGrant.of(AccessToken.of(
                            "over-" + requests.size(), ApiEndpoints.of(HOST), Scopes.unspecified(), clock.instant())
                    .expiringAt(clock.instant()));
        });
        Session session = sessions.session("over", User.of("a"));

        for (int i = 0; i < 100; i++) {
            session.accessToken();
        }

        assertThat(requests).hasSizeLessThanOrEqualTo(2);
    }

    @Tag("K8")
    @Test
    void aClockThatJumpsAYearAhead_costsOneRequest() {
        Session session = sessions.session("engagement", User.of("a"));
        session.accessToken();
        clock.set(clock.instant().plus(Duration.ofDays(365)));

        IntStream.range(0, 100).parallel().forEach(i -> session.accessToken());

        assertThat(requests).hasSize(2);
    }

    @Tag("K7")
    @Test
    void aClockThatIsSetBack_makesNoTokenImmortal_sinceARefusalIsBelieved() {
        Session session = sessions.session("engagement", User.of("a"));
        AccessToken token = session.accessToken();
        clock.set(clock.instant().minus(Duration.ofDays(1)));
        assertThat(session.accessToken()).isEqualTo(token);

        session.invalidate(token);

        assertThat(session.accessToken()).isNotEqualTo(token);
        assertThat(requests).hasSize(2);
    }

    @Tag("U16")
    @Test
    void aStoredHostThatIsNotTrusted_isNotUsed() {
        InMemoryTokenStore store = InMemoryTokenStore.create(clock);
        TokenCipher cipher = TokenCipher.generated();
        EngagementTenant tenant = EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm");
        ProviderInfo gullible =
                ProviderInfo.of(GrantType.JWT_BEARER, tenant.withTrustedHost("evil.example"), ClientId.of("client"));
        TokenProvider evil = new TokenProvider() {
            @Override
            public TokenGrant token(TokenRequest request) {
                URI host = URI.create("https://evil.example");
                return TokenGrant.of(
                        AccessToken.of("at-CANARY", ApiEndpoints.of(host), Scopes.unspecified(), clock.instant()));
            }

            @Override
            public ProviderInfo info() {
                return gullible;
            }
        };
        try (SessionManager writer = builder()
                        .store(store, cipher)
                        .connection("engagement", evil)
                        .build();
                SessionManager reader = builder()
                        .store(store, cipher)
                        .connection("engagement", provider(JWT))
                        .build()) {
            writer.session("engagement", User.of("a")).accessToken();
            Session session = reader.session("engagement", User.of("a"));

            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(session::accessToken)
                    .matches(e -> e.problem() == Problem.HOST_UNTRUSTED);
            assertThat(events).contains(new AuthEvent.RecordUnreadable(session.key(), Problem.HOST_UNTRUSTED));
        }
    }

    @Test
    void aConnectionReplacedWhileASessionIsLookedUp_givesNoSessionOfTheFormerOne() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch replaced = new CountDownLatch(1);
        AtomicInteger lookups = new AtomicInteger();
        sessions.addConnection("moving", new TokenProvider() {
            @Override
            public TokenGrant token(TokenRequest request) {
                return grant("at-CANARY-former");
            }

            @Override
            public ProviderInfo info() {
                if (Thread.currentThread().getName().equals("looking up") && lookups.getAndIncrement() == 0) {
                    asked.countDown();
                    uninterruptibly(replaced);
                }
                return JWT;
            }
        });
        CompletableFuture<Session> found = new CompletableFuture<>();
        new Thread(() -> found.complete(sessions.session("moving", User.of("a"))), "looking up").start();
        asked.await();

        sessions.removeConnection("moving");
        sessions.addConnection("moving", request -> grant("at-CANARY-new"));
        replaced.countDown();

        assertThat(found.get().accessToken().exposeSecret()).isEqualTo("at-CANARY-new");
        assertThat(sessions.session("moving", User.of("a"))).isSameAs(found.get());
    }

    @Test
    void aChangedMappingOfUsers_isAnotherRecord() {
        InMemoryTokenStore store = InMemoryTokenStore.create(clock);
        TokenCipher cipher = TokenCipher.generated();
        List<AccessToken> tokens = new ArrayList<>();
        for (String subject : List.of("a@acme.example", "b@acme.example")) {
            TokenProvider inner = provider(JWT);
            TokenProvider mapped = new TokenProvider() {
                @Override
                public TokenGrant token(TokenRequest request) {
                    return inner.token(request);
                }

                @Override
                public String subject(User user) {
                    return subject;
                }

                @Override
                public ProviderInfo info() {
                    return JWT;
                }
            };
            try (SessionManager each = builder()
                    .store(store, cipher)
                    .connection("engagement", mapped)
                    .build()) {
                tokens.add(each.session("engagement", User.of("a")).accessToken());
            }
        }

        assertThat(tokens).doesNotHaveDuplicates();
    }

    @Test
    void theTokenThatWasJustRefused_again_isAFailureWithAPause() {
        sessions.addConnection("shared", request -> {
            requests.add(request);
            return grant("same");
        });
        Session session = sessions.session("shared", User.of("a"));
        session.invalidate(session.accessToken());

        assertThatExceptionOfType(TryLaterException.class)
                .isThrownBy(session::accessToken)
                .matches(e -> e.problem() == Problem.SAME_TOKEN_AGAIN);
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(session::accessToken);
        assertThat(requests).hasSize(2);
    }

    @Test
    void unknownConnection_listsTheKnownOnes() {
        sessions.addConnection("salesforce", provider(ProviderInfo.custom()));

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> sessions.session("saleforce", User.of("a")))
                .withMessageContaining("saleforce")
                .withMessageContaining("[engagement, salesforce]");
    }

    @Test
    void clientCredentials_takeNoPerson() {
        sessions.addConnection(
                "cc",
                provider(ProviderInfo.of(
                        GrantType.CLIENT_CREDENTIALS, SalesforceOrg.myDomain("acme"), ClientId.of("c"))));

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> sessions.session("cc", User.of("a")))
                .matches(e -> e.problem() == Problem.USER_UNSUPPORTED);
        assertThat(sessions.session("cc", User.integration()).accessToken()).isNotNull();
    }

    @Test
    void aConnectionRemovedWhileRunning_closesItsSessionsOnly() {
        sessions.addConnection("other", provider(ProviderInfo.custom()));
        Session kept = sessions.session("engagement", User.of("a"));
        Session removed = sessions.session("other", User.of("a"));
        removed.accessToken();

        sessions.removeConnection("other");
        sessions.removeConnection("other");

        assertThatIllegalStateException().isThrownBy(removed::accessToken);
        assertThat(kept.accessToken()).isNotNull();
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> sessions.session("other", User.of("a")));
        sessions.addConnection("other", provider(ProviderInfo.custom()));
        assertThat(sessions.session("other", User.of("a")).accessToken()).isNotNull();
    }

    @Test
    void aNameThatIsTaken_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sessions.addConnection("engagement", provider(JWT)))
                .withMessageContaining("engagement");
    }

    @Tag("U15")
    @Test
    void authorize_addsTheHeaderForTheSessionsHostsOnly() {
        Session session = sessions.session("engagement", User.of("a"));

        HttpRequest request = session.authorize(HttpRequest.newBuilder(session.resolve("/platform/v1/tokenContext")))
                .build();

        assertThat(request.uri()).isEqualTo(HOST.resolve("/platform/v1/tokenContext"));
        assertThat(request.headers().firstValue("Authorization")).contains("Bearer at-CANARY-1");
        for (String foreign : List.of(
                "https://evil.example/",
                "http://mc563885gzs27c5t9-63k636ttgm.rest.marketingcloudapis.com/",
                "https://mc563885gzs27c5t9-63k636ttgm.rest.marketingcloudapis.com:8443/",
                "https://user@mc563885gzs27c5t9-63k636ttgm.rest.marketingcloudapis.com/")) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .as(foreign)
                    .isThrownBy(() -> session.authorize(HttpRequest.newBuilder(URI.create(foreign))))
                    .matches(e -> e.problem() == Problem.REQUEST_HOST);
        }
    }

    @Test
    @Tag("C3")
    void aClientThatFollowsRedirects_isRefused() {
        HttpClient redirecting = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> SessionManager.builder().httpClient(redirecting))
                .matches(e -> e.problem() == Problem.HTTP_CLIENT_UNSAFE);
    }

    @Test
    @Tag("C5")
    void aListenerThatThrows_breaksNothing() {
        try (SessionManager each = builder()
                .listener(event -> {
                    throw new IllegalStateException("listener");
                })
                .connection("engagement", provider(JWT))
                .build()) {
            assertThat(each.session("engagement", User.of("a")).accessToken()).isNotNull();
        }
    }

    @Test
    @Tag("C8")
    void evictedFromTheCache_aHeldSessionStaysTheSame() {
        try (SessionManager tiny = builder()
                .keep(1, Duration.ofMinutes(1))
                .connection("engagement", provider(JWT))
                .build()) {
            Session held = tiny.session("engagement", User.of("a"));
            held.accessToken();
            for (int i = 0; i < 100; i++) {
                tiny.session("engagement", User.of("user-" + i));
            }

            assertThat(tiny.session("engagement", User.of("a"))).isSameAs(held);
            assertThat(requests).hasSize(1);
        }
    }

    private SessionManager keepingForAMinute(TestClock time) {
        return builder()
                .keep(10, Duration.ofMinutes(1))
                .clock(time)
                .connection("engagement", provider(JWT))
                .build();
    }

    @Test
    @Tag("C8")
    void idleForTooLong_aHeldSessionStaysTheSame() {
        TestClock time = TestClock.create();
        try (SessionManager brief = keepingForAMinute(time)) {
            Session held = brief.session("engagement", User.of("a"));
            held.accessToken();
            time.advance(Duration.ofMinutes(2));
            brief.session("engagement", User.of("b")).accessToken();

            assertThat(brief.list()).hasSize(2);
            assertThat(brief.session("engagement", User.of("a"))).isSameAs(held);

            time.advance(Duration.ofMinutes(2));
            brief.session("engagement", User.of("b")).accessToken();
            assertThat(brief.session("engagement", User.of("a"))).isSameAs(held); // not cleaned up before
            assertThat(requests).hasSize(2);
        }
    }

    @Test
    void firstUseAfterALongRest_doesNotEvictTheSession() {
        TestClock time = TestClock.create();
        try (SessionManager brief = keepingForAMinute(time)) {
            time.advance(Duration.ofMinutes(2));
            brief.session("engagement", User.of("a")).accessToken();
            assertThat(brief.list()).hasSize(1);
            System.gc(); // takes what was evicted, as nobody holds it

            assertThat(brief.list()).hasSize(1);
        }
    }

    @Test
    void list_saysHowSessionsStand() {
        sessions.session("engagement", User.of("a")).accessToken();
        Session idle = sessions.session("engagement", User.of("b"));

        assertThat(sessions.list())
                .extracting(SessionStatus::key, SessionStatus::state)
                .contains(
                        org.assertj.core.groups.Tuple.tuple(
                                SessionKey.of("engagement", User.of("a")), SessionStatus.State.VALID),
                        org.assertj.core.groups.Tuple.tuple(idle.key(), SessionStatus.State.IDLE));
        assertThat(sessions.list().toString()).doesNotContain("at-CANARY-1");
    }

    @Test
    void settingsOutOfRange_areRefused() {
        SessionManager.Builder builder = SessionManager.builder();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.acquireTimeout(Duration.ZERO))
                .withMessageContaining("acquireTimeout: PT0S (expected: > 0, at most 36500 days)");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.lease(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.concurrency(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.keep(0, Duration.ofMinutes(1)));
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
