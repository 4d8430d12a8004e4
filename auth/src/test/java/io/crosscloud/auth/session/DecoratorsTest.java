package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.Cloud;
import io.crosscloud.auth.AtOnce;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.connectedapp.ConnectedAppLogin;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.connectedapp.LoginProblem;
import io.crosscloud.auth.connectedapp.LoginRequest;
import io.crosscloud.auth.diagnosis.ConnectionDoctor;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.ForwardingTokenProvider;
import io.crosscloud.spi.ForwardingTokenStore;
import io.crosscloud.spi.PreparedRequest;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.Scopes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A decorated provider or store can do what the one within can, and is given what that would be given. */
class DecoratorsTest {
    private static final Duration SKEW = Duration.ofSeconds(30);

    private final TestClock clock = TestClock.create();
    private final FakeSalesforce salesforce =
            FakeSalesforce.builder().clock(clock).start();
    private final List<AuthEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger commits = new AtomicInteger();

    /** Counts requests. */
    private static final class Counting extends ForwardingTokenProvider {
        private final AtomicInteger sent;

        Counting(TokenProvider delegate, AtomicInteger sent) {
            super(delegate);
            this.sent = sent;
        }

        @Override
        public PreparedRequest prepare(TokenRequest request) {
            PreparedRequest prepared = super.prepare(request);
            return sendBy -> {
                sent.incrementAndGet();
                return prepared.send(sendBy);
            };
        }

        @Override
        public TokenProvider withDelegate(TokenProvider delegate) {
            return new Counting(delegate, sent);
        }
    }

    /** Counts commits. */
    private static final class CountingStore extends ForwardingTokenStore {
        private final AtomicInteger commits;

        CountingStore(TokenStore delegate, AtomicInteger commits) {
            super(delegate);
            this.commits = commits;
        }

        @Override
        public boolean commit(String key, long generation, SealedSession session) {
            commits.incrementAndGet();
            return super.commit(key, generation, session);
        }

        @Override
        public TokenStore withDelegate(TokenStore delegate) {
            return new CountingStore(delegate, commits);
        }
    }

    @AfterEach
    void stop() {
        salesforce.close();
    }

    private ConnectedAppTokenRefresher refresher() {
        return ConnectedAppTokenRefresher.builder(
                        salesforce.org(), salesforce.clientId(), ClientAuthentication.secret(salesforce.clientSecret()))
                .build();
    }

    private SessionManager manager(TokenProvider provider, TokenStore store) {
        return SessionManager.builder()
                .clock(clock)
                .listener(AtOnce.listener(events::add))
                .store(store, TokenCipher.generated())
                .connection("salesforce", provider)
                .build();
    }

    private Session logIn(SessionManager sessions) {
        ConnectedAppLogin login = ConnectedAppLogin.builder(sessions, "salesforce", salesforce.redirectUri())
                .scopes(Scopes.of("api", "refresh_token", "openid"))
                .build();
        LoginRequest begun = login.begin(salesforce.user());
        return login.complete(begun.sealed(), salesforce.login(begun.authorizationUri()));
    }

    @Test
    void wrappedRefresher_logsIn_rotates_andRevokes() {
        salesforce.rotation(true);
        salesforce.skewDate(SKEW);
        TokenProvider wrapped = new Counting(new Counting(refresher(), sent), sent);
        InMemoryTokenStore rows = InMemoryTokenStore.create();
        try (SessionManager sessions = manager(wrapped, new CountingStore(rows, commits))) {
            Session session = logIn(sessions);
            assertThat(session.status().identity()).isPresent();
            for (int i = 1; i <= 3; i++) {
                clock.advance(Duration.ofHours(3));
                session.accessToken();
            }
            assertThat(sent).hasValue(2 * 3);
            assertThat(commits).hasValue(1 + 3);
            assertThat(salesforce.journal().tokenRequests("refresh_token")).hasSize(3);

            String key = sessions.connection("salesforce").managed().context().storeKey(session.key());
            assertThat(rows.find(key).orElseThrow().history().refreshedAt()).isEqualTo(clock.instant());
            session.revoke();
        }

        assertThat(events).contains(new AuthEvent.ClockSkew(Cloud.SALESFORCE, SKEW));
        assertThat(salesforce.families())
                .allMatch(family -> family.rotations() == 3 && !family.reused() && family.revoked());
    }

    @Test
    void decoratorThatReturnsItself_keepsTheProviderThatItHas() {
        ForwardingTokenProvider stubborn = new ForwardingTokenProvider(refresher()) {
            @Override
            public TokenProvider withDelegate(TokenProvider delegate) {
                return this;
            }
        };
        try (SessionManager sessions = manager(stubborn, InMemoryTokenStore.create())) {
            assertThat(sessions.connection("salesforce").provider()).isSameAs(stubborn);
        }
    }

    @Test
    void storeDecoratorThatReturnsItself_keepsTheStoreThatItHas() {
        ForwardingTokenStore stubborn = new ForwardingTokenStore(InMemoryTokenStore.create()) {
            @Override
            public TokenStore withDelegate(TokenStore delegate) {
                return this;
            }
        };
        try (SessionManager sessions = manager(refresher(), stubborn)) {
            logIn(sessions);

            String key = sessions.connection("salesforce")
                    .managed()
                    .context()
                    .storeKey(SessionKey.of("salesforce", salesforce.user()));
            assertThat(stubborn.find(key).orElseThrow().history().createdAt()).isNotEqualTo(clock.instant());
        }
    }

    @Test
    void loginOverALambda_failsAndNamesTheTypeToExtend() {
        ConnectedAppTokenRefresher refresher = refresher();
        TokenProvider lambda = request -> refresher.token(request);
        try (SessionManager sessions = manager(lambda, InMemoryTokenStore.create())) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> logIn(sessions))
                    .matches(e -> e.problem() == LoginProblem.LOGIN_UNSUPPORTED)
                    .withMessageContaining("ForwardingTokenProvider");
        }
    }

    @Test
    void lambda_isAProviderLikeAnyOther() {
        ConnectedAppTokenRefresher refresher = refresher();
        TokenProvider lambda = request -> refresher.token(request.with(salesforce.issueRefreshToken()));
        try (SessionManager sessions = manager(lambda, InMemoryTokenStore.create())) {
            assertThat(sessions.session("salesforce", salesforce.user()).accessToken())
                    .isNotNull();
            assertThat(sessions.connection("salesforce").provider()).isSameAs(lambda);
            assertThat(lambda.info()).isEqualTo(ProviderInfo.custom());
        }
    }

    @Test
    void doctor_looksThroughADecorator() {
        String plain;
        try (SessionManager sessions = manager(refresher(), InMemoryTokenStore.create())) {
            plain = examined(sessions);
        }
        try (SessionManager sessions = manager(new Counting(refresher(), sent), InMemoryTokenStore.create())) {
            assertThat(examined(sessions)).isEqualTo(plain);
        }
    }

    private String examined(SessionManager sessions) {
        return ConnectionDoctor.builder(sessions, SessionKey.of("salesforce", salesforce.user()))
                .build()
                .examine()
                .toText();
    }

    @Test
    void token_goesThroughPrepare_soThatADecoratorNeedNotOverrideBoth() {
        TokenGrant grant = new Counting(refresher(), sent)
                .token(TokenRequest.of(salesforce.user()).with(salesforce.issueRefreshToken()));

        assertThat(grant.accessToken()).isNotNull();
        assertThat(sent).hasValue(1);
    }

    @Test
    void decoratorsTextNamesTheOneWithin() {
        assertThat(new Counting(refresher(), sent)).hasToString("Counting[" + refresher() + "]");
        assertThat(new CountingStore(InMemoryTokenStore.create(), commits).persistent())
                .isFalse();
    }
}
