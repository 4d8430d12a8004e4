package io.crosscloud.examples.host;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.connectedapp.LoginRequest;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.examples.host.AllowancePage.View;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.testkit.junit.Fake;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AllowancePageTest {
    // readme: fakes
    @Fake
    private TestClock clock;

    @Fake
    private FakeSalesforce salesforce;
    // readme: end

    private SessionManager sessions;
    private AllowancePage page;

    @BeforeEach
    void start() {
        salesforce.rotation(true);
        var provider = ConnectedAppTokenRefresher.builder(
                        salesforce.org(), salesforce.clientId(), ClientAuthentication.secret(salesforce.clientSecret()))
                .clock(clock)
                .build();
        sessions = SessionManager.builder()
                .connection("salesforce", provider)
                .clock(clock)
                .build();
        page = new AllowancePage(sessions, salesforce.redirectUri());
    }

    @AfterEach
    void close() {
        sessions.close();
    }

    @Test
    void firstVisit_offersALogin() throws Exception {
        assertThat(page.show("marta")).isInstanceOf(View.LogIn.class);

        assertThat(salesforce).receivedTokenRequests(0);
    }

    @Test
    void login_isAskedForOnce() throws Exception {
        logIn();

        assertThat(page.show("marta")).isInstanceOf(View.Allowance.class);
        assertThat(page.show("marta")).isInstanceOf(View.Allowance.class);
        assertThat(salesforce).receivedTokenRequests(1).ofGrant("authorization_code");
    }

    // readme: expiry
    @Test
    void expiredToken_isReplacedWithoutALogin() throws Exception {
        logIn();

        clock.advance(Duration.ofHours(3));

        assertThat(page.show("marta")).isInstanceOf(View.Allowance.class);
        assertThat(salesforce).receivedTokenRequests(1, "refresh_token").neverSawASpentRefreshToken();
    }
    // readme: end

    @Test
    void revokedAccess_offersALoginAgain() throws Exception {
        logIn();

        salesforce.revokeTokens(salesforce.username());

        assertThat(page.show("marta")).isInstanceOf(View.LogIn.class);
    }

    @Test
    void cloudThatIsDown_isApologizedFor() throws Exception {
        logIn();
        clock.advance(Duration.ofHours(3));

        salesforce.faults().next(Route.TOKEN).fail(Fault.status(503));

        assertThat(page.show("marta")).isInstanceOf(View.NotNow.class);
    }

    private void logIn() throws Exception {
        LoginRequest begun = ((View.LogIn) page.show("marta")).login();
        page.comeBack(begun.sealed(), salesforce.login(begun.authorizationUri()));
    }
}
