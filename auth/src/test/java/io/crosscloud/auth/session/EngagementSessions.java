package io.crosscloud.auth.session;

import io.crosscloud.auth.AtOnce;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.EngagementTenant;
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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;

/** A session manager with a connection of JWT bearer, whose server gives a new token each time. */
abstract class EngagementSessions {
    static final URI HOST = URI.create("https://mc563885gzs27c5t9-63k636ttgm.rest.marketingcloudapis.com");
    static final EngagementTenant TENANT = EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm");
    static final ProviderInfo JWT = ProviderInfo.of(GrantType.JWT_BEARER, TENANT, ClientId.of("client"));

    static final Duration LIFE = Duration.ofMinutes(18);

    final TestClock clock = TestClock.create();
    final List<TokenRequest> requests = new CopyOnWriteArrayList<>();
    final List<AuthEvent> events = new CopyOnWriteArrayList<>();
    final SessionManager sessions =
            builder().connection("engagement", provider(JWT)).build();

    @AfterEach
    void close() {
        sessions.close();
    }

    /** One more host, with a store of its own, for the test to close. */
    final SessionManager.Builder builder() {
        return SessionManager.builder()
                .clock(clock)
                .scheduler(new EagerScheduler(clock))
                .listener(AtOnce.listener(events::add))
                .store(InMemoryTokenStore.create(clock), TokenCipher.generated());
    }

    final TokenProvider provider(ProviderInfo info) {
        return new TokenProvider() {
            @Override
            public TokenGrant token(TokenRequest request) {
                requests.add(request);
                return grant("at-CANARY-" + requests.size());
            }

            @Override
            public ProviderInfo info() {
                return info;
            }
        };
    }

    final TokenGrant grant(String token) {
        return TokenGrant.of(AccessToken.of(token, ApiEndpoints.of(HOST), Scopes.unspecified(), clock.instant())
                .expiringAt(clock.instant().plus(LIFE)));
    }
}
