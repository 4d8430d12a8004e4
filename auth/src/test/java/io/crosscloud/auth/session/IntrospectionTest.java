package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.auth.AtOnce;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.cloud.Endpoint;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.RecordedRequest;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** When a token ends whose answer does not say: asked of the server, if switched on. */
class IntrospectionTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(15);
    private static final String PATH = "/services/oauth2/introspect";

    private final TestClock clock = TestClock.create();
    private final FakeSalesforce salesforce =
            FakeSalesforce.builder().clock(clock).sessionTimeout(TIMEOUT).start();
    private final List<AuthEvent> events = new CopyOnWriteArrayList<>();
    private final InMemoryTokenStore store = InMemoryTokenStore.create(clock);
    private final TokenCipher cipher = TokenCipher.generated();

    @AfterEach
    void stop() {
        salesforce.close();
    }

    private SessionManager manager(TokenProvider provider, TokenProvider... fallbacks) {
        return SessionManager.builder()
                .clock(clock)
                .scheduler(new EagerScheduler(clock))
                .listener(AtOnce.listener(events::add))
                .store(store, cipher)
                .assumedLifetime(Duration.ofHours(1))
                .connection("salesforce", provider, fallbacks)
                .build();
    }

    private ClientAuthentication secret() {
        return ClientAuthentication.secret(salesforce.clientSecret());
    }

    private SigningKey key() {
        return SigningKey.fromPem(salesforce.signingKeyPem());
    }

    private JwtBearerTokenProvider.Builder jwtBearer() {
        return JwtBearerTokenProvider.builder(salesforce.org(), salesforce.clientId(), key())
                .clock(clock);
    }

    private ConnectedAppTokenRefresher.Builder refresher(ClientAuthentication authentication) {
        return ConnectedAppTokenRefresher.builder(salesforce.org(), salesforce.clientId(), authentication)
                .clock(clock);
    }

    private List<RecordedRequest> asked() {
        return salesforce.journal().requests().stream()
                .filter(request -> request.path().equals(PATH))
                .toList();
    }

    private Instant end(Session session) {
        return session.status().token().orElseThrow().expiresAt();
    }

    @Test
    void switchedOn_theServersEndHolds_forOneRequestEachToken() {
        try (SessionManager sessions =
                manager(jwtBearer().introspection(secret()).build())) {
            Session session = sessions.session("salesforce", salesforce.user());
            for (int i = 0; i < 100; i++) {
                session.accessToken();
            }

            assertThat(end(session)).isEqualTo(clock.instant().plus(TIMEOUT));
            assertThat(asked()).hasSize(1);
            assertThat(salesforce.journal().tokenRequests()).hasSize(1);

            clock.advance(TIMEOUT);
            session.accessToken();

            assertThat(end(session)).isEqualTo(clock.instant().plus(TIMEOUT));
            assertThat(asked()).hasSize(2);
            assertThat(salesforce.journal().tokenRequests()).hasSize(2);
            assertThat(events).noneMatch(AuthEvent.ExpiryUnknown.class::isInstance);
        }
    }

    @Test
    void switchedOff_nothingIsAsked() {
        try (SessionManager sessions = manager(jwtBearer().build())) {
            Session session = sessions.session("salesforce", salesforce.user());
            session.accessToken();

            assertThat(end(session)).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
            assertThat(asked()).isEmpty();
        }
    }

    @Test
    void aTokenThatSaysItself_isNotAskedAbout() {
        AccessToken stated = token().expiringAt(clock.instant().plusSeconds(60));

        assertThat(jwtBearer().introspection(secret()).build().expiry(stated)).isEmpty();
        assertThat(asked()).isEmpty();
    }

    private AccessToken token() {
        return jwtBearer().build().token(TokenRequest.of(salesforce.user())).accessToken();
    }

    static Stream<Arguments> proofs() {
        return Stream.of(Arguments.of("secret"), Arguments.of("basic"), Arguments.of("key"), Arguments.of("staged"));
    }

    @ParameterizedTest
    @MethodSource("proofs")
    void theClient_provesItselfAsAtTheTokenEndpoint(String kind) {
        ClientAuthentication proof = switch (kind) {
            case "secret" -> secret();
            case "basic" -> ClientAuthentication.basic(salesforce.clientSecret());
            case "key" -> ClientAuthentication.privateKeyJwt(key());
            default -> ClientAuthentication.secrets(Secret.of("not-yet-active"), salesforce.clientSecret());
        };
        TokenProvider provider = refresher(proof).introspection().build();
        AccessToken token = provider.token(TokenRequest.of(salesforce.user()).with(salesforce.issueRefreshToken()))
                .accessToken();

        assertThat(provider.expiry(token)).contains(clock.instant().plus(TIMEOUT));

        assertThat(asked()).hasSize(1);
        RecordedRequest asked = asked().get(0);
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.parameter("token_type_hint")).contains("access_token");
        assertThat(asked.grantType()).isEmpty();
        assertThat(asked.authorization().isPresent()).isEqualTo(kind.equals("basic"));
    }

    @Test
    void aLogin_aRotation_andClientCredentials_areAskedAboutToo() {
        salesforce.rotation(true);
        TokenProvider refresher = refresher(secret()).introspection().build();
        try (SessionManager sessions = manager(refresher)) {
            Session session = sessions.connection("salesforce")
                    .adopt(
                            salesforce.user(),
                            refresher.token(TokenRequest.of(salesforce.user()).with(salesforce.issueRefreshToken())));
            assertThat(end(session)).isEqualTo(clock.instant().plus(TIMEOUT));
            assertThat(asked()).hasSize(1);

            clock.advance(TIMEOUT);
            session.accessToken();

            assertThat(end(session)).isEqualTo(clock.instant().plus(TIMEOUT));
            assertThat(asked()).hasSize(2);
        }
        try (SessionManager sessions =
                manager(ClientCredentialsTokenProvider.builder(salesforce.org(), salesforce.clientId(), secret())
                        .clock(clock)
                        .introspection()
                        .build())) {
            Session session = sessions.session("salesforce", User.integration());
            session.accessToken();

            assertThat(end(session)).isEqualTo(clock.instant().plus(TIMEOUT));
            assertThat(asked()).hasSize(3);
        }
    }

    @Test
    void anotherHost_thatAdoptsTheToken_asksForItself() {
        TokenProvider provider = jwtBearer().introspection(secret()).build();
        try (SessionManager one = manager(provider);
                SessionManager two = manager(provider)) {
            one.session("salesforce", salesforce.user()).accessToken();
            clock.advance(Duration.ofMinutes(1));
            Session adopting = two.session("salesforce", salesforce.user());
            adopting.accessToken();

            assertThat(end(adopting)).isEqualTo(clock.instant().plus(Duration.ofMinutes(14)));
            assertThat(salesforce.journal().tokenRequests()).hasSize(1);
            assertThat(asked()).hasSize(2);
        }
    }

    @Test
    void aFallback_asksForItsOwnTokens() {
        TokenProvider dead = new TokenProvider() {
            @Override
            public TokenGrant token(TokenRequest request) {
                throw AuthFailure.of(SessionProblem.LOGIN_MISSING).toException();
            }
        };
        try (SessionManager sessions =
                manager(dead, jwtBearer().introspection(secret()).build())) {
            Session session = sessions.session("salesforce", salesforce.user());
            session.accessToken();

            assertThat(end(session)).isEqualTo(clock.instant().plus(TIMEOUT));
            assertThat(asked()).hasSize(1);
        }
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(Fault.status(500), ServerProblem.SERVER_FAILED),
                Arguments.of(Fault.status(503), ServerProblem.SERVER_UNAVAILABLE),
                Arguments.of(Fault.status(429), ServerProblem.SERVER_THROTTLES),
                Arguments.of(Fault.status(403), ServerProblem.ACCESS_DENIED),
                Arguments.of(Fault.redirect(302, "https://evil.example/"), ServerProblem.REDIRECTED),
                Arguments.of(answer("{\"active\":false}"), ServerProblem.INTROSPECTION_INACTIVE),
                Arguments.of(answer("{\"active\":\"true\",\"exp\":9999999999}"), ServerProblem.INTROSPECTION_INACTIVE),
                Arguments.of(answer("{\"active\":true}"), ServerProblem.RESPONSE_INVALID),
                Arguments.of(answer("{\"active\":true,\"exp\":-1}"), ServerProblem.RESPONSE_INVALID),
                Arguments.of(answer("{\"error\":\"invalid_client\"}"), ServerProblem.SALESFORCE_CLIENT_SECRET),
                Arguments.of(answer("nonsense"), ServerProblem.RESPONSE_INVALID),
                Arguments.of(answer("x".repeat(70_000)), ServerProblem.RESPONSE_INVALID),
                Arguments.of(Fault.lostAnswer(), ServerProblem.OUTCOME_UNKNOWN));
    }

    private static Fault answer(String body) {
        return Fault.status(200).body("application/json", body);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aServerThatDoesNotSay_isNoObstacle_andTheNextRuleHolds(Fault fault, Problem problem) {
        salesforce.faults().next(Route.IDENTITY).fail(fault);
        try (SessionManager sessions =
                manager(jwtBearer().introspection(secret()).build())) {
            Session session = sessions.session("salesforce", salesforce.user());
            for (int i = 0; i < 100; i++) {
                session.accessToken();
            }

            assertThat(end(session)).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
            assertThat(asked()).hasSize(1);
            assertThat(salesforce.journal().tokenRequests()).hasSize(1);
            assertThat(events).contains(new AuthEvent.ExpiryUnknown(session.key(), problem));
            assertThat(session.status().problem()).isEmpty();
        }
    }

    @Test
    void aProviderOfAHost_thatThrows_isNoObstacle() {
        TokenProvider mine = new TokenProvider() {
            @Override
            public TokenGrant token(TokenRequest request) {
                return TokenGrant.of(IntrospectionTest.this.token());
            }

            @Override
            public Optional<Instant> expiry(AccessToken token) {
                throw new IllegalStateException("no idea");
            }
        };
        try (SessionManager sessions = manager(mine)) {
            Session session = sessions.session("salesforce", salesforce.user());

            assertThat(session.accessToken()).isNotNull();
            assertThat(events).contains(new AuthEvent.ExpiryUnknown(session.key(), ServerProblem.OUTCOME_UNKNOWN));
        }
    }

    @Test
    void theServersEnd_isByThisMachinesClock_andWithinADay() {
        TokenProvider provider = jwtBearer().introspection(secret()).build();
        AccessToken token = token();
        salesforce.skewDate(Duration.ofHours(-1));

        assertThat(provider.expiry(token))
                .contains(clock.instant().plus(TIMEOUT).plus(Duration.ofHours(1)));

        salesforce.skewDate(Duration.ZERO);
        salesforce.faults().next(Route.IDENTITY).fail(answer("{\"active\":true,\"exp\":99999999999}"));
        assertThat(provider.expiry(token)).contains(token.issuedAt().plus(Duration.ofHours(24)));
    }

    @Test
    void aFailure_showsNothingSecret() {
        TokenProvider provider = jwtBearer().introspection(secret()).build();
        AccessToken token = token();
        String secrets = token.exposeSecret() + " " + salesforce.clientSecret().exposeSecret();
        salesforce
                .faults()
                .next(Route.IDENTITY)
                .fail(Fault.status(400)
                        .body(
                                "application/json",
                                "{\"error\":\"invalid_token\",\"error_description\":\"" + secrets + "\"}"));

        assertThatExceptionOfType(AuthException.class)
                .isThrownBy(() -> provider.expiry(token))
                .satisfies(refused -> assertThat(refused.toString())
                        .doesNotContain(token.exposeSecret())
                        .doesNotContain(salesforce.clientSecret().exposeSecret()));
    }

    @Test
    void whereNobodyCouldAnswer_itCannotBeSwitchedOn() {
        EngagementTenant tenant = EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm");
        ConnectedAppTokenRefresher.Builder engagement =
                ConnectedAppTokenRefresher.builder(tenant, salesforce.clientId(), secret());
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(engagement.introspection()::build)
                .withMessageContaining("introspection");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(refresher(ClientAuthentication.none()).introspection()::build)
                .withMessageContaining("client authentication: none");
        assertThat(ConnectedAppTokenRefresher.builder(
                                tenant.withEndpoint(
                                        Endpoint.INTROSPECTION, URI.create("https://gateway.example/introspect")),
                                salesforce.clientId(),
                                secret())
                        .introspection()
                        .build())
                .isNotNull();
    }
}
