package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.Cloud;
import io.crosscloud.auth.AtOnce;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.internal.oauth.ProviderBuilder;
import io.crosscloud.auth.internal.oauth.TestKeys;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.AuthListener;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.SecretLeakDetector;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.io.IOException;
import java.net.CookieManager;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the session manager was given reaches providers and stores that were not given their own. */
class GivenOnceTest {
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final Secret WRONG = Secret.of("wrong-" + SecretLeakDetector.MARK);

    private final TestClock clock = TestClock.create();
    private final FakeSalesforce salesforce =
            FakeSalesforce.builder().clock(clock).start();
    private final List<AuthEvent> events = new CopyOnWriteArrayList<>();
    private final List<AuthEvent> own = new CopyOnWriteArrayList<>();
    private final AuthListener listener = AtOnce.listener(own::add);

    @AfterEach
    void stop() {
        salesforce.close();
    }

    private enum Grant {
        JWT_BEARER,
        CLIENT_CREDENTIALS,
        REFRESH_TOKEN;

        /** The provider of this grant, whose first secret or key is wrong if it is told so. */
        TokenProvider provider(FakeSalesforce salesforce, boolean wrong, UnaryOperator<ProviderBuilder<?>> options) {
            ClientAuthentication secret = wrong
                    ? ClientAuthentication.secrets(WRONG, salesforce.clientSecret())
                    : ClientAuthentication.secret(salesforce.clientSecret());
            return switch (this) {
                case JWT_BEARER -> {
                    SigningKey right = SigningKey.fromPem(salesforce.signingKeyPem());
                    var builder = JwtBearerTokenProvider.builder(
                            salesforce.org(), salesforce.clientId(), wrong ? TestKeys.signing(TestKeys.FIRST) : right);
                    ProviderBuilder<?> unused = options.apply(builder.keys(right));
                    yield builder.build();
                }
                case CLIENT_CREDENTIALS -> {
                    var builder =
                            ClientCredentialsTokenProvider.builder(salesforce.org(), salesforce.clientId(), secret);
                    ProviderBuilder<?> unused = options.apply(builder);
                    yield builder.build();
                }
                case REFRESH_TOKEN -> {
                    var builder = ConnectedAppTokenRefresher.builder(salesforce.org(), salesforce.clientId(), secret);
                    ProviderBuilder<?> unused = options.apply(builder);
                    yield builder.build();
                }
            };
        }
    }

    private TokenProvider provider(Grant grant) {
        return grant.provider(salesforce, false, builder -> builder);
    }

    private SessionManager.Builder manager(TokenProvider provider) {
        return SessionManager.builder()
                .clock(clock)
                .listener(AtOnce.listener(events::add))
                .connection("salesforce", provider);
    }

    /** Gets one token from the server; by a refresh token that was adopted, if the grant wants one. */
    private AccessToken token(SessionManager sessions, Grant grant) {
        User user = grant == Grant.CLIENT_CREDENTIALS ? User.integration() : salesforce.user();
        if (grant == Grant.REFRESH_TOKEN) {
            AccessToken first = AccessToken.of(
                    "first-" + SecretLeakDetector.MARK,
                    ApiEndpoints.of(salesforce.instanceUri()),
                    Scopes.unspecified(),
                    clock.instant());
            sessions.connection("salesforce")
                    .adopt(user, TokenGrant.of(first).with(salesforce.issueRefreshToken()))
                    .invalidate(first);
        }
        return sessions.session("salesforce", user).accessToken();
    }

    @ParameterizedTest
    @EnumSource
    void clockAndListener_reachTheProvider(Grant grant) {
        salesforce.skewDate(SKEW);
        try (SessionManager sessions = manager(provider(grant)).build()) {
            assertThat(token(sessions, grant).issuedAt()).isEqualTo(clock.instant());
        }

        assertThat(events).contains(new AuthEvent.ClockSkew(Cloud.SALESFORCE, SKEW));
    }

    @ParameterizedTest
    @EnumSource
    void refusedSecretOrKey_isToldToTheManagersListener(Grant grant) {
        try (SessionManager sessions =
                manager(grant.provider(salesforce, true, builder -> builder)).build()) {
            token(sessions, grant);
        }

        assertThat(events).contains(new AuthEvent.CredentialFallback(Cloud.SALESFORCE, 1));
    }

    @ParameterizedTest
    @EnumSource
    void httpClient_sendsTheProvidersRequests(Grant grant) {
        Proxies proxies = new Proxies();
        try (SessionManager sessions =
                manager(provider(grant)).httpClient(proxies.client()).build()) {
            token(sessions, grant);
        }

        assertThat(proxies.asked)
                .extracting(URI::getPath)
                .contains(salesforce.org().tokenEndpoint().getPath());
    }

    @ParameterizedTest
    @EnumSource
    void providersOwn_wins(Grant grant) {
        TestClock later = TestClock.startingAt(clock.instant().plusSeconds(60));
        Proxies managers = new Proxies();
        Proxies providers = new Proxies();
        TokenProvider provider = grant.provider(
                salesforce,
                true,
                builder -> builder.clock(later).listener(listener).httpClient(providers.client()));
        try (SessionManager sessions =
                manager(provider).httpClient(managers.client()).build()) {
            assertThat(sessions.connection("salesforce").provider()).isSameAs(provider);
            assertThat(token(sessions, grant).issuedAt()).isEqualTo(later.instant());
        }

        assertThat(own)
                .contains(
                        new AuthEvent.ClockSkew(Cloud.SALESFORCE, Duration.ofMinutes(-1)),
                        new AuthEvent.CredentialFallback(Cloud.SALESFORCE, 1));
        assertThat(events)
                .noneMatch(
                        event -> event instanceof AuthEvent.ClockSkew || event instanceof AuthEvent.CredentialFallback);
        assertThat(providers.asked).isNotEmpty();
        assertThat(managers.asked).isEmpty();
    }

    @Test
    void providerOfTwoManagers_tellsEachItsOwn() {
        salesforce.skewDate(SKEW);
        TokenProvider shared = provider(Grant.JWT_BEARER);
        try (SessionManager one = manager(shared).build();
                SessionManager other = SessionManager.builder()
                        .clock(clock)
                        .listener(listener)
                        .connection("salesforce", shared)
                        .build()) {
            token(one, Grant.JWT_BEARER);
            assertThat(own).isEmpty();
            token(other, Grant.JWT_BEARER);
        }

        assertThat(events).containsOnlyOnce(new AuthEvent.ClockSkew(Cloud.SALESFORCE, SKEW));
        assertThat(own).containsOnlyOnce(new AuthEvent.ClockSkew(Cloud.SALESFORCE, SKEW));
    }

    @Test
    void boundProvider_isBoundAnewByAnotherManager() {
        salesforce.skewDate(SKEW);
        try (SessionManager one = manager(provider(Grant.JWT_BEARER)).build();
                SessionManager other = SessionManager.builder()
                        .clock(clock)
                        .listener(listener)
                        .connection("salesforce", one.connection("salesforce").provider())
                        .build()) {
            token(other, Grant.JWT_BEARER);
        }

        assertThat(own).contains(new AuthEvent.ClockSkew(Cloud.SALESFORCE, SKEW));
        assertThat(events).isEmpty();
    }

    @Test
    void fallbacks_andConnectionsThatAreAddedLater_areNotForgotten() {
        salesforce.skewDate(SKEW);
        try (SessionManager sessions =
                manager(provider(Grant.REFRESH_TOKEN)).listener(listener).build()) {
            sessions.addConnection("later", provider(Grant.REFRESH_TOKEN), provider(Grant.JWT_BEARER));

            sessions.session("later", salesforce.user()).accessToken();
        }

        assertThat(own).contains(new AuthEvent.ClockSkew(Cloud.SALESFORCE, SKEW));
    }

    @Test
    void unknownExpiry_isToldToTheManagersListener() {
        TokenProvider provider = JwtBearerTokenProvider.builder(
                        salesforce.org(), salesforce.clientId(), SigningKey.fromPem(salesforce.signingKeyPem()))
                .introspection(ClientAuthentication.secret(WRONG))
                .build();
        try (SessionManager sessions = manager(provider).build()) {
            token(sessions, Grant.JWT_BEARER);
        }

        assertThat(events).anyMatch(AuthEvent.ExpiryUnknown.class::isInstance);
    }

    @Test
    void clientThatProvidersDoNotTake_isRefused() {
        HttpClient cookies =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        SessionManager.Builder builder = manager(provider(Grant.JWT_BEARER)).httpClient(cookies);

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(builder::build)
                .matches(e -> e.problem() == SettingProblem.HTTP_CLIENT_UNSAFE);
    }

    @Test
    void storeInMemory_goesByTheManagersClock_andItsRowsAreShared() {
        InMemoryTokenStore store = InMemoryTokenStore.create();
        String key;
        try (SessionManager sessions = manager(provider(Grant.JWT_BEARER))
                .store(store, TokenCipher.generated())
                .build()) {
            Session session = sessions.session("salesforce", salesforce.user());
            session.accessToken();
            key = storeKey(sessions, session);
        }

        assertThat(store.find(key).orElseThrow().history().createdAt()).isEqualTo(clock.instant());
    }

    @Test
    void storeInMemory_keepsTheClockThatItWasGiven() {
        TestClock later = TestClock.startingAt(clock.instant().plusSeconds(60));
        InMemoryTokenStore store = InMemoryTokenStore.create(later);
        try (SessionManager sessions = manager(provider(Grant.JWT_BEARER))
                .store(store, TokenCipher.generated())
                .build()) {
            Session session = sessions.session("salesforce", salesforce.user());
            session.accessToken();

            assertThat(store.find(storeKey(sessions, session))
                            .orElseThrow()
                            .history()
                            .createdAt())
                    .isEqualTo(later.instant());
        }
        assertThat(store.claim("free", 0, "a", Duration.ofSeconds(1))).isInstanceOf(Claim.Granted.class);
    }

    private static String storeKey(SessionManager sessions, Session session) {
        return sessions.connection("salesforce").managed().context().storeKey(session.key());
    }

    /** No proxy for anybody, and who asked for one. */
    private static final class Proxies extends ProxySelector {
        private final List<URI> asked = new CopyOnWriteArrayList<>();

        HttpClient client() {
            return HttpClient.newBuilder().proxy(this).build();
        }

        @Override
        public List<Proxy> select(URI uri) {
            asked.add(uri);
            return List.of(Proxy.NO_PROXY);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            asked.add(uri);
        }
    }
}
