package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A token that an API has refused is given to nobody again, though the store still holds it and another came in between. */
class RejectedTokensTest extends TwoHosts {
    private final List<TokenRequest> asked = new CopyOnWriteArrayList<>();

    @Test
    void aTokenOfALoginThatIsOver_isNotGivenAfterTheFallbacks() {
        TokenGrant login = server.login();
        host.connection("salesforce").adopt(MARTA, login);
        Session session = host(server, newTokens(asked)).session(KEY);
        AccessToken dead = session.accessToken();
        server.revoke(login.refreshToken().orElseThrow()); // an administrator, with all access tokens
        session.invalidate(dead);
        session.invalidate(session.accessToken());

        assertThat(session.accessToken()).isNotEqualTo(dead);

        assertThat(asked).hasSize(2);
    }

    @Test
    void aSharedToken_isNotGivenAfterOneThatTheStoreDidNotTake() {
        Session session = host(newTokens(asked)).session(KEY);
        AccessToken dead = session.accessToken();
        session.invalidate(dead);
        store.fail(1, FaultyStore.Verb.COMMIT);
        session.invalidate(session.accessToken());

        assertThat(session.accessToken()).isNotEqualTo(dead);

        assertThat(asked).hasSize(3);
    }
}
