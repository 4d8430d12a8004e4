package io.crosscloud.auth.connectedapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.session.User;
import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.junit.Fake;
import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What can go wrong with a login, L1 to L20: each has a test that is named after it. */
class LoginFaultsTest {
    private static final Pattern ROW = Pattern.compile("\\bL\\d+\\b");

    @Fake
    private FakeSalesforce salesforce;

    private SessionManager sessions;
    private ConnectedAppLogin login;

    @BeforeEach
    void start() {
        sessions = SessionManager.builder()
                .connection(
                        "salesforce",
                        ConnectedAppTokenRefresher.builder(
                                        salesforce.org(),
                                        salesforce.clientId(),
                                        ClientAuthentication.secret(salesforce.clientSecret()))
                                .clock(salesforce.clock())
                                .build())
                .clock(salesforce.clock())
                .build();
        login = ConnectedAppLogin.builder(sessions, "salesforce", salesforce.redirectUri())
                .build();
    }

    @AfterEach
    void stop() {
        sessions.close();
    }

    @Test
    void everyRow_hasATestThatNamesIt() {
        Set<String> named = Stream.of(
                        ConnectedAppLoginTest.class, LoginFaultsTest.class, LoopbackLoginTest.class, WhoIsItTest.class)
                .flatMap(tests -> Arrays.stream(tests.getDeclaredMethods()))
                .map(test -> test.getAnnotation(DisplayName.class))
                .filter(name -> name != null)
                .flatMap(name -> ROW.matcher(name.value()).results().map(MatchResult::group))
                .collect(Collectors.toSet());

        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 20).mapToObj(row -> "L" + row).toList());
    }

    private AuthException refused(Problem problem, UnaryOperator<String> tampering) {
        LoginRequest begun = login.begin(User.of("marta"));
        URI changed = URI.create(tampering.apply(begun.authorizationUri().toString()));

        AuthException refused = catchThrowableOfType(
                AuthException.class, () -> login.complete(begun.sealed(), salesforce.login(changed)));

        assertThat(refused).isNotNull();
        assertThat(refused.problem()).isEqualTo(problem);
        assertThat(salesforce.tally().liveRefreshTokens()).isZero();
        return refused;
    }

    @Test
    @DisplayName("L9: a code that was got by another challenge")
    void aChallengeThatWasChanged_isRefused() {
        AuthException refused = refused(
                ServerProblem.SALESFORCE_PKCE,
                uri -> uri.replaceAll("code_challenge=[^&]*", "code_challenge=" + "x".repeat(43)));

        assertThat(refused.error()).contains("invalid_request");
        assertThat(salesforce.journal().tokenRequests()).hasSize(1);
    }

    @Test
    @DisplayName("L9: a challenge that is taken out on the way, by an app that requires one")
    void aChallengeThatWasTakenOut_isRefused() {
        salesforce.put(salesforce.app(salesforce.clientId()).with(ConnectedApp.Trait.REQUIRES_PKCE));

        AuthException refused = refused(
                ServerProblem.SALESFORCE_PKCE_REQUIRED, uri -> uri.replaceAll("&code_challenge(_method)?=[^&]*", ""));

        assertThat(refused).hasMessageContaining("code challenge").hasMessageContaining("Leave PKCE on");
        assertThat(salesforce.journal().tokenRequests()).isEmpty();
    }
}
