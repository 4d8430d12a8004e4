package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.auth.internal.session.record.StoreKeys;
import io.crosscloud.error.StoreException;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A grant without a refresh token: the server is told nothing, and the host and the store forget. */
class LogoutWithoutRefreshTokenTest extends TwoHosts {
    @Test
    void aGrantWithoutRefreshToken_forgetsAndRevokesNothingThatOthersShare() {
        List<TokenRequest> asked = new CopyOnWriteArrayList<>();
        TokenProvider custom = newTokens(asked);
        Session session = host(custom).session(KEY);
        AccessToken first = session.accessToken();

        assertThat(session.revoke()).isEqualTo(Revocation.FORGOTTEN);

        assertThat(session.status().state()).isEqualTo(SessionStatus.State.IDLE);
        assertThat(session.accessToken()).isNotEqualTo(first);
        assertThat(asked).hasSize(2);
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aGrantWithoutRefreshToken_isForgottenByAStoreThatMissedItsEnd() {
        TokenProvider custom = request -> TokenGrant.of(token("at-custom"));
        SessionManager manager = host(custom);
        Session session = manager.session(KEY);
        session.accessToken();
        String row = StoreKeys.storeKey(KEY, custom);
        assertThat(rows.find(row).orElseThrow().session()).isNotNull();
        store.fail(1, FaultyStore.Verb.END);

        assertThatExceptionOfType(StoreException.class).isThrownBy(session::revoke);

        awaitEnd(row);
    }

    @Test
    void aGrantWithoutRefreshToken_isNotTakenFromAStoreThatMissedItsEnd() {
        List<TokenRequest> asked = new CopyOnWriteArrayList<>();
        TokenProvider custom = newTokens(asked);
        SessionManager manager = host(custom);
        AccessToken first = manager.session(KEY).accessToken();
        store.fail(FaultyStore.Verb.END);
        assertThatExceptionOfType(StoreException.class).isThrownBy(manager.session(KEY)::revoke);

        assertThat(manager.session(KEY).accessToken()).isNotEqualTo(first);

        assertThat(asked).hasSize(2);
    }

    @Test
    void aFirstTokenUnderWayAtALogout_isNotGivenAfterIt() throws Exception {
        Gate gate = new Gate();
        List<TokenRequest> asked = new CopyOnWriteArrayList<>();
        TokenProvider custom = newTokens(asked);
        Session session = host(request -> {
                    TokenGrant grant = custom.token(request);
                    gate.pass();
                    return grant;
                })
                .session(KEY);
        CompletableFuture<AccessToken> first = session.accessTokenAsync();
        gate.awaitSomebody();

        assertThat(session.revoke()).isEqualTo(Revocation.FORGOTTEN);
        gate.open();

        assertThat(session.accessToken()).isNotEqualTo(first.join());
        assertThat(asked).hasSize(2);
    }
}
