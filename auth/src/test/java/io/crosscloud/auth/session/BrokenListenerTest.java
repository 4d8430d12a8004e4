package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.token.AccessToken;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a listener throws, an error too, stays with the listener. */
class BrokenListenerTest extends TwoHosts {
    private SessionManager withBrokenListener(TokenProvider provider) {
        return closedLater(builder(provider)
                .listener(event -> {
                    throw new NoClassDefFoundError("a listener's own trouble");
                })
                .build());
    }

    @Test
    void aFailure_reachesThoseWhoWait() {
        CompletableFuture<AccessToken> token = withBrokenListener(request -> {
                    throw failure(ServerProblem.NETWORK).get();
                })
                .session(KEY)
                .accessTokenAsync();

        assertThatThrownBy(() -> token.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(TryLaterException.class);
    }

    @Test
    void aToken_isGivenAllTheSame() {
        AccessToken token = token("at-custom");

        assertThat(withBrokenListener(request -> TokenGrant.of(token))
                        .session(KEY)
                        .accessToken())
                .isEqualTo(token);
    }

    @Test
    void aCommitThatFailed_isTriedAgain() throws Exception {
        CountDownLatch stored = new CountDownLatch(1);
        SessionManager broken = withBrokenListener(server);
        expire();
        store.fail(1, FaultyStore.Verb.COMMIT);
        store.after(FaultyStore.Verb.COMMIT, stored::countDown);

        CompletableFuture<AccessToken> unused = broken.session(KEY).accessTokenAsync();

        assertThat(stored.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
