package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.AccessToken;
import org.junit.jupiter.api.Test;

/** A connection is removed and added again, while the store is owed a rotation that the former one has brought. */
class ReplacedConnectionTest extends TwoHosts {
    /** By the scheduler of a clock that nobody moves, it tries nothing again. */
    private final SessionManager replacing = closedLater(
            builder(server).scheduler(TestClock.create().scheduler()).build());

    private AccessToken rotateAndReplace() {
        expire();
        store.fail(FaultyStore.Verb.COMMIT);
        AccessToken rotated = replacing.session(KEY).accessToken();
        replacing.removeConnection("salesforce");
        replacing.addConnection("salesforce", server);
        return rotated;
    }

    @Test
    void theNewConnection_sendsNoSpentToken() {
        rotateAndReplace();
        expire(); // and every lease with it
        store.heal();

        replacing.session(KEY).accessToken();

        assertThat(server.requests()).hasSize(2);
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    void theNewConnectionHasStoredTheRotation_closingWaitsForNothing() {
        AccessToken rotated = rotateAndReplace();
        store.heal();
        assertThat(replacing.session(KEY).accessToken()).isEqualTo(rotated);

        replacing.close();

        assertThat(replacing.pendingWrites().isEmpty()).isTrue();
        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(rotated);
        assertThat(server.requests()).hasSize(1);
    }
}
