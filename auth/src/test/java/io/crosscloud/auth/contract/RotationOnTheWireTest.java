package io.crosscloud.auth.contract;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.connectedapp.ConnectedAppLogin;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.connectedapp.LoginRequest;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.error.ProtocolException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.testkit.FakeCloud;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.testkit.junit.Fake;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A rotation whose answer cannot be used, on the wire. */
class RotationOnTheWireTest {
    @Fake
    private TestClock clock;

    @Fake
    private FakeSalesforce salesforce;

    @Fake
    private FakeEngagement engagement;

    @Tag("B20")
    @Test
    void salesforceAnswerWithABrokenMember_losesNoRefreshToken() {
        salesforce.rotation(true);
        TokenProvider provider = ConnectedAppTokenRefresher.builder(
                        salesforce.org(), salesforce.clientId(), ClientAuthentication.secret(salesforce.clientSecret()))
                .clock(clock)
                .build();
        brokenMember_losesNoRefreshToken(
                salesforce, provider, salesforce.redirectUri(), Scopes.of("api", "refresh_token"), salesforce::login);
    }

    @Tag("B20")
    @Test
    void engagementAnswerWithABrokenMember_losesNoRefreshToken() {
        TokenProvider provider = ConnectedAppTokenRefresher.builder(
                        engagement.tenant(),
                        engagement.webApp().clientId(),
                        ClientAuthentication.secret(
                                engagement.webApp().clientSecret().orElseThrow()))
                .clock(clock)
                .build();
        brokenMember_losesNoRefreshToken(
                engagement, provider, engagement.redirectUri(), Scopes.of("offline"), engagement::login);
    }

    private void brokenMember_losesNoRefreshToken(
            FakeCloud cloud, TokenProvider provider, URI redirectUri, Scopes scopes, UnaryOperator<URI> person) {
        try (SessionManager sessions = SessionManager.builder()
                .connection("cloud", provider)
                .clock(clock)
                .build()) {
            ConnectedAppLogin login = ConnectedAppLogin.builder(sessions, "cloud", redirectUri)
                    .scopes(scopes)
                    .build();
            LoginRequest begun = login.begin(User.of("marta"));
            Session session = login.complete(begun.sealed(), person.apply(begun.authorizationUri()));
            clock.advance(Duration.ofHours(3));
            cloud.faults()
                    .next(Route.TOKEN)
                    .ofGrant("refresh_token")
                    .fail(Fault.changedBody(
                            body -> body.replaceFirst("\"access_token\":\"[^\"]+\"", "\"access_token\":7")));

            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(session::accessToken)
                    .matches(e -> e.problem() == ServerProblem.RESPONSE_INVALID);
            clock.advance(Duration.ofMinutes(2));

            assertThat(session.accessToken().exposeSecret()).isNotEmpty();
            assertThat(cloud).neverSawASpentRefreshToken().receivedTokenRequests(2, "refresh_token");
        }
    }
}
