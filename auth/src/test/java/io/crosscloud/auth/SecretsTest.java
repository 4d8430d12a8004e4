package io.crosscloud.auth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static io.crosscloud.auth.MainClasses.ALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.connectedapp.ConnectedAppLogin;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.connectedapp.LoginRequest;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.SecretLeakDetector;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * A whole life of a session, with everything secret that there is: what the client makes itself (state, PKCE verifier, sealed
 * login), too, which carries no mark. Whatever it is, it is long and random, so no log line, exception or event may have a run
 * of forty letters and digits.
 */
class SecretsTest {
    private static final Pattern RANDOM = Pattern.compile("[\\w~+/=-]{40,}");

    private final TestClock clock = TestClock.create();
    private final FakeSalesforce salesforce =
            FakeSalesforce.builder().clock(clock).start();
    private final List<AuthEvent> events = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Secret key = Secret.of(Base64.getEncoder()
            .encodeToString("0123456789abcdefCANARYCANARY0123".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    private final ClientAuthentication secret = ClientAuthentication.secret(salesforce.clientSecret());
    private final SessionManager sessions = SessionManager.builder()
            .clock(clock)
            .listener(AtOnce.listener(events::add))
            .store(InMemoryTokenStore.create(clock), TokenCipher.aes256(key))
            .connection(
                    "salesforce",
                    ConnectedAppTokenRefresher.builder(salesforce.org(), salesforce.clientId(), secret)
                            .clock(clock)
                            .introspection()
                            .build())
            .build();

    @BeforeEach
    void listen() {
        salesforce.rotation(true);
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stop() {
        root.detachAppender(log);
        sessions.close();
        salesforce.close();
    }

    private static void assertDiscreet(String text) {
        assertThat(SecretLeakDetector.find(text)).as(text).isEmpty();
        assertThat(RANDOM.matcher(text).find()).as(text).isFalse();
    }

    @Test
    void aWholeLife_showsNothingSecret() {
        ConnectedAppLogin login = ConnectedAppLogin.builder(sessions, "salesforce", salesforce.redirectUri())
                .build();
        LoginRequest begun = login.begin(salesforce.user());
        URI callback = salesforce.login(begun.authorizationUri());
        Throwable forged = catchThrowable(() ->
                login.complete(begun.sealed(), URI.create(callback.toString().replace("state=", "state=x"))));
        Session session = login.complete(begun.sealed(), callback);
        Throwable again = catchThrowable(() -> login.complete(begun.sealed(), callback));
        clock.advance(Duration.ofHours(3));
        session.accessToken();
        clock.advance(Duration.ofHours(3));
        salesforce.faults().next(Route.TOKEN).fail(Fault.lostAnswer());
        Throwable lost = catchThrowable(session::accessToken);
        clock.advance(Duration.ofHours(3));
        Throwable dead = catchThrowable(session::accessToken);

        assertThat(List.of(forged, again, lost, dead)).allSatisfy(thrown -> {
            assertThat(SecretLeakDetector.find(thrown)).isEmpty();
            for (Throwable part = thrown; part != null; part = part.getCause()) {
                assertDiscreet(part.toString());
            }
        });
        assertThat(events).hasSizeGreaterThan(3).allSatisfy(event -> assertDiscreet(event.toString()));
        assertThat(log.list).hasSizeGreaterThan(3).allSatisfy(line -> assertDiscreet(line.getFormattedMessage()));
        assertThat(List.of(
                        login,
                        begun,
                        session,
                        session.status(),
                        sessions,
                        sessions.list(),
                        sessions.connection("salesforce")))
                .allSatisfy(each -> assertDiscreet(each.toString()));
    }

    @Test
    void whatHoldsASecret_doesNotPrintIt() {
        SigningKey signing = SigningKey.fromPem(salesforce.signingKeyPem());

        assertThat(List.of(
                        secret,
                        ClientAuthentication.basic(salesforce.clientSecret()),
                        ClientAuthentication.privateKeyJwt(signing),
                        signing,
                        TokenCipher.aes256(key),
                        ClientCredentialsTokenProvider.builder(salesforce.org(), salesforce.clientId(), secret)
                                .build(),
                        JwtBearerTokenProvider.builder(salesforce.org(), salesforce.clientId(), signing)
                                .introspection(secret)
                                .build(),
                        InMemoryTokenStore.create(clock)))
                .allSatisfy(each -> {
                    assertThat(SecretLeakDetector.find(each.toString()))
                            .as(each.toString())
                            .isEmpty();
                    assertThat(each.toString()).doesNotContain(key.exposeSecret());
                });
    }

    /** New types are covered without being listed. */
    @Test
    void noToString_readsASecret() {
        noMethods().that().haveName("toString").should(callExpose()).check(ALL);
    }

    private static ArchCondition<JavaMethod> callExpose() {
        return new ArchCondition<>("expose a secret") {
            @Override
            public void check(JavaMethod method, ConditionEvents conditions) {
                boolean exposes = method.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getName().startsWith("expose"));
                conditions.add(new SimpleConditionEvent(method, exposes, method.getFullName()));
            }
        };
    }
}
