package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.auth.AtOnce;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a listener hears of tokens that come, of orgs that move, and of too many requests. */
class EventsTest {
    private static final Duration LIFE = Duration.ofMinutes(10);

    private final TestClock clock = TestClock.create();
    private final LinkedBlockingQueue<AuthEvent> events = new LinkedBlockingQueue<>();
    private final AtomicInteger issued = new AtomicInteger();
    private URI host = URI.create("https://acme.my.salesforce.com");
    private final SessionManager sessions = SessionManager.builder()
            .clock(clock)
            .scheduler(new EagerScheduler(clock))
            .listener(AtOnce.listener(events::add))
            .store(InMemoryTokenStore.create(clock), TokenCipher.generated())
            .connection("salesforce", provider(SalesforceOrg.myDomain("acme")))
            .connection("engagement", provider(EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm")))
            .build();
    private final Session session = sessions.session("salesforce", User.of("marta"));

    private TokenProvider provider(AuthorizationServer server) {
        return new TokenProvider() {
            @Override
            public TokenGrant token(TokenRequest request) {
                AccessToken token = AccessToken.of(
                        "at-CANARY-" + issued.incrementAndGet(),
                        ApiEndpoints.of(host),
                        Scopes.unspecified(),
                        clock.instant());
                return TokenGrant.of(token.expiringAt(clock.instant().plus(LIFE)));
            }

            @Override
            public ProviderInfo info() {
                return ProviderInfo.of(GrantType.JWT_BEARER, server, ClientId.of("client"));
            }
        };
    }

    @AfterEach
    void close() {
        sessions.close();
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aTokenBeforeTheLastOneEnds_isARefresh_elseItIsIssued() throws Exception {
        session.accessToken();
        assertThat(events.take()).isEqualTo(new AuthEvent.TokenIssued(session.key()));

        clock.advance(LIFE.minusSeconds(10));
        AccessToken last = session.accessToken();
        assertThat(events.take()).isEqualTo(new AuthEvent.TokenRefreshed(session.key()));
        while (session.accessToken().equals(last) && !Thread.interrupted()) {
            Thread.onSpinWait();
        }

        clock.advance(LIFE);
        session.accessToken();
        assertThat(events.take()).isEqualTo(new AuthEvent.TokenIssued(session.key()));
    }

    @Test
    void anOrgThatHasMoved_isTold() {
        URI former = host;
        session.accessToken();
        host = URI.create("https://acme2.my.salesforce.com");
        clock.advance(LIFE);
        session.accessToken();

        assertThat(events).contains(new AuthEvent.InstanceChanged(session.key(), former, host));
    }

    @Test
    void tooManyRequests_areToldOnceInTheCloudsWindow() {
        host = URI.create("https://mc563885gzs27c5t9-63k636ttgm.rest.marketingcloudapis.com");
        Session session = sessions.session("engagement", User.of("api"));
        AuthEvent low = new AuthEvent.LoginBudgetLow(session.key(), 4, Duration.ofMinutes(20));
        for (int i = 0; i < 3; i++) {
            session.invalidate(session.accessToken());
        }
        assertThat(events).doesNotContain(low);
        for (int i = 0; i < 5; i++) {
            session.invalidate(session.accessToken());
        }
        assertThat(events).containsOnlyOnce(low);

        clock.advance(Duration.ofMinutes(20));
        for (int i = 0; i < 4; i++) {
            session.invalidate(session.accessToken());
        }
        assertThat(events.stream().filter(low::equals)).hasSize(2);
    }

    @Test
    void afterClose_everyCallThatNeedsTheManagerFails_andTheOthersDoNot() {
        AccessToken token = session.accessToken();
        sessions.close();

        assertThatIllegalStateException().isThrownBy(session::accessToken);
        assertThatIllegalStateException().isThrownBy(() -> session.resolve("/x"));
        assertThatIllegalStateException().isThrownBy(() -> sessions.session("salesforce", User.of("marta")));
        assertThatIllegalStateException()
                .isThrownBy(() -> sessions.addConnection("more", provider(SalesforceOrg.myDomain("x"))));
        assertThatIllegalStateException()
                .isThrownBy(() -> sessions.connection("salesforce").adopt(User.of("a"), TokenGrant.of(token)));
        assertThatThrownBy(session.accessTokenAsync()::join).hasCauseInstanceOf(IllegalStateException.class);
        session.invalidate(token);
        sessions.removeConnection("salesforce");
        assertThat(sessions.list()).isEmpty();
        assertThat(issued).hasValue(1);
    }
}
