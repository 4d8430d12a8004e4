package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.auth.session.FaultyStore.Verb;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.spi.Ending;
import io.crosscloud.token.AccessToken;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A rotation that is stored after another host has shown the spent refresh token: the session ends in doubt. */
class LateCommitTest extends TwoHosts {
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofMinutes(1);

    private static void assertLostInDoubt(Session session) {
        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(session::accessToken)
                .matches(e -> e.problem() == SessionProblem.LOST_IN_DOUBT, "lost in doubt");
    }

    /** The last moment in which the late host could look. */
    @Test
    void reuseJustBeforeTheLateCommit_endsAsLostInDoubt() throws Exception {
        expire();
        Gate answered = new Gate();
        server.gateAfter(answered::pass);
        CompletableFuture<AccessToken> slow = session().accessTokenAsync();
        answered.awaitSomebody();
        clock.advance(LONGER_THAN_A_LEASE);
        store.before(Verb.COMMIT, () -> assertLostInDoubt(otherHost.session(KEY)));
        answered.open();
        slow.join();

        expire();
        assertLostInDoubt(host(server).session(KEY));
        assertThat(stored().ending()).isEqualTo(Ending.LOST_IN_DOUBT);
    }

    @Test
    void reuseWhileTheStoreTakesTheCommit_endsAsLostInDoubt() {
        expire();
        store.before(Verb.COMMIT, () -> {
            clock.advance(LONGER_THAN_A_LEASE);
            assertLostInDoubt(otherHost.session(KEY));
        });
        AccessToken unused = session().accessToken();

        expire();
        assertLostInDoubt(session());
        assertThat(stored().ending()).isEqualTo(Ending.LOST_IN_DOUBT);
    }

    /** The host that is refused adopts what came late, and remembers. */
    @Test
    void reuseThatTheLateCommitOvertakes_endsAsLostInDoubt() throws Exception {
        expire();
        Gate storing = new Gate();
        store.before(Verb.COMMIT, storing::pass);
        CompletableFuture<AccessToken> slow = session().accessTokenAsync();
        storing.awaitSomebody();
        clock.advance(LONGER_THAN_A_LEASE);
        server.gate(() -> {
            storing.open();
            AccessToken unused = slow.join();
        });
        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(slow.join());
        assertThat(server.spentPresented()).isEqualTo(1);

        expire();
        assertLostInDoubt(otherHost.session(KEY));
        assertThat(stored().ending()).isEqualTo(Ending.LOST_IN_DOUBT);
    }
}
