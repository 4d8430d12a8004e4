package outside.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.connectedapp.ConnectedAppLogin;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.connectedapp.LoginRequest;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.testkit.junit.Fake;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import outside.Program;

class ProgramTest {
    @Fake
    private TestClock clock;

    @Test
    void token_servesUntilItExpires(@Fake FakeEngagement engagement) throws Exception {
        TokenProvider provider = ClientCredentialsTokenProvider.builder(
                        engagement.tenant(),
                        engagement.clientId(),
                        ClientAuthentication.secret(engagement.clientSecret()))
                .build();
        try (SessionManager sessions = sessionsOver(provider)) {
            Session session = sessions.session("cloud", User.integration());

            assertTrue(Program.get(session, "/platform/v1/tokenContext").contains("\"organization\""));
            Program.get(session, "/platform/v1/tokenContext");
            assertEquals(1, engagement.journal().tokenRequests().size());

            clock.advance(Duration.ofMinutes(30));
            Program.get(session, "/platform/v1/tokenContext");
            assertEquals(2, engagement.journal().tokenRequests().size());
        }
    }

    @Test
    void person_logsInOnce(@Fake FakeSalesforce salesforce) throws Exception {
        TokenProvider provider = ConnectedAppTokenRefresher.builder(
                        salesforce.org(), salesforce.clientId(), ClientAuthentication.secret(salesforce.clientSecret()))
                .build();
        try (SessionManager sessions = sessionsOver(provider)) {
            ConnectedAppLogin login = ConnectedAppLogin.builder(sessions, "cloud", salesforce.redirectUri())
                    .build();
            LoginRequest begun = login.begin(User.of("marta"));
            Session session = login.complete(begun.sealed(), salesforce.login(begun.authorizationUri()));

            clock.advance(Duration.ofHours(3));

            assertTrue(Program.get(session, "/services/data/v64.0/limits").contains("DailyApiRequests"));
            assertEquals(1, salesforce.journal().tokenRequests("refresh_token").size());
        }
    }

    @Test
    void path_isTheOneThatTheBuildMeant() {
        boolean modules = Boolean.getBoolean("modules");
        assertEquals(modules, Session.class.getModule().isNamed());
        assertEquals(modules, FakeEngagement.class.getModule().isNamed());
        assertEquals(modules, Program.class.getModule().isNamed());
    }

    private SessionManager sessionsOver(TokenProvider provider) {
        return SessionManager.builder()
                .connection("cloud", provider)
                .clock(clock)
                .build();
    }
}
