package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.User;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connections by their names, and what a session manager is told when it is built. */
class SessionManagerTest extends EngagementSessions {
    @Test
    void aLoginForAGrantThatNeedsNone_isRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> sessions.connection("engagement").adopt(User.of("a"), grant("at-CANARY-login")))
                .withMessageContaining("expected: one whose provider is a ConnectedAppTokenRefresher");
    }

    @Test
    void unknownConnection_listsTheKnownOnes() {
        sessions.addConnection("salesforce", provider(ProviderInfo.custom()));

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> sessions.session("saleforce", User.of("a")))
                .withMessageContaining("saleforce")
                .withMessageContaining("[engagement, salesforce]");
    }

    @Test
    void clientCredentials_takeNoPerson() {
        sessions.addConnection(
                "cc",
                provider(ProviderInfo.of(
                        GrantType.CLIENT_CREDENTIALS, SalesforceOrg.myDomain("acme"), ClientId.of("c"))));

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> sessions.session("cc", User.of("a")))
                .matches(e -> e.problem() == SettingProblem.USER_UNSUPPORTED);
        assertThat(sessions.session("cc", User.integration()).accessToken()).isNotNull();
    }

    @Test
    void aConnectionRemovedWhileRunning_closesItsSessionsOnly() {
        sessions.addConnection("other", provider(ProviderInfo.custom()));
        Session kept = sessions.session("engagement", User.of("a"));
        Session removed = sessions.session("other", User.of("a"));
        removed.accessToken();

        sessions.removeConnection("other");
        sessions.removeConnection("other");

        assertThatIllegalStateException().isThrownBy(removed::accessToken);
        assertThat(kept.accessToken()).isNotNull();
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> sessions.session("other", User.of("a")));
        sessions.addConnection("other", provider(ProviderInfo.custom()));
        assertThat(sessions.session("other", User.of("a")).accessToken()).isNotNull();
    }

    @Test
    void aNameThatIsTaken_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sessions.addConnection("engagement", provider(JWT)))
                .withMessageContaining("engagement");
    }

    @Test
    void aConnectionReplacedWhileASessionIsLookedUp_givesNoSessionOfTheFormerOne() throws Exception {
        Gate gate = new Gate();
        AtomicInteger lookups = new AtomicInteger();
        sessions.addConnection("moving", new TokenProvider() {
            @Override
            public TokenGrant token(TokenRequest request) {
                return grant("at-CANARY-former");
            }

            @Override
            public ProviderInfo info() {
                if (Thread.currentThread().getName().equals("looking up") && lookups.getAndIncrement() == 0) {
                    gate.pass();
                }
                return JWT;
            }
        });
        CompletableFuture<Session> found = new CompletableFuture<>();
        new Thread(() -> found.complete(sessions.session("moving", User.of("a"))), "looking up").start();
        gate.awaitSomebody();

        sessions.removeConnection("moving");
        sessions.addConnection("moving", request -> grant("at-CANARY-new"));
        gate.open();

        assertThat(found.get().accessToken().exposeSecret()).isEqualTo("at-CANARY-new");
        assertThat(sessions.session("moving", User.of("a"))).isSameAs(found.get());
    }

    @Tag("U15")
    @Test
    void authorize_addsTheHeaderForTheSessionsHostsOnly() {
        Session session = sessions.session("engagement", User.of("a"));

        HttpRequest request = session.authorize(HttpRequest.newBuilder(session.resolve("/platform/v1/tokenContext")))
                .build();

        assertThat(request.uri()).isEqualTo(HOST.resolve("/platform/v1/tokenContext"));
        assertThat(request.headers().firstValue("Authorization")).contains("Bearer at-CANARY-1");
        for (String foreign : List.of(
                "https://evil.example/",
                "http://mc563885gzs27c5t9-63k636ttgm.rest.marketingcloudapis.com/",
                "https://mc563885gzs27c5t9-63k636ttgm.rest.marketingcloudapis.com:8443/",
                "https://user@mc563885gzs27c5t9-63k636ttgm.rest.marketingcloudapis.com/")) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .as(foreign)
                    .isThrownBy(() -> session.authorize(HttpRequest.newBuilder(URI.create(foreign))))
                    .matches(e -> e.problem() == SettingProblem.REQUEST_HOST);
        }
    }

    @Test
    @Tag("C3")
    void aClientThatFollowsRedirects_isRefused() {
        HttpClient redirecting = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> SessionManager.builder().httpClient(redirecting))
                .matches(e -> e.problem() == SettingProblem.HTTP_CLIENT_UNSAFE);
    }

    @Test
    @Tag("C5")
    void aListenerThatThrows_breaksNothing() {
        try (SessionManager each = builder()
                .listener(event -> {
                    throw new IllegalStateException("listener");
                })
                .connection("engagement", provider(JWT))
                .build()) {
            assertThat(each.session("engagement", User.of("a")).accessToken()).isNotNull();
        }
    }

    @Test
    void settingsOutOfRange_areRefused() {
        SessionManager.Builder builder = SessionManager.builder();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.acquireTimeout(Duration.ZERO))
                .withMessageContaining("acquireTimeout: PT0S (expected: > 0, at most 36500 days)");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.lease(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.concurrency(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.keep(0, Duration.ofMinutes(1)));
    }
}
