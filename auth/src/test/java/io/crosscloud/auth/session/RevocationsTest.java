package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Revocation;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Several logins of one user have ended, and the server could not be told of any. */
class RevocationsTest extends TwoHosts {
    private static final int TRIES = 10;

    /** Logs in, and out while the server cannot be told so many times. */
    private void logOutInVain(SessionManager manager, int failures) {
        manager.connection("salesforce").adopt(MARTA, server.login());
        for (int i = 0; i < failures; i++) {
            server.failToRevoke(failure(ServerProblem.NETWORK));
        }
        assertThatExceptionOfType(TryLaterException.class).isThrownBy(manager.session(KEY)::revoke);
    }

    @Test
    void theNextLogout_tellsOfEach_alsoAfterOneThatFails() {
        SessionManager quiet = closedLater(patient().build());
        logOutInVain(quiet, 1);
        logOutInVain(quiet, 1);
        server.failToRevoke(failure(ServerProblem.NETWORK));

        assertThatExceptionOfType(TryLaterException.class).isThrownBy(quiet.session(KEY)::revoke);

        assertThat(server.revoked()).hasSize(1);
        assertThat(quiet.session(KEY).revoke()).isEqualTo(Revocation.REVOKED);
        assertThat(server.revoked()).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void givenUp_theLastAloneIsKeptForTheNextLogout() throws Exception {
        ExecutorService background = Executors.newSingleThreadExecutor();
        SessionManager.Builder builder = builder(server);
        builder.settings.background = background;
        SessionManager untiring = closedLater(builder.build());
        for (int i = 0; i < 3; i++) {
            logOutInVain(untiring, TRIES);
            for (int attempts = 1; attempts <= TRIES; attempts++) {
                assertThat(await(AuthEvent.RevocationFailed.class).attempts()).isEqualTo(attempts);
            }
            background.submit(() -> {}).get(); // the last try is over
        }

        assertThat(untiring.session(KEY).revoke()).isEqualTo(Revocation.REVOKED);
        assertThat(untiring.session(KEY).revoke()).isEqualTo(Revocation.FORGOTTEN);

        assertThat(server.revoked()).hasSize(1);
    }
}
