package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.crosscloud.auth.AtOnce;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What an operator sees who reads from INFO on. */
class LogLevelsTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(SessionManager.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final TestClock clock = TestClock.create();
    private final RotatingProvider server = new RotatingProvider(clock);
    private final FaultyStore store = new FaultyStore(InMemoryTokenStore.create(clock));
    private final List<AuthEvent> events = new CopyOnWriteArrayList<>();
    private final SessionManager sessions = SessionManager.builder()
            .connection("salesforce", server)
            .store(store, TokenCipher.generated())
            .clock(clock)
            .scheduler(new EagerScheduler(clock))
            .listener(AtOnce.listener(events::add))
            .build();
    private final Session session = sessions.session("salesforce", User.of("marta"));

    @BeforeEach
    void read() {
        sessions.connection("salesforce").adopt(User.of("marta"), server.login());
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void close() {
        logger.detachAppender(log);
        store.heal();
        sessions.close();
    }

    private List<String> seen() {
        return log.list.stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .map(line -> line.getLevel() + " " + line.getFormattedMessage())
                .toList();
    }

    private void fail(Problem problem) {
        server.failBefore(() -> AuthFailure.of(problem).toException());
        clock.advance(Duration.ofMinutes(2));
        assertThat(catchThrowable(session::accessToken)).isNotNull();
    }

    @Test
    void whatGoesOnFailing_isOneLine_andItsEndAnother() {
        clock.advance(RotatingProvider.LIFE);
        for (int i = 0; i < 5; i++) {
            fail(ServerProblem.NETWORK);
        }
        clock.advance(Duration.ofMinutes(2));
        session.accessToken();

        assertThat(events).filteredOn(AuthEvent.RefreshFailed.class::isInstance).hasSize(5);
        assertThat(seen()).hasSize(2);
        assertThat(seen().get(0)).startsWith("WARN RefreshFailed[session=salesforce/marta, problem=NETWORK");
        assertThat(seen().get(1)).isEqualTo("INFO salesforce/marta has a token again");
    }

    @Test
    void theSameFailureAfterARecovery_isALineAgain() {
        clock.advance(RotatingProvider.LIFE);
        fail(ServerProblem.NETWORK);
        clock.advance(Duration.ofMinutes(2));
        session.accessToken();
        clock.advance(RotatingProvider.LIFE);
        fail(ServerProblem.NETWORK);

        assertThat(seen()).extracting(line -> line.substring(0, 4)).containsExactly("WARN", "INFO", "WARN");
    }

    @Test
    void aLogin_isTheEndOfAFailure() {
        clock.advance(RotatingProvider.LIFE);
        fail(ServerProblem.NETWORK);
        sessions.connection("salesforce").adopt(User.of("marta"), server.login());
        clock.advance(RotatingProvider.LIFE);
        fail(ServerProblem.NETWORK);

        assertThat(seen()).extracting(line -> line.substring(0, 4)).containsExactly("WARN", "INFO", "WARN");
    }

    @Test
    void theSameTokenAgainAndAgain_isOneLine() {
        AccessToken token = AccessToken.of(
                "at-CANARY-same", ApiEndpoints.of(RotatingProvider.HOST), Scopes.unspecified(), clock.instant());
        try (SessionManager plain = SessionManager.builder()
                .connection("jwt", request -> TokenGrant.of(token))
                .clock(clock)
                .build()) {
            Session same = plain.session("jwt", User.of("marta"));
            same.invalidate(same.accessToken());
            for (int i = 0; i < 3; i++) {
                clock.advance(Duration.ofMinutes(2));
                assertThat(catchThrowable(same::accessToken)).isNotNull();
            }
        }

        assertThat(seen()).singleElement().asString().startsWith("WARN RefreshFailed[session=jwt/marta");
    }

    @Test
    void anotherFailure_isAnotherLine() {
        clock.advance(RotatingProvider.LIFE);
        fail(ServerProblem.NETWORK);
        fail(ServerProblem.TLS);
        fail(ServerProblem.TLS);
        fail(ServerProblem.NETWORK);

        assertThat(seen()).hasSize(3);
    }

    @Test
    void tokensThatComeAndGo_areNoLine() {
        for (int i = 0; i < 3; i++) {
            clock.advance(RotatingProvider.LIFE);
            session.accessToken();
        }

        assertThat(seen()).isEmpty();
        assertThat(log.list).isNotEmpty();
    }
}
