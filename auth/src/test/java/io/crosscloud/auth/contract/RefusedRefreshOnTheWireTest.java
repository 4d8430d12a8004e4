package io.crosscloud.auth.contract;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.auth.Problems;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.connectedapp.ConnectedAppLogin;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.connectedapp.LoginRequest;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.User;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.testkit.junit.Fake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A refresh that is refused, at two hosts that share a store. */
class RefusedRefreshOnTheWireTest {
    private static final User MARTA = User.of("marta");

    @Fake
    private TestClock clock;

    @Fake
    private FakeSalesforce salesforce;

    private @Nullable InMemoryTokenStore rows;
    private final TokenCipher cipher = TokenCipher.generated();
    private final List<SessionManager> hosts = new ArrayList<>();

    @AfterEach
    void close() {
        hosts.forEach(SessionManager::close);
    }

    private InMemoryTokenStore store() {
        if (rows == null) {
            rows = InMemoryTokenStore.create(clock);
        }
        return rows;
    }

    private SessionManager host(SalesforceOrg org) {
        SessionManager host = SessionManager.builder()
                .connection(
                        "salesforce",
                        ConnectedAppTokenRefresher.builder(
                                        org,
                                        salesforce.clientId(),
                                        ClientAuthentication.secret(salesforce.clientSecret()))
                                .clock(clock)
                                .build())
                .store(store(), cipher)
                .clock(clock)
                .build();
        hosts.add(host);
        return host;
    }

    private void logIn(SessionManager host) {
        ConnectedAppLogin login = ConnectedAppLogin.builder(host, "salesforce", salesforce.redirectUri())
                .build();
        LoginRequest begun = login.begin(MARTA);
        login.complete(begun.sealed(), salesforce.login(begun.authorizationUri()));
        clock.advance(Duration.ofHours(3));
    }

    private AuthException refused(SessionManager host, Fault.Answer answer) {
        salesforce.faults().next(Route.TOKEN).ofGrant("refresh_token").fail(answer);
        return catchThrowableOfType(
                AuthException.class, () -> host.session("salesforce", MARTA).accessToken());
    }

    private static Fault.Answer invalidGrant(String description) {
        return Fault.status(400)
                .body(
                        "application/json",
                        "{\"error\":\"invalid_grant\",\"error_description\":\"" + description + "\"}");
    }

    @Tag("H6")
    @ParameterizedTest
    @ValueSource(
            strings = {"ip address not allowed", "user is frozen", "", "the expired access/refresh token store is down"
            })
    void salesforcesUnknownRefusal_endsNoLogin_onAnyHost(String description) {
        salesforce.rotation(true);
        SessionManager one = host(salesforce.org());
        SessionManager other = host(salesforce.org());
        logIn(one);

        AuthException refused = refused(one, invalidGrant(description));
        clock.advance(Duration.ofHours(7));

        assertThat(refused).isInstanceOf(TryLaterException.class).hasMessageContaining(description);
        assertThat(refused.problem()).isEqualTo(ServerProblem.SALESFORCE_REFRESH_REFUSED);
        assertThat(other.session("salesforce", MARTA).accessToken()).isNotNull();
        assertThat(salesforce).neverSawASpentRefreshToken().receivedTokenRequests(2, "refresh_token");
    }

    @Tag("H6")
    @ParameterizedTest
    @CsvSource({
        "expired access/refresh token, SALESFORCE_REFRESH_TOKEN_REVOKED",
        "token validity expired, SALESFORCE_REFRESH_TOKEN_EXPIRED",
    })
    void whatIsKnownToMeanTheEnd_endsTheLogin_onEveryHost(
            String description, @ConvertWith(Problems.ByName.class) Problem problem) {
        SessionManager one = host(salesforce.org());
        SessionManager other = host(salesforce.org());
        logIn(one);

        assertThat(refused(one, invalidGrant(description)).problem()).isEqualTo(problem);
        clock.advance(Duration.ofHours(7));

        assertThat(catchThrowableOfType(
                                AuthException.class,
                                () -> other.session("salesforce", MARTA).accessToken())
                        .problem())
                .isEqualTo(problem);
        assertThat(salesforce).receivedTokenRequests(1, "refresh_token");
    }

    @Tag("H6")
    @Test
    void anotherServersInvalidGrant_endsTheLogin() {
        SessionManager host = host(SalesforceOrg.at(salesforce.uri()));
        logIn(host);

        AuthException refused = refused(host, invalidGrant("Token is not active"));

        assertThat(refused).isInstanceOf(LoginRequiredException.class);
        assertThat(refused.problem()).isEqualTo(ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED);
    }

    @Tag("H26")
    @ParameterizedTest
    @ValueSource(ints = {500, 501, 503, 524})
    void serverThatFailsAfterTheCommit_leavesTheOutcomeUnknown_andIsNotAskedAgainAtOnce(int status) {
        salesforce.rotation(true);
        SessionManager host = host(salesforce.org());
        logIn(host);

        AuthException refused =
                refused(host, Fault.status(status).header("Retry-After", "30").afterCommit());

        assertThat(refused.problem()).isEqualTo(ServerProblem.OUTCOME_UNKNOWN);
        assertThat(refused.status()).hasValue(status);
        assertThat(((TryLaterException) refused).retryAfter()).contains(Duration.ofSeconds(30));
        assertThat(catchThrowableOfType(
                        AuthException.class,
                        () -> host.session("salesforce", MARTA).accessToken()))
                .isNotNull();
        assertThat(salesforce).neverSawASpentRefreshToken().receivedTokenRequests(1, "refresh_token");
    }
}
